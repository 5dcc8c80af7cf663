"""SAML 2.0 as a service provider: lxml reads XML, signxml checks signatures (ADR 24)."""
