"""What is true of every quote."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.pricing.public import (
    Cart,
    GroupPrice,
    Promo,
    PromoKind,
    Purse,
    Quote,
    QuoteItem,
    Rounding,
    Tariff,
    TaxBuyer,
    TaxPolicy,
    TaxRate,
    TicketPrice,
    Tier,
    VatStanding,
)
from bilten_app.domains.pricing.rules import platform_plan, quote
from tests.unit.pricing.given import NOON, TYPES, cart_of, promo

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "USDC", "ETH"])
PRICES = st.one_of(st.just(0), st.integers(1, 10**6), st.integers(1, 10**18))
SOME_TYPES = st.frozensets(st.sampled_from(TYPES), max_size=3)
ITEMS = st.lists(
    st.builds(QuoteItem, st.sampled_from(TYPES), st.integers(1, 6), PRICES, chosen=st.booleans()),
    min_size=1,
    max_size=6,
)
WINDOW = st.sampled_from([None, NOON - timedelta(days=1), NOON, NOON + timedelta(days=1)])


@st.composite
def promos(draw: st.DrawFn) -> list[Promo]:
    """Coupons, gifts and member prices of every kind."""
    made: list[Promo] = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(PromoKind))
        is_share = kind in {PromoKind.percent, PromoKind.buy_get}
        made.append(
            promo(
                number,
                kind,
                draw(st.integers(0, 1_000_000) if is_share else PRICES),
                code=draw(st.sampled_from([f"P{number}", ""])),
                buy=draw(st.integers(1, 3)),
                get=draw(st.integers(1, 2)),
                ticket_types=draw(SOME_TYPES),
                audience=draw(st.sampled_from(["", "members"])),
                min_minor=draw(st.sampled_from([0, 0, 5000])),
                most_tickets=draw(st.none() | st.integers(1, 3)),
                stackable=draw(st.booleans()),
            )
        )
    return made


TAXES = st.none() | st.builds(
    TaxPolicy,
    st.builds(TaxRate, st.just("DE"), st.just("standard"), st.integers(0, 300_000)),
    rates=st.dictionaries(
        st.sampled_from(TYPES), st.just(TaxRate("DE", "reduced", 70_000)), max_size=2
    ),
    included=st.booleans(),
    rounding=st.sampled_from(Rounding),
    reverse_charge=st.booleans(),
)
TIERS = st.lists(
    st.builds(
        Tier, st.uuids(), st.sampled_from(TYPES), st.just("Early"), PRICES, WINDOW, WINDOW,
        st.none() | st.integers(0, 4),
    ),
    max_size=3,
)  # fmt: skip
GROUPS = st.lists(
    st.builds(GroupPrice, st.sampled_from(TYPES), st.integers(2, 6), PRICES), max_size=2
)
BUYERS = st.sampled_from(
    [TaxBuyer(), TaxBuyer("AT", "ATU12345675", VatStanding.valid), TaxBuyer("US")]
)
PURSES = st.lists(
    st.builds(Purse, st.uuids(), st.integers(0, 10**6), st.booleans(), WINDOW), max_size=3
)


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    currency = draw(CURRENCIES)
    return Tariff(
        currency,
        platform_plan(currency, passed_on=draw(st.booleans())),
        tiers=tuple(draw(TIERS)),
        groups=tuple(draw(GROUPS)),
        live=draw(st.dictionaries(st.sampled_from(TYPES), PRICES, max_size=2)),
        promos=tuple(draw(promos())),
        tax=draw(TAXES),
    )


@st.composite
def carts(draw: st.DrawFn) -> Cart:
    return cart_of(
        *draw(ITEMS),
        codes=draw(st.frozensets(st.sampled_from([f"P{n}" for n in range(6)]))),
        audiences=draw(st.sampled_from([frozenset[str](), frozenset({"members"})])),
        buyer=draw(BUYERS),
        purses=tuple(draw(PURSES)),
    )


def in_order(cart: Cart, items: Sequence[QuoteItem]) -> Cart:
    return cart_of(
        *items,
        codes=cart.codes,
        audiences=cart.audiences,
        buyer=cart.buyer,
        purses=tuple(reversed(cart.purses)),
    )


@given(st.data(), carts(), tariffs())
def test_the_order_of_a_cart_changes_nothing(
    data: st.DataObject, cart: Cart, tariff: Tariff
) -> None:
    shuffled = data.draw(st.permutations(cart.items))

    assert quote(in_order(cart, shuffled), tariff, NOON) == quote(cart, tariff, NOON)


@given(carts(), tariffs())
def test_one_item_of_three_is_three_items_of_one(cart: Cart, tariff: Tariff) -> None:
    singles = [replace(item, quantity=1) for item in cart.items for _ in range(item.quantity)]

    assert quote(in_order(cart, singles), tariff, NOON) == quote(cart, tariff, NOON)


@given(st.data(), carts(), tariffs())
def test_the_order_of_the_promotions_changes_nothing(
    data: st.DataObject, cart: Cart, tariff: Tariff
) -> None:
    shuffled = tuple(data.draw(st.permutations(tariff.promos)))
    other = Tariff(
        tariff.currency, tariff.fee, tariff.tiers, tariff.groups, tariff.live, shuffled, tariff.tax
    )

    assert quote(cart, other, NOON) == quote(cart, tariff, NOON)


@given(carts(), tariffs())
def test_net_and_tax_are_gross_everywhere(cart: Cart, tariff: Tariff) -> None:
    priced = quote(cart, tariff, NOON)

    for amounts in (priced, *priced.lines, *(t for line in priced.lines for t in line.tickets)):
        assert amounts.total_minor == amounts.net_minor + amounts.tax_minor
        assert amounts.total_minor == (
            amounts.list_minor - amounts.discount_minor
            + amounts.fee_minor + amounts.tax_added_minor
        )  # fmt: skip
        assert min(amounts.total_minor, amounts.net_minor, amounts.tax_minor) >= 0
        assert 0 <= amounts.discount_minor <= amounts.list_minor
    if priced.taxes:
        assert sum(one.tax_minor for one in priced.taxes) == priced.tax_minor
        assert sum(one.gross_minor for one in priced.taxes) == priced.total_minor


@given(carts(), tariffs())
def test_the_sums_are_exactly_those_of_the_lines_and_tickets(cart: Cart, tariff: Tariff) -> None:
    priced = quote(cart, tariff, NOON)

    for name in ("list_minor", "discount_minor", "fee_minor", "tax_minor", "total_minor"):
        assert getattr(priced, name) == sum(getattr(line, name) for line in priced.lines)
        for line in priced.lines:
            assert getattr(line, name) == sum(getattr(one, name) for one in line.tickets)
            assert line.list_minor == line.unit_minor * line.quantity


@given(carts(), tariffs())
def test_every_cent_has_the_rule_that_made_it(cart: Cart, tariff: Tariff) -> None:
    priced = quote(cart, tariff, NOON)

    for line in priced.lines:
        assert sum(step.minor for step in line.steps) == line.total_minor
    assert sum(step.minor for step in priced.steps) == -priced.gift_minor


@given(carts(), tariffs())
def test_gift_cards_never_pay_more_than_is_due_nor_than_they_hold(
    cart: Cart, tariff: Tariff
) -> None:
    priced = quote(cart, tariff, NOON)

    held = {purse.id: purse.balance_minor for purse in cart.purses}
    assert priced.to_pay_minor >= 0
    assert all(0 < tender.minor <= held[tender.purse_id] for tender in priced.tenders)


@given(ITEMS, CURRENCIES)
def test_coupon_gift_and_member_price_meet_in_any_order(
    items: list[QuoteItem], currency: str
) -> None:
    promos = (
        promo(1, PromoKind.percent, 150_000, stackable=True),
        promo(2, PromoKind.buy_get, 1_000_000, buy=2, get=1, stackable=True, code=""),
        promo(3, PromoKind.price, 2000, audience="members", stackable=True, code=""),
    )
    tariff = Tariff(currency, platform_plan(currency, passed_on=True), promos=promos)
    told = {"codes": frozenset({"P1"}), "audiences": frozenset({"members"})}

    def total(order: Sequence[QuoteItem]) -> Quote:
        return quote(cart_of(*order, **told), tariff, NOON)

    assert total(items) == total(list(reversed(items))) == total(sorted(items, key=repr))


@given(
    st.tuples(PRICES, st.integers(0, 100), PRICES, PRICES, PRICES),
    st.lists(st.one_of(st.just(0), st.integers(1, 10**6)), min_size=1, max_size=20),
)
def test_the_shares_of_a_bundles_tickets_sum_to_its_price_and_none_is_below_zero(
    amounts: tuple[int, int, int, int, int], weights: list[int]
) -> None:
    listed, off_percent, fee, tax, added = amounts
    whole = TicketPrice(listed, listed * off_percent // 100, fee, fee, tax, added)

    shares = whole.split(weights)

    assert len(shares) == len(weights)
    for name in fields(TicketPrice):
        assert sum(getattr(one, name.name) for one in shares) == getattr(whole, name.name)
    assert all(one.list_minor >= one.discount_minor >= 0 for one in shares)
    assert sum(one.total_minor for one in shares) == whole.total_minor


@given(carts(), tariffs())
def test_a_chosen_price_is_paid_as_it_is_whatever_else_would_move_it(
    cart: Cart, tariff: Tariff
) -> None:
    chosen = in_order(cart, [replace(item, chosen=True) for item in cart.items])
    bare = Tariff(tariff.currency, tariff.fee, tax=tariff.tax)

    priced = quote(chosen, tariff, NOON)

    assert (priced.discount_minor, priced.promos, priced.tiers) == (0, (), {})
    assert priced.list_minor == sum(item.unit_minor * item.quantity for item in cart.items)
    assert [line.tickets for line in priced.lines] == [
        line.tickets for line in quote(in_order(cart, cart.items), bare, NOON).lines
    ]


@given(
    of=st.sampled_from(TYPES),
    quantity=st.integers(1, 6),
    currency=CURRENCIES,
    passed_on=st.booleans(),
)
def test_who_chooses_nothing_pays_no_fee(
    of: UUID, quantity: int, currency: str, *, passed_on: bool
) -> None:
    tariff = Tariff(currency, platform_plan(currency, passed_on=passed_on))

    priced = quote(cart_of(QuoteItem(of, quantity, 0, chosen=True)), tariff, NOON)

    assert (priced.total_minor, priced.platform_fee_minor) == (0, 0)


@given(carts(), tariffs())
def test_no_choice_changes_what_another_type_of_the_cart_costs(cart: Cart, tariff: Tariff) -> None:
    plain = Tariff(tariff.currency, tariff.fee, tariff.tiers, tariff.groups, tariff.live)
    gift = QuoteItem(UUID(int=99), 1, 5000, chosen=True)

    alone, together = (
        quote(in_order(cart, items), plain, NOON) for items in (cart.items, (*cart.items, gift))
    )

    assert together.lines[:-1] == alone.lines
