"""Where a price goes, and between which bounds it lies."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.events.public import EventTimes
from bilten_app.domains.market.public import InvalidPrice, Terms
from bilten_app.domains.market.rules import bounds, check_price, closes_at, split, terms_for
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.conftest import NOON


@given(st.integers(1, 10**12), st.integers(0, 1000), st.integers(0, 500))
def test_the_parts_of_a_price_are_the_price(minor: int, royalty: int, fee: int) -> None:
    parts = split(Money(minor, "EUR"), royalty_basis_points=royalty, fee_basis_points=fee)

    assert parts.royalty + parts.fee + parts.proceeds == parts.price
    assert parts.proceeds.minor > 0
    assert parts.royalty.minor * 10_000 <= minor * royalty
    assert parts.fee.minor * 10_000 <= minor * fee


def test_what_rounding_leaves_is_the_sellers() -> None:
    parts = split(Money(3333, "EUR"), royalty_basis_points=1000, fee_basis_points=500)

    assert [one.minor for one in (parts.royalty, parts.fee, parts.proceeds)] == [333, 166, 2834]


def test_a_price_is_at_most_the_cap_and_at_least_something() -> None:
    allowed = bounds(Terms(is_on=True, cap_basis_points=11_000), Money(3333, "EUR"), NOON)

    assert allowed.most == Money(3666, "EUR")
    check_price(Money(3666, "EUR"), allowed)
    for wrong in (3667, 0, -1):
        with pytest.raises(InvalidPrice):
            check_price(Money(wrong, "EUR"), allowed)


def test_a_type_goes_by_its_own_terms_then_by_those_of_its_event() -> None:
    mine, every = Terms(is_on=False), Terms(is_on=True)
    kind, other = new_id(), new_id()

    assert terms_for({None: every, kind: mine}, kind) is mine
    assert terms_for({None: every, kind: mine}, other) is every
    assert not terms_for({}, kind).is_on


def test_the_time_to_resell_ends_before_the_doors() -> None:
    ends, doors = NOON + timedelta(hours=3), NOON - timedelta(hours=1)
    terms = Terms(hours=2)

    assert closes_at(terms, EventTimes(NOON, ends, doors, "UTC")) == NOON - timedelta(hours=3)
    assert closes_at(terms, EventTimes(NOON, ends, None, "UTC")) == NOON - timedelta(hours=2)
