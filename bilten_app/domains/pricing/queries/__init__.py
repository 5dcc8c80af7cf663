"""What others may know of prices."""

from bilten_app.domains.pricing.queries.taxes import tax_profile

__all__ = ["tax_profile"]
