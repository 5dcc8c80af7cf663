"""Fees, cent by cent, and amounts in every currency."""

import pytest

from bilten_app.domains.pricing.public import FeePlan, QuoteItem
from bilten_app.domains.pricing.rules import fixed_part
from bilten_app.domains.pricing.service import quote_cart
from tests.unit.pricing.given import TYPES, priced, tariff_of


@pytest.mark.parametrize(
    ("currency", "unit", "quantity", "fee", "total"),
    [
        ("EUR", 2500, 2, 2 * (73 + 30), 5206),  # 2.9 % of 25.00 is 72.5 cents: 73
        ("EUR", 999, 3, 3 * (29 + 30), 3174),
        ("JPY", 3000, 1, 87 + 50, 3137),
        ("KWD", 10_000, 1, 290 + 300, 10_590),  # 300 fils
        ("USDC", 25_000_000, 1, 725_000 + 300_000, 26_025_000),
        ("ETH", 10**16, 1, 29 * 10**13 + 10**14, 10**16 + 39 * 10**13),
        ("EUR", 0, 4, 0, 0),
        ("EUR", 1, 1, 30, 31),
    ],
)
def test_the_fee_is_of_each_ticket_and_rounded_once(
    currency: str, unit: int, quantity: int, fee: int, total: int
) -> None:
    quote = quote_cart(
        [QuoteItem(TYPES[0], quantity, unit)], currency=currency, fees_passed_on=True
    )

    assert (quote.fee_minor, quote.total_minor) == (fee, total)


@pytest.mark.parametrize("currency", ["JPY", "KRW", "VND", "EGP", "KWD", "USDC", "ETH", "XTS"])
def test_the_fixed_part_is_never_nothing(currency: str) -> None:
    assert fixed_part(currency) > 0


def test_an_absorbed_fee_is_not_the_buyers_matter_but_it_is_known() -> None:
    quote = priced(QuoteItem(TYPES[0], 2, 2500))

    assert (quote.fee_minor, quote.total_minor, quote.platform_fee_minor) == (0, 5000, 206)


def test_an_absorbed_fee_takes_no_more_than_the_price() -> None:
    assert priced(QuoteItem(TYPES[0], 2, 10)).platform_fee_minor == 20


def test_a_ticket_that_a_promotion_makes_free_carries_no_fee() -> None:
    tariff = tariff_of(fee=FeePlan(290, 30, passed_on=True))

    assert priced(QuoteItem(TYPES[0], 3, 0), tariff=tariff).fee_minor == 0


def test_an_organizer_may_have_agreed_on_another_fee() -> None:
    tariff = tariff_of(fee=FeePlan(100, 0, passed_on=True))

    assert priced(QuoteItem(TYPES[0], 2, 2500), tariff=tariff).fee_minor == 50


def test_a_line_has_one_unit_price() -> None:
    quote = priced(
        QuoteItem(TYPES[1], 1, 500), QuoteItem(TYPES[0], 2, 700), QuoteItem(TYPES[1], 2, 500)
    )

    assert [(line.unit_minor, line.quantity, line.list_minor) for line in quote.lines] == [
        (700, 2, 1400),
        (500, 3, 1500),
    ]
