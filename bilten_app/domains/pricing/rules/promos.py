"""Which promotions apply, and what they take off.

A promotion stands alone, or stacks. An order gets all that stack together, or one of those that
stand alone: whichever takes off more; of equals the fewer, then the older.
Stacked ones follow one order: a set price, tickets given, shares, amounts off each ticket, amounts
off the order. Each works on what the ones before have left, and never below zero.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bilten_app.domains.pricing.public import Cart, CodeRefusal, Promo, PromoKind, StepKind
from bilten_app.domains.pricing.rules.amounts import apportioned, share
from bilten_app.domains.pricing.rules.tags import Ticket

ORDER = (
    PromoKind.price, PromoKind.buy_get, PromoKind.percent, PromoKind.amount_each, PromoKind.amount,
    PromoKind.unlock,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a cart's promotions."""

    promos: tuple[UUID, ...]
    refused: Mapping[str, CodeRefusal]
    unlocked: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class _Cut:
    """What a promotion takes off each ticket, in the order of the tickets."""

    promo: Promo
    offs: list[int]


def apply_promos(
    tickets: Sequence[Ticket], promos: Sequence[Promo], cart: Cart, at: datetime
) -> Applied:
    """Take the promotions off the tickets; say which codes did nothing, and why."""
    known = {promo.code for promo in promos}
    refused = dict.fromkeys(cart.codes - known, CodeRefusal.unknown)
    usable: list[Promo] = []
    for promo in promos:
        if promo.code and promo.code not in cart.codes:
            continue
        if reason := _refusal(promo, tickets, cart, at):
            refused |= {promo.code: reason} if promo.code else {}
        else:
            usable.append(promo)
    opened = {promo.id: _opened(promo, cart) for promo in usable}
    cuts = _best(usable, [ticket.unit_minor for ticket in tickets], tickets)
    for cut in cuts:
        _take_off(cut, tickets)
    used = {cut.promo.id for cut in cuts} | {key for key, opens in opened.items() if opens}
    idle = [promo for promo in usable if promo.code and promo.id not in used]
    refused |= {promo.code: _why_idle(promo, cuts) for promo in idle}
    unlocked = frozenset(type_id for opens in opened.values() for type_id in opens)
    return Applied(tuple(sorted(used)), refused, unlocked)


def _refusal(
    promo: Promo, tickets: Sequence[Ticket], cart: Cart, at: datetime
) -> CodeRefusal | None:
    """Return the first reason why a promotion cannot be used."""
    named = [ticket.unit_minor for ticket in tickets if _names(promo, ticket)]
    is_for_some = any(_is_for(promo, ticket) for ticket in tickets) or bool(_opened(promo, cart))
    reasons = {
        CodeRefusal.not_yet: promo.starts_at is not None and at < promo.starts_at,
        CodeRefusal.over: promo.ends_at is not None and at >= promo.ends_at,
        CodeRefusal.used_up: promo.left is not None and promo.left <= 0,
        CodeRefusal.other_people: bool(promo.audience) and promo.audience not in cart.audiences,
        CodeRefusal.other_tickets: not is_for_some,
        CodeRefusal.minimum: sum(named) < promo.min_minor,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_for(promo: Promo, ticket: Ticket) -> bool:
    """Whether a promotion may touch a ticket: never one whose price its buyer chose."""
    return _names(promo, ticket) and not ticket.is_chosen


def _names(promo: Promo, ticket: Ticket) -> bool:
    return not promo.ticket_types or ticket.ticket_type_id in promo.ticket_types


def _opened(promo: Promo, cart: Cart) -> frozenset[UUID]:
    """Return the hidden ticket types of the cart that a code unlocks: those it names."""
    hidden = {item.ticket_type_id for item in cart.items if item.hidden}
    return frozenset(hidden & promo.ticket_types) if promo.code else frozenset()


def _best(usable: Sequence[Promo], prices: Sequence[int], tickets: Sequence[Ticket]) -> list[_Cut]:
    """Return the cuts of the best combination, without those that take off nothing."""
    ranked = sorted(usable, key=lambda promo: (ORDER.index(promo.kind), promo.id))
    alone = [[promo] for promo in ranked if not promo.stackable]
    together = [promo for promo in ranked if promo.stackable]
    results = [_cuts(promos, prices, tickets) for promos in (together, *alone)]
    return min(results, key=_rank)


def _rank(cuts: Sequence[_Cut]) -> tuple[int, int, list[UUID]]:
    taken = sum(sum(cut.offs) for cut in cuts)
    return -taken, len(cuts), sorted(cut.promo.id for cut in cuts)


def _cuts(promos: Sequence[Promo], prices: Sequence[int], tickets: Sequence[Ticket]) -> list[_Cut]:
    rest, cuts = list(prices), list[_Cut]()
    for promo in promos:
        concerned = [i for i, ticket in enumerate(tickets) if _is_for(promo, ticket)]
        if promo.most_tickets is not None:
            dearest = sorted(concerned, key=lambda i: (-rest[i], i))[: promo.most_tickets]
            concerned = sorted(dearest)
        offs = [0] * len(rest)
        taken = OFF[promo.kind](promo, [rest[i] for i in concerned])
        for i, off in zip(concerned, taken, strict=True):
            offs[i] = off
            rest[i] -= off
        if any(offs):
            cuts.append(_Cut(promo, offs))
    return cuts


def _take_off(cut: _Cut, tickets: Sequence[Ticket]) -> None:
    for ticket, off in zip(tickets, cut.offs, strict=True):
        if off:
            ticket.discount_minor += off
            ticket.note(
                StepKind.promo,
                -off,
                name=cut.promo.name or cut.promo.code,
                promo=str(cut.promo.id),
                rule=cut.promo.kind.value,
                value=cut.promo.value,
            )


def _why_idle(promo: Promo, cuts: Sequence[_Cut]) -> CodeRefusal:
    """Return why a usable code took off nothing: something better, or nothing to take it off."""
    if promo.kind is PromoKind.unlock or not cuts:
        return CodeRefusal.other_tickets
    return CodeRefusal.not_together


def _percent(promo: Promo, prices: Sequence[int]) -> list[int]:
    return [share(price, promo.value) for price in prices]


def _amount_each(promo: Promo, prices: Sequence[int]) -> list[int]:
    return [min(promo.value, price) for price in prices]


def _amount(promo: Promo, prices: Sequence[int]) -> list[int]:
    return apportioned(min(promo.value, sum(prices)), prices)


def _price(promo: Promo, prices: Sequence[int]) -> list[int]:
    return [max(price - promo.value, 0) for price in prices]


def _buy_get(promo: Promo, prices: Sequence[int]) -> list[int]:
    rounds, begun = divmod(len(prices), promo.buy + promo.get)
    given = rounds * promo.get + max(begun - promo.buy, 0)
    cheapest = set(sorted(range(len(prices)), key=lambda i: (prices[i], i))[:given])
    return [share(price, promo.value) if i in cheapest else 0 for i, price in enumerate(prices)]


def _nothing(_: Promo, prices: Sequence[int]) -> list[int]:
    return [0] * len(prices)


OFF: Mapping[PromoKind, Callable[[Promo, Sequence[int]], list[int]]] = {
    PromoKind.percent: _percent,
    PromoKind.amount: _amount,
    PromoKind.amount_each: _amount_each,
    PromoKind.price: _price,
    PromoKind.buy_get: _buy_get,
    PromoKind.unlock: _nothing,
}
