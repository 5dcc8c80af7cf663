"""Pricing a cart for others. Pure: it reads nothing and writes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bilten_app.domains.pricing.public import Cart, Quote, QuoteItem, Tariff
from bilten_app.domains.pricing.rules import platform_plan, quote

ANY_TIME = datetime.fromtimestamp(0, UTC)


def quote_cart(items: Sequence[QuoteItem], *, currency: str, fees_passed_on: bool) -> Quote:
    """Return what a cart costs with the platform's fee and no other rule."""
    tariff = Tariff(currency, platform_plan(currency, passed_on=fees_passed_on))
    return quote(Cart(tuple(items)), tariff, ANY_TIME)
