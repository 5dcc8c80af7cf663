"""The price of a cart. Pure: the same cart gives the same total, in any order.

Rounding happens here and nowhere else: the fee of one ticket, half away from zero; a line is that
many times its unit, so it needs no rounding of its own.
"""

from collections.abc import Sequence

from babel.numbers import get_currency_precision

from bilten_app.domains.pricing.public import FeePlan, Quote, QuoteItem, QuoteLine
from bilten_app.kit.money import Money

PLATFORM_BASIS_POINTS = 290
PLATFORM_FIXED_CENTS = 30


def platform_plan(currency: str, *, passed_on: bool) -> FeePlan:
    """Return 2.9 % + 0.30, the fixed part in the currency's own units (0 yen, 300 fils)."""
    exponent = get_currency_precision(currency)
    return FeePlan(PLATFORM_BASIS_POINTS, PLATFORM_FIXED_CENTS * 10**exponent // 100, passed_on)


def quote(items: Sequence[QuoteItem], plan: FeePlan, currency: str) -> Quote:
    """Price a cart. A free ticket carries no fee; an absorbed fee is not the buyer's matter."""
    lines = tuple(_line(item, plan, currency) for item in items)
    return Quote(
        currency=currency,
        lines=lines,
        list_minor=sum(line.list_minor for line in lines),
        fee_minor=sum(line.fee_minor for line in lines),
        total_minor=sum(line.total_minor for line in lines),
    )


def ticket_fee(unit: Money, plan: FeePlan) -> Money:
    """Return the platform's fee for one ticket."""
    if unit.minor == 0:
        return unit
    return unit.share(plan.basis_points) + Money(plan.fixed_minor, unit.currency)


def _line(item: QuoteItem, plan: FeePlan, currency: str) -> QuoteLine:
    unit = Money(item.unit_minor, currency)
    listed = unit.times(item.quantity)
    fee = ticket_fee(unit, plan).times(item.quantity if plan.passed_on else 0)
    return QuoteLine(
        item.ticket_type_id, item.quantity, unit.minor,
        listed.minor, fee.minor, (listed + fee).minor,
    )  # fmt: skip
