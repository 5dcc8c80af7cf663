"""What codes and memberships take off."""

from datetime import timedelta

import pytest

from bilten_app.domains.pricing.public import CodeRefusal, Promo, PromoKind, QuoteItem
from tests.unit.pricing.given import NOON, TYPES, priced, promo, tariff_of

K = PromoKind
HALF, WHOLE = 500_000, 1_000_000
SECOND = timedelta(seconds=1)
CART = (QuoteItem(TYPES[0], 3, 1000), QuoteItem(TYPES[1], 1, 500))


@pytest.mark.parametrize(
    ("made", "discount"),
    [
        (promo(1, K.percent, 100_000), 350),
        (promo(1, K.percent, WHOLE), 3500),
        (promo(1, K.percent, 333_333), 3 * 333 + 167),  # each ticket is rounded: 166.67
        (promo(1, K.amount, 700), 700),
        (promo(1, K.amount, 9999), 3500),  # never below nothing
        (promo(1, K.amount_each, 600), 3 * 600 + 500),
        (promo(1, K.price, 800), 3 * 200),
        (promo(1, K.buy_get, WHOLE, buy=3, get=1), 500),  # the cheapest is given
        (promo(1, K.buy_get, WHOLE, buy=1, get=1), 500 + 1000),
        (promo(1, K.buy_get, HALF, buy=2, get=1), 250),
        (promo(1, K.buy_get, WHOLE, buy=2, get=2), 500 + 1000),
        (promo(1, K.percent, HALF, ticket_types=frozenset({TYPES[1]})), 250),
        (promo(1, K.percent, HALF, most_tickets=1), 500),  # the dearest
        (promo(1, K.unlock), 0),
    ],
)
def test_what_a_code_takes_off(made: Promo, discount: int) -> None:
    quote = priced(*CART, tariff=tariff_of(promos=(made,)), codes=["P1"])

    assert quote.discount_minor == discount
    assert quote.total_minor == 3500 - discount


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"starts_at": NOON + SECOND}, CodeRefusal.not_yet),
        ({"ends_at": NOON}, CodeRefusal.over),
        ({"left": 0}, CodeRefusal.used_up),
        ({"audience": "members"}, CodeRefusal.other_people),
        ({"ticket_types": frozenset({TYPES[5]})}, CodeRefusal.other_tickets),
        ({"min_minor": 3501}, CodeRefusal.minimum),
    ],
)
def test_a_code_that_cannot_be_used_says_why(
    changes: dict[str, object], reason: CodeRefusal
) -> None:
    made = promo(1, K.percent, HALF, **changes)

    quote = priced(*CART, tariff=tariff_of(promos=(made,)), codes=["P1"])

    assert (quote.discount_minor, quote.refused, quote.promos) == (0, {"P1": reason}, ())


def test_a_code_nobody_made_is_unknown() -> None:
    assert priced(*CART, codes=["NOPE"]).refused == {"NOPE": CodeRefusal.unknown}


def test_a_code_that_was_not_typed_does_nothing() -> None:
    quote = priced(*CART, tariff=tariff_of(promos=(promo(1, K.percent, HALF),)))

    assert (quote.discount_minor, quote.refused) == (0, {})


def test_the_minimum_is_reached_by_the_tickets_the_code_is_for() -> None:
    made = promo(1, K.percent, HALF, ticket_types=frozenset({TYPES[1]}), min_minor=501)

    quote = priced(*CART, tariff=tariff_of(promos=(made,)), codes=["P1"])

    assert quote.refused == {"P1": CodeRefusal.minimum}


def test_members_have_their_price_without_a_code() -> None:
    member = promo(1, K.price, 700, code="", audience="members")
    tariff = tariff_of(promos=(member,))

    assert priced(*CART, tariff=tariff).total_minor == 3500
    assert priced(*CART, tariff=tariff, audiences=frozenset({"members"})).total_minor == 2600


def test_of_those_that_stand_alone_the_better_one_counts() -> None:
    promos = (promo(1, K.percent, 200_000), promo(2, K.amount, 800))

    quote = priced(*CART, tariff=tariff_of(promos=promos), codes=["P1", "P2"])

    assert quote.discount_minor == 800
    assert quote.refused == {"P1": CodeRefusal.not_together}


def test_what_stacks_works_on_what_is_left() -> None:
    promos = (
        promo(1, K.amount, 100, stackable=True),
        promo(2, K.percent, 100_000, stackable=True),
        promo(3, K.price, 900, stackable=True),
    )

    quote = priced(*CART, tariff=tariff_of(promos=promos), codes=["P1", "P2", "P3"])

    assert quote.total_minor == 3 * 810 + 450 - 100


def test_one_that_stands_alone_must_beat_all_that_stack() -> None:
    together = [promo(n, K.amount, 300, stackable=True) for n in (1, 2)]
    alone = promo(3, K.amount, 599)

    quote = priced(*CART, tariff=tariff_of(promos=(*together, alone)), codes=["P1", "P2", "P3"])

    assert quote.discount_minor == 600
    assert quote.promos == tuple(one.id for one in together)


def test_a_code_unlocks_the_hidden_types_it_names() -> None:
    hidden = QuoteItem(TYPES[2], 1, 4000, hidden=True)
    unlock = promo(1, K.unlock, ticket_types=frozenset({TYPES[2]}))
    tariff = tariff_of(promos=(unlock,))

    without = priced(*CART, hidden, tariff=tariff)
    having = priced(*CART, hidden, tariff=tariff, codes=["P1"])

    assert without.locked == {TYPES[2]}
    assert (having.locked, having.promos, having.refused) == (frozenset(), (unlock.id,), {})


def test_a_general_code_unlocks_nothing() -> None:
    hidden = QuoteItem(TYPES[2], 1, 4000, hidden=True)
    tariff = tariff_of(promos=(promo(1, K.percent, HALF),))

    assert priced(hidden, tariff=tariff, codes=["P1"]).locked == {TYPES[2]}


@pytest.mark.parametrize("kind", [PromoKind.unlock, PromoKind.percent])
def test_a_code_opens_a_hidden_type_whose_price_is_chosen_and_takes_nothing_off(
    kind: PromoKind,
) -> None:
    hidden = QuoteItem(TYPES[2], 1, 4000, hidden=True, chosen=True)
    code = promo(1, kind, 500_000, ticket_types=frozenset({TYPES[2]}))

    quote = priced(hidden, tariff=tariff_of(promos=(code,)), codes=["P1"])

    assert (quote.locked, quote.discount_minor) == (frozenset(), 0)
