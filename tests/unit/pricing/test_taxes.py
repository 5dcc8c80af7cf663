"""Tax inside and on top, by the ticket and by the sum, and who owes it."""

from datetime import timedelta
from uuid import UUID

import pytest

from bilten_app.domains.pricing.public import (
    PromoKind,
    Purse,
    QuoteItem,
    Rounding,
    StepKind,
    TaxBuyer,
    TaxPolicy,
    TaxRate,
    VatStanding,
)
from tests.unit.pricing.given import GERMAN, NOON, TYPES, german, priced, promo, tariff_of

THREE = QuoteItem(TYPES[0], 3, 999)
AUSTRIAN = TaxBuyer("AT", "ATU12345675", VatStanding.valid)


@pytest.mark.parametrize(
    ("included", "rounding", "net", "tax", "total"),
    [
        (True, Rounding.line, 2517, 480, 2997),  # 1.595 is 1.60 for each
        (True, Rounding.sum, 2518, 479, 2997),  # 4.785 is 4.79 for all
        (False, Rounding.line, 2997, 570, 3567),  # 1.898 is 1.90 for each
        (False, Rounding.sum, 2997, 569, 3566),
    ],
)
def test_three_tickets_at_nine_ninety_nine(
    included: bool,  # noqa: FBT001
    rounding: Rounding,
    net: int,
    tax: int,
    total: int,
) -> None:
    tariff = tariff_of(tax=german(included=included, rounding=rounding))

    quote = priced(THREE, tariff=tariff)

    assert (quote.net_minor, quote.tax_minor, quote.total_minor) == (net, tax, total)
    assert [t.net_minor + t.tax_minor for t in quote.lines[0].tickets] == [
        t.total_minor for t in quote.lines[0].tickets
    ]


def test_the_fee_the_buyer_pays_is_taxed_like_the_ticket() -> None:
    tariff = tariff_of(passed_on=True, tax=german())

    quote = priced(QuoteItem(TYPES[0], 1, 10_000), tariff=tariff)

    assert (quote.fee_minor, quote.total_minor, quote.tax_minor) == (320, 10_320, 1648)


def test_ticket_types_of_another_kind_have_their_own_rate() -> None:
    reduced = TaxRate("DE", "reduced", 70_000)
    policy = TaxPolicy(GERMAN, rates={TYPES[1]: reduced})

    quote = priced(
        QuoteItem(TYPES[0], 1, 1190), QuoteItem(TYPES[1], 2, 1070), tariff=tariff_of(tax=policy)
    )

    assert [(one.rate.ppm, one.net_minor, one.tax_minor) for one in quote.taxes] == [
        (190_000, 1000, 190),
        (70_000, 2000, 140),
    ]


def test_a_discount_lowers_the_tax() -> None:
    tariff = tariff_of(tax=german(), promos=(promo(1, PromoKind.percent, 500_000),))

    assert priced(QuoteItem(TYPES[0], 1, 2380), tariff=tariff, codes=["P1"]).tax_minor == 190


@pytest.mark.parametrize(("included", "total"), [(True, 1000), (False, 1190)])
def test_a_business_of_another_eu_state_owes_the_tax_itself(
    included: bool,  # noqa: FBT001
    total: int,
) -> None:
    tariff = tariff_of(tax=german(included=included))

    quote = priced(QuoteItem(TYPES[0], 1, 1190), tariff=tariff, buyer=AUSTRIAN)

    assert (quote.total_minor, quote.tax_minor, quote.reverse_charge) == (total, 0, True)


@pytest.mark.parametrize(
    "buyer",
    [
        TaxBuyer("US"),
        TaxBuyer("DE", "DE123456788", VatStanding.valid),  # the same state
        TaxBuyer("CH", "CHE123456788", VatStanding.valid),  # not of the EU
        TaxBuyer("AT", "ATU12345675", VatStanding.unchecked),  # the register is down: charged
        TaxBuyer("AT", "ATU12345675", VatStanding.invalid),
    ],
)
def test_everybody_else_pays_the_tax_of_the_place(buyer: TaxBuyer) -> None:
    quote = priced(QuoteItem(TYPES[0], 1, 1190), tariff=tariff_of(tax=german()), buyer=buyer)

    assert (quote.tax_minor, quote.reverse_charge) == (190, False)


def test_reverse_charge_is_the_organizers_rule() -> None:
    tariff = tariff_of(tax=TaxPolicy(GERMAN))

    assert priced(THREE, tariff=tariff, buyer=AUSTRIAN).tax_minor == 480


def test_a_gift_card_pays_but_changes_neither_price_nor_tax() -> None:
    cards = (
        Purse(UUID(int=9), 500, expires_at=NOON + timedelta(days=9)),
        Purse(UUID(int=8), 300, is_card=False),
        Purse(UUID(int=7), 400, expires_at=NOON + timedelta(days=1)),
    )

    quote = priced(QuoteItem(TYPES[0], 1, 1190), tariff=tariff_of(tax=german()), purses=cards)

    assert (quote.total_minor, quote.tax_minor, quote.gift_minor) == (1190, 190, 1190)
    assert quote.to_pay_minor == 0
    assert [(one.purse_id.int, one.minor) for one in quote.tenders] == [
        (7, 400),
        (9, 500),
        (8, 290),
    ]
    assert [one.kind for one in quote.steps] == [
        StepKind.gift_card,
        StepKind.gift_card,
        StepKind.store_credit,
    ]
