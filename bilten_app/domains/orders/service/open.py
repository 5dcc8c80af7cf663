"""From holds to orders with their prices, many in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventSale
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory import service as counting
from bilten_app.domains.inventory.public import Hold, HoldExpired, TypePrice
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import NotForSale, OrderView, Verb
from bilten_app.domains.orders.queries import lines_of_all, order, view
from bilten_app.domains.orders.rules import item_of, lines_for, sums_of, write_ask
from bilten_app.domains.pricing import queries as brought
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, HoldWish, Quote, TypeLocked
from bilten_app.domains.seating import queries as seating
from bilten_app.domains.seating.public import Seat, write_seats
from bilten_app.domains.waiting import service as waiting
from bilten_app.domains.waiting.public import PassUsed
from bilten_app.infra import once
from bilten_app.infra.db import among, table_of, values_of
from bilten_app.infra.once import NotAllNew, Request
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_code

ONE_EACH_TURN = "uq_orders_turn"


@dataclass(frozen=True, slots=True)
class Opening:
    """A hold whose order somebody wants to open, with all that the order needs to know of them.

    `kept` says what it is for where nothing is held: its buyer has the places already.
    """

    hold_id: UUID
    actor: Actor
    buyer_name: str
    buyer_email: str
    locale: str
    ask: Ask
    request: Request | None
    correlation_id: str
    kept: Hold | None = None


@dataclass(frozen=True, slots=True)
class _Stock:
    """What the holds of a batch stand for; `turns` are those whose pass they were taken with."""

    holds: Mapping[UUID, Hold]
    prices: Mapping[UUID, TypePrice]
    events: Mapping[UUID, EventSale]
    seats: Mapping[UUID, Sequence[Seat]]
    turns: Mapping[UUID, UUID]

    def event_of(self, hold: Hold) -> EventSale:
        """Return whose places are held."""
        return self.events[self.prices[hold.lines[0].ticket_type_id].event_id]

    def counts_buyer(self, order: Order) -> bool:
        """Whether an order has a type of which each person may have so many, and a person."""
        lines = self.holds[order.hold_id].lines
        limited = any(self.prices[line.ticket_type_id].is_limited for line in lines)
        return limited and bool(order.buyer_email)


async def open_all(rt: Runtime, openings: Sequence[Opening]) -> Sequence[OrderView]:
    """Open the orders of holds, or return those they have: all in one transaction, or none.

    Raises NotAllNew among several of which one came before; and what is wrong with any of them.
    """
    try:
        return await _open_all(rt, openings, with_turns=await waiting.is_any_standing(rt))
    except IntegrityError as refused:
        if breaks_turn(refused):
            raise PassUsed from refused
        raise


def breaks_turn(refused: IntegrityError) -> bool:
    """Whether a second purchase of one turn in a waiting room was refused."""
    return ONE_EACH_TURN in str(refused.orig)


async def _open_all(
    rt: Runtime, openings: Sequence[Opening], *, with_turns: bool
) -> Sequence[OrderView]:
    async with rt.unit_of_work() as uow:
        if len(openings) == 1 and (known := await _repeated(uow, openings[0])):
            return [known]
        if len(openings) > 1:
            await once.claim_new(uow, [one.request for one in openings if one.request])
        known = await _orders_of(uow, openings)
        fresh = [one for one in openings if one.hold_id not in known]
        if len({one.hold_id for one in fresh}) != len(fresh):
            raise NotAllNew
        opened = known | await _open(uow, fresh, with_turns=with_turns)
        await once.answer(
            uow,
            {
                one.request: {"order": str(opened[one.hold_id].id)}
                for one in openings
                if one.request
            },
        )
    return [opened[one.hold_id] for one in openings]


async def _repeated(uow: UnitOfWork, opening: Opening) -> OrderView | None:
    """Claim the request of one opening; return the order it was answered with before."""
    if opening.request is None:
        return None
    told = await once.claim(uow, opening.request)
    return await order(uow.session, UUID(told["order"])) if told else None


async def _orders_of(uow: UnitOfWork, openings: Sequence[Opening]) -> dict[UUID, OrderView]:
    """Return hold id → the order it has."""
    chosen = select(Order).where(among(col(Order.hold_id), [one.hold_id for one in openings]))
    rows = (await uow.session.execute(chosen)).scalars().all()
    if not rows:
        return {}
    lines = await lines_of_all(uow.session, [row.id for row in rows])
    return {row.hold_id: view(row, lines[row.id]) for row in rows}


async def _open(
    uow: UnitOfWork, openings: Sequence[Opening], *, with_turns: bool
) -> dict[UUID, OrderView]:
    """Write the orders of holds that have none; return them by hold."""
    if not openings:
        return {}
    openings = [
        replace(one, ask=await brought.without_secrets(uow.session, one.ask)) for one in openings
    ]
    stock = await _stock(uow, openings, with_turns=with_turns)
    carts = [_cart(uow, one, stock) for one in openings]
    quotes = await pricing.price_holds(uow, carts)
    made = [_order(uow, one, stock, priced) for one, priced in zip(openings, quotes, strict=True)]
    await uow.session.execute(table_of(Order).insert(), [values_of(row) for row, _ in made])
    await uow.session.execute(
        table_of(OrderLine).insert(), [values_of(line) for _, lines in made for line in lines]
    )
    for one, (row, _) in zip(openings, made, strict=True):
        with uow.on_behalf_of(one.actor, one.correlation_id):
            uow.audit(Verb.order_placed, row.id, total_minor=row.total_minor)
        if row.keeps_offers and row.buyer_email:
            await pricing.claim(uow, hold_id=row.hold_id, email=row.buyer_email)
    if people := {row.hold_id: row.buyer_email for row, _ in made if stock.counts_buyer(row)}:
        await counting.claim(uow, people)
    return {row.hold_id: view(row, lines) for row, lines in made}


async def _stock(uow: UnitOfWork, openings: Sequence[Opening], *, with_turns: bool) -> _Stock:
    held = await inventory.holds(uow.session, [one.hold_id for one in openings])
    holds = {**held, **{one.hold_id: one.kept for one in openings if one.kept}}
    lines = [line for hold in holds.values() for line in hold.lines]
    prices = await inventory.prices(uow.session, {line.ticket_type_id for line in lines})
    on_sale = await events.sales(uow.session, {one.event_id for one in prices.values()})
    seats = await seating.of_holds(uow.session, list(holds))
    turns = await waiting.turns_of(uow, holds if with_turns else ())
    return _Stock(holds, prices, on_sale, seats, turns)


def _cart(uow: UnitOfWork, opening: Opening, stock: _Stock) -> HoldWish:
    """Return what is to be priced; raises HoldExpired or NotForSale."""
    hold = stock.holds.get(opening.hold_id)
    if hold is None or hold.expires_at <= uow.clock.now():
        raise HoldExpired
    event = stock.event_of(hold)
    if not opening.actor.sees(event.organizer_id):
        raise HoldExpired
    if not event.is_for_sale:
        raise NotForSale
    return HoldWish(
        hold_id=hold.id,
        event_id=event.id,
        items=tuple(item_of(line, stock.prices[line.ticket_type_id]) for line in hold.lines),
        at=uow.clock.now(),
        until=hold.expires_at,
        ask=opening.ask,
    )


def _order(
    uow: UnitOfWork, opening: Opening, stock: _Stock, priced: Quote
) -> tuple[Order, list[OrderLine]]:
    if priced.locked:
        raise TypeLocked
    hold = stock.holds[opening.hold_id]
    event = stock.event_of(hold)
    order = Order(
        code=new_code(),
        event_id=event.id,
        organizer_id=event.organizer_id,
        hold_id=hold.id,
        visitor=opening.actor.visitor,
        turn_id=stock.turns.get(hold.id),
        user_id=opening.actor.user_id,
        buyer_name=opening.buyer_name,
        buyer_email=opening.buyer_email,
        locale=opening.locale,
        hold_until=hold.expires_at,
        placed_at=uow.clock.now(),
        asked=write_ask(opening.ask),
        seats=write_seats(stock.seats.get(hold.id, ())),
        **sums_of(priced),
    )
    return order, lines_for(order.id, priced, stock.prices)
