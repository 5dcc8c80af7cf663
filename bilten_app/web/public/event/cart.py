"""What happens to the basket and the chosen seats of the event page, and what they cost."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import QuoteItem
from bilten_app.domains.seating.public import Seat, SeatTaken
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import Money
from bilten_app.kit.text import price, say
from bilten_app.web.abroad import about
from bilten_app.web.door import Visit
from bilten_app.web.handler import held_id
from bilten_app.web.public.event.amounts import LONGEST, amounts_of, problem_of, read_choice
from bilten_app.web.public.event.choice import (
    MOST_TOGETHER,
    ChosenSeat,
    best_seats,
    check_most,
    chosen_of,
    offers_of,
    retyped,
    seat_at,
    seats_by_id,
    wanted_of,
)
from bilten_app.web.public.event.rows import TicketRow, fitted, most_of
from bilten_app.web.public.event.tags import ask_of


async def show_total(state: Any, rt: Runtime, visit: Visit) -> None:
    """Price the basket as the checkout will: with codes, tiers, groups, fees and taxes."""
    wanted = wanted_of(state.basket, state.seats)
    state.count = sum(wanted.values())
    state.amounts = amounts_of({row.id: row.chosen for row in state.tickets}, state.amounts)
    rows: list[TicketRow] = state.tickets
    chosen = prices_of(state)
    items = [
        QuoteItem(
            UUID(row.id), wanted[row.id], chosen.get(row.id, row.list_minor),
            chosen=row.chosen.is_open,
        )
        for row in rows
        if wanted.get(row.id)
    ]  # fmt: skip
    whole = Money(0, state.currency)
    if items:
        async with rt.read() as session:
            quote = await pricing.price_cart(
                session, event_id=UUID(state.id), items=items, at=rt.clock.now(),
                ask=ask_of(state.code, visit.actor),
            )  # fmt: skip
        whole = Money(quote.total_minor, quote.currency)
    is_known = all(row.id in chosen for row in rows if row.chosen.is_open and wanted.get(row.id))
    state.total = price(whole, visit.locale) if items and is_known else ""
    state.about = await about(rt, whole, visit.currency, visit.locale)


def prices_of(state: Any) -> dict[str, int]:
    """Return ticket type → the price in its field, where one may be chosen and is."""
    typed = {
        row.id: read_choice(state.amounts.get(row.id, ""), row.chosen, state.currency)
        for row in state.tickets
        if row.chosen.is_open
    }
    return {key: minor for key, minor in typed.items() if minor is not None}


async def choose_amount(
    state: Any, rt: Runtime, visit: Visit, ticket_id: str, typed: str, *, done: bool
) -> None:
    """Let a ticket cost what was typed; once that is done, what is wrong is said beside it."""
    row = next((one for one in state.tickets if one.id == ticket_id), None)
    if row is None or not row.chosen.is_open:
        return
    state.amounts = {**state.amounts, ticket_id: typed[:LONGEST]}
    words = problem_of(state.amounts[ticket_id], row.chosen, state.currency, visit.locale)
    if done or not words:
        state.amount_errors = {**state.amount_errors, ticket_id: words}
    await show_total(state, rt, visit)


def wrong_amounts(state: Any, visit: Visit) -> dict[str, str]:
    """Return what is wrong with the prices of what is in the cart, by ticket type."""
    wanted = wanted_of(state.basket, state.seats)
    found = {
        row.id: problem_of(state.amounts.get(row.id, ""), row.chosen, state.currency, visit.locale)
        for row in state.tickets
        if row.chosen.is_open and wanted.get(row.id)
    }
    return {key: words for key, words in found.items() if words}


def fit(state: Any) -> None:
    """Let the basket be no more than one order may have, with or without seats."""
    allowed = fitted(dict(wanted_of(state.basket, state.seats)), state.tickets)
    state.basket = {key: allowed.get(key, 0) for key in state.basket}
    state.most = most_of(wanted_of(state.basket, state.seats), state.tickets)


async def toggle(state: Any, rt: Runtime, visit: Visit, version: int, place: int) -> None:
    """Take a seat into the cart, or out of it."""
    if place in state.chosen_places:
        await choose(state, rt, visit, [one for one in state.seats if one.place != place])
        return
    seat = await seat_at(rt, held_id(state.id), version, place)
    await choose(state, rt, visit, [*state.seats, *_rows(state, visit, [seat])])


async def retype(state: Any, rt: Runtime, visit: Visit, seat_id: str, type_id: str) -> None:
    """Buy another ticket for a chosen seat."""
    rows = state.tickets
    changed = [retyped(one, type_id, rows) if one.id == seat_id else one for one in state.seats]
    await choose(state, rt, visit, changed)


async def take_best(state: Any, rt: Runtime, visit: Visit, quantity: int) -> None:
    """Choose the best seats instead of those chosen before."""
    found = await best_seats(
        rt, held_id(state.id), max(1, min(quantity, MOST_TOGETHER)), state.tickets,
        state.best_pool, accessible=state.accessible,
    )  # fmt: skip
    await choose(state, rt, visit, _rows(state, visit, found))


async def take_named(state: Any, rt: Runtime, visit: Visit, seats: Sequence[UUID]) -> None:
    """Choose these seats instead of those chosen before."""
    found = await seats_by_id(rt, held_id(state.id), seats)
    await choose(state, rt, visit, _rows(state, visit, found))


async def choose(state: Any, rt: Runtime, visit: Visit, seats: list[ChosenSeat]) -> None:
    """Let the cart have these seats. Raises TooManyInOrder."""
    check_most(seats, state.tickets)
    state.seats, state.offers, state.seats_note = seats, [], ""
    state.chosen_places = [one.place for one in seats]
    fit(state)
    await show_total(state, rt, visit)


async def tell_taken(state: Any, rt: Runtime, visit: Visit, refusal: SeatTaken) -> None:
    """Say that somebody was faster, and offer what is free nearby."""
    told = str(refusal.fields["offers"])
    state.offers = await offers_of(rt, held_id(state.id), told, visit.locale)
    state.seats_note = say(refusal.text, visit.locale, **refusal.fields)


def _rows(state: Any, visit: Visit, found: Sequence[Seat]) -> list[ChosenSeat]:
    rows = (chosen_of(seat, state.tickets, visit.locale) for seat in found)
    return [row for row in rows if row]
