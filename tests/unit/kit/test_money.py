"""The laws of money, over currencies with none, two and three decimals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.money import Money

CURRENCIES = st.sampled_from(["JPY", "EUR", "EGP", "KWD"])
MINOR = st.integers(-(10**15), 10**15)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


@given(MINOR, CURRENCIES, WEIGHTS)
def test_the_parts_of_a_split_sum_to_the_whole(
    minor: int, currency: str, weights: list[int]
) -> None:
    parts = Money(minor, currency).split(weights)

    assert sum(part.minor for part in parts) == minor
    assert {part.currency for part in parts} == {currency}


@given(MINOR, WEIGHTS)
def test_no_part_is_further_than_one_unit_from_its_exact_share(
    minor: int, weights: list[int]
) -> None:
    parts = Money(minor, "EUR").split(weights)

    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * total - minor * weight) < total


@given(MINOR, st.integers(0, 20_000))
def test_a_share_is_rounded_half_away_from_zero(minor: int, basis_points: int) -> None:
    share = Money(minor, "EUR").share(basis_points).minor

    exact = minor * basis_points
    assert abs(share * 10_000 - exact) <= 5_000
    if abs(exact) % 10_000 == 5_000:
        assert abs(share) * 10_000 > abs(exact)


@given(MINOR, st.integers(0, 10_000))
def test_giving_back_mirrors_taking(minor: int, basis_points: int) -> None:
    taken, given_back = Money(minor, "KWD"), Money(-minor, "KWD")

    assert taken.share(basis_points).minor == -given_back.share(basis_points).minor


@given(MINOR, MINOR, st.integers(0, 1000))
def test_adding_and_multiplying_stay_exact(a: int, b: int, count: int) -> None:
    both = Money(a, "JPY") + Money(b, "JPY")

    assert both.minor == a + b
    assert (both - Money(b, "JPY")).minor == a
    assert Money(a, "JPY").times(count).minor == a * count


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="USD and EUR"):
        sum([Money(1, "EUR")], Money(1, "USD"))


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_must_say_how_to_split(weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"weights must not"):
        Money(100, "EUR").split(weights)
