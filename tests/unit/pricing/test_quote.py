"""Prices, cent by cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.pricing.public import Quote, QuoteItem
from bilten_app.domains.pricing.rules import platform_plan, quote
from bilten_app.kit.ids import new_id

TYPES = [new_id() for _ in range(6)]
ITEMS = st.lists(
    st.builds(
        QuoteItem,
        st.sampled_from(TYPES),
        st.integers(1, 100),
        st.one_of(st.just(0), st.integers(1, 10**9)),
    ),
    min_size=1,
    max_size=8,
)


def quoted(items: list[QuoteItem], currency: str = "EUR", *, passed_on: bool = True) -> Quote:
    return quote(items, platform_plan(currency, passed_on=passed_on), currency)


@pytest.mark.parametrize(
    ("currency", "unit", "quantity", "fee", "total"),
    [
        ("EUR", 2500, 2, 2 * (73 + 30), 5206),  # 2.9 % of 25.00 is 72.5 cents: 73
        ("EUR", 999, 3, 3 * (29 + 30), 3174),
        ("JPY", 3000, 1, 87, 3087),  # yen have no cents: no fixed part
        ("KWD", 10_000, 1, 290 + 300, 10_590),  # 300 fils
        ("EUR", 0, 4, 0, 0),
        ("EUR", 1, 1, 30, 31),
    ],
)
def test_the_fee_is_of_each_ticket_and_rounded_once(
    currency: str, unit: int, quantity: int, fee: int, total: int
) -> None:
    priced = quoted([QuoteItem(TYPES[0], quantity, unit)], currency)

    assert (priced.fee_minor, priced.total_minor) == (fee, total)


@given(ITEMS, st.sampled_from(["EUR", "JPY", "KWD"]), st.booleans())
def test_the_sums_are_exactly_those_of_the_lines(
    items: list[QuoteItem],
    currency: str,
    passed_on: bool,  # noqa: FBT001
) -> None:
    priced = quoted(items, currency, passed_on=passed_on)

    assert priced.total_minor == priced.list_minor + priced.fee_minor
    for line in priced.lines:
        assert line.list_minor == line.unit_minor * line.quantity
        assert line.total_minor == line.list_minor + line.fee_minor
    assert priced.total_minor == sum(line.total_minor for line in priced.lines)


@given(st.data(), ITEMS)
def test_the_order_of_a_cart_does_not_change_its_total(
    data: st.DataObject, items: list[QuoteItem]
) -> None:
    shuffled = data.draw(st.permutations(items))

    assert quoted(items).total_minor == quoted(shuffled).total_minor


@given(ITEMS)
def test_an_absorbed_fee_is_not_the_buyers_matter(items: list[QuoteItem]) -> None:
    priced = quoted(items, passed_on=False)

    assert priced.fee_minor == 0
    assert priced.total_minor == priced.list_minor
