"""The platform's fee: 2.9 % of a ticket's price and a fixed part, nothing for a free ticket.

The fixed part pays what a card payment costs by itself, about a third of a euro. It is 0.30 where
the unit of the currency is worth something like that. Where 0.30 of the unit cannot be paid (yen)
or buys next to nothing (pounds of Egypt), the table names a round sum of the same worth instead;
it is set by hand and does not follow the markets, so that a fee never changes overnight.
"""

from collections.abc import Iterable, Mapping

from bilten_app.domains.pricing.public import FeePlan
from bilten_app.domains.pricing.rules.tags import Ticket
from bilten_app.kit.money import Money
from bilten_app.kit.text import minor_digits

PLATFORM_BASIS_POINTS = 290
FIXED_CENTS = 30
FIXED_MINOR: Mapping[str, int] = {
    "CLP": 300, "ISK": 45, "JPY": 50, "KRW": 450, "PYG": 2_300, "UGX": 1_200, "VND": 8_000,
    "XAF": 200, "XOF": 200,
    "ARS": 400_00, "COP": 1_300_00, "CZK": 7_50, "DZD": 45_00, "EGP": 15_00, "HUF": 120_00,
    "IDR": 5_000_00, "INR": 27_00, "KES": 40_00, "LKR": 95_00, "MKD": 18_00, "NGN": 480_00,
    "PHP": 18_00, "PKR": 90_00, "RSD": 35_00, "RUB": 28_00, "THB": 10_00, "TRY": 12_00,
    "TWD": 10_00, "UAH": 13_00, "ZAR": 5_50,
    "USDC": 300_000, "USDT": 300_000, "ETH": 100_000_000_000_000,
}  # fmt: skip


def fixed_part(currency: str) -> int:
    """Return the fixed part in minor units; never zero."""
    if currency in FIXED_MINOR:
        return FIXED_MINOR[currency]
    return max(FIXED_CENTS * 10 ** minor_digits(currency) // 100, 1)


def platform_plan(currency: str, *, passed_on: bool, is_test: bool = False) -> FeePlan:
    """Return the plan of an organizer who has agreed on nothing else; a test costs nothing."""
    if is_test:
        return FeePlan(0, 0, passed_on)
    return FeePlan(PLATFORM_BASIS_POINTS, fixed_part(currency), passed_on)


def ticket_fee(price: Money, plan: FeePlan) -> Money:
    """Return the platform's fee for a ticket at this price, after discounts.

    An absorbed fee never takes more than the price.
    """
    if price.minor == 0:
        return price
    fee = price.share(plan.basis_points) + Money(plan.fixed_minor, price.currency)
    return fee if plan.passed_on else min(fee, price, key=lambda money: money.minor)


def apply_fees(tickets: Iterable[Ticket], plan: FeePlan, currency: str) -> None:
    """Give each ticket its fee, and to the buyer where it is passed on."""
    known: dict[int, int] = {}
    for ticket in tickets:
        price = ticket.price_minor
        if price not in known:
            known[price] = ticket_fee(Money(price, currency), plan).minor
        ticket.platform_fee_minor = known[price]
        ticket.fee_minor = known[price] if plan.passed_on else 0
