"""Pricing a cart for others. Pure: it reads nothing and writes nothing."""

from collections.abc import Sequence

from bilten_app.domains.pricing.public import Quote, QuoteItem
from bilten_app.domains.pricing.rules import platform_plan, quote


def quote_cart(items: Sequence[QuoteItem], *, currency: str, fees_passed_on: bool) -> Quote:
    """Return what a cart costs with the platform's fee."""
    return quote(items, platform_plan(currency, passed_on=fees_passed_on), currency)
