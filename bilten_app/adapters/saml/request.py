"""Asking a provider who somebody is: the request, in the address (SAML Bindings §3.4)."""

import base64
import zlib
from datetime import datetime
from urllib.parse import urlencode

from lxml import etree

from bilten_app.adapters.saml.assertion import request_id
from bilten_app.adapters.saml.metadata import POST
from bilten_app.adapters.saml.xml import ASSERTION, PROTOCOL
from bilten_app.ports.signin import Registration, Round


def address(registration: Registration, wanted: Round, *, relay: str, now: datetime) -> str:
    """Return where the browser goes; nothing in a request is a secret, and nobody signs it."""
    door = registration.keys["sso_url"]
    request = etree.Element(
        f"{{{PROTOCOL}}}AuthnRequest",
        nsmap={"samlp": PROTOCOL, "saml": ASSERTION},
        ID=request_id(wanted),
        Version="2.0",
        IssueInstant=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        Destination=door,
        AssertionConsumerServiceURL=wanted.redirect_uri,
        ProtocolBinding=POST,
    )
    if wanted.is_again:
        request.set("ForceAuthn", "true")
    etree.SubElement(request, f"{{{ASSERTION}}}Issuer").text = registration.client_id
    squeezed = zlib.compress(etree.tostring(request), wbits=-zlib.MAX_WBITS)
    told = {"SAMLRequest": base64.b64encode(squeezed).decode(), "RelayState": relay}
    return f"{door}{'&' if '?' in door else '?'}{urlencode(told)}"
