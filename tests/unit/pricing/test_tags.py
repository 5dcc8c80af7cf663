"""Tiers, group prices and the price of the moment."""

from datetime import timedelta
from uuid import UUID

import pytest

from bilten_app.domains.pricing.public import GroupPrice, QuoteItem, StepKind, Tier
from tests.unit.pricing.given import NOON, TYPES, priced, tariff_of

EARLY, SECOND = UUID(int=50), UUID(int=51)
HOUR = timedelta(hours=1)


def tier(tier_id: UUID = EARLY, price: int = 1500, **changes: object) -> Tier:
    return Tier(tier_id, TYPES[0], "Early bird", price, **changes)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("starts", "ends", "unit"),
    [
        (None, None, 1500),
        (-HOUR, HOUR, 1500),
        (timedelta(), HOUR, 1500),  # the first instant is inside
        (-HOUR, timedelta(), 2500),  # the last is not
        (HOUR, None, 2500),
    ],
)
def test_a_tier_is_open_in_its_window(
    starts: timedelta | None, ends: timedelta | None, unit: int
) -> None:
    early = tier(
        starts_at=starts if starts is None else NOON + starts,
        ends_at=ends if ends is None else NOON + ends,
    )

    quote = priced(QuoteItem(TYPES[0], 1, 2500), tariff=tariff_of(tiers=(early,)))

    assert quote.lines[0].unit_minor == unit


def test_the_last_tickets_of_a_tier_are_followed_by_the_next_price() -> None:
    tiers = (tier(left=2), tier(SECOND, 2000, left=1))

    quote = priced(QuoteItem(TYPES[0], 5, 2500), tariff=tariff_of(tiers=tiers))

    assert [(line.quantity, line.unit_minor) for line in quote.lines] == [
        (2, 1500),
        (1, 2000),
        (2, 2500),
    ]
    assert quote.tiers == {EARLY: 2, SECOND: 1}


@pytest.mark.parametrize(("quantity", "unit"), [(4, 2500), (5, 2000), (10, 1800), (11, 1800)])
def test_a_group_price_starts_with_its_size(quantity: int, unit: int) -> None:
    groups = (GroupPrice(TYPES[0], 5, 2000), GroupPrice(TYPES[0], 10, 1800))

    quote = priced(QuoteItem(TYPES[0], quantity, 2500), tariff=tariff_of(groups=groups))

    assert quote.lines[0].unit_minor == unit


def test_a_tier_that_is_cheaper_than_the_group_price_stays() -> None:
    tariff = tariff_of(tiers=(tier(),), groups=(GroupPrice(TYPES[0], 2, 2000),))

    assert priced(QuoteItem(TYPES[0], 2, 2500), tariff=tariff).list_minor == 3000


def test_the_price_of_the_moment_takes_the_place_of_the_tag() -> None:
    quote = priced(QuoteItem(TYPES[0], 2, 2500), tariff=tariff_of(live={TYPES[0]: 2750}))

    assert quote.total_minor == 5500
    assert [(step.kind, step.minor) for step in quote.lines[0].steps] == [
        (StepKind.price, 5000),
        (StepKind.live, 500),
    ]
