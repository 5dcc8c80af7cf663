"""From holds to orders with their prices, many in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventSale, EventState
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import Hold, HoldExpired, TypePrice
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import NotForSale, OrderView, Verb
from bilten_app.domains.orders.queries import lines_of_all, order, view
from bilten_app.domains.pricing.public import QuoteItem
from bilten_app.domains.pricing.service import quote_cart
from bilten_app.infra import once
from bilten_app.infra.db import table_of
from bilten_app.infra.once import NotAllNew, Request
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_code


@dataclass(frozen=True, slots=True)
class Opening:
    """A hold whose order somebody wants to open, with all that the order needs to know of them."""

    hold_id: UUID
    actor: Actor
    buyer_name: str
    buyer_email: str
    locale: str
    request: Request | None
    correlation_id: str


@dataclass(frozen=True, slots=True)
class _Stock:
    """What the holds of a batch stand for."""

    holds: Mapping[UUID, Hold]
    prices: Mapping[UUID, TypePrice]
    events: Mapping[UUID, EventSale]


async def open_all(rt: Runtime, openings: Sequence[Opening]) -> Sequence[OrderView]:
    """Open the orders of holds, or return those they have: all in one transaction, or none.

    Raises NotAllNew among several of which one came before; and what is wrong with any of them.
    """
    async with rt.unit_of_work() as uow:
        if len(openings) == 1 and (known := await _repeated(uow, openings[0])):
            return [known]
        if len(openings) > 1:
            await once.claim_new(uow, [one.request for one in openings if one.request])
        known = await _orders_of(uow, openings)
        fresh = [one for one in openings if one.hold_id not in known]
        if len({one.hold_id for one in fresh}) != len(fresh):
            raise NotAllNew
        opened = known | await _open(uow, fresh)
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
    chosen = select(Order).where(col(Order.hold_id).in_([one.hold_id for one in openings]))
    rows = (await uow.session.execute(chosen)).scalars().all()
    if not rows:
        return {}
    lines = await lines_of_all(uow.session, [row.id for row in rows])
    return {row.hold_id: view(row, lines[row.id]) for row in rows}


async def _open(uow: UnitOfWork, openings: Sequence[Opening]) -> dict[UUID, OrderView]:
    """Write the orders of holds that have none; return them by hold."""
    if not openings:
        return {}
    stock = await _stock(uow, openings)
    made = [_priced(uow, one, stock) for one in openings]
    await uow.session.execute(table_of(Order).insert(), [row.model_dump() for row, _ in made])
    await uow.session.execute(
        table_of(OrderLine).insert(), [line.model_dump() for _, lines in made for line in lines]
    )
    for one, (row, _) in zip(openings, made, strict=True):
        with uow.on_behalf_of(one.actor, one.correlation_id):
            uow.audit(Verb.order_placed, row.id, total_minor=row.total_minor)
    return {row.hold_id: view(row, lines) for row, lines in made}


async def _stock(uow: UnitOfWork, openings: Sequence[Opening]) -> _Stock:
    holds = await inventory.holds(uow.session, [one.hold_id for one in openings])
    lines = [line for hold in holds.values() for line in hold.lines]
    prices = await inventory.prices(uow.session, {line.ticket_type_id for line in lines})
    on_sale = await events.sales(uow.session, {one.event_id for one in prices.values()})
    return _Stock(holds, prices, on_sale)


def _priced(uow: UnitOfWork, opening: Opening, stock: _Stock) -> tuple[Order, list[OrderLine]]:
    hold = stock.holds.get(opening.hold_id)
    if hold is None or hold.expires_at <= uow.clock.now():
        raise HoldExpired
    event = stock.events[stock.prices[hold.lines[0].ticket_type_id].event_id]
    if event.state is not EventState.published:
        raise NotForSale
    priced = quote_cart(
        [
            QuoteItem(
                line.ticket_type_id, line.quantity, stock.prices[line.ticket_type_id].price_minor
            )
            for line in hold.lines
        ],
        currency=event.currency,
        fees_passed_on=event.fees_passed_on,
    )
    order = Order(
        code=new_code(),
        event_id=event.id,
        organizer_id=event.organizer_id,
        hold_id=hold.id,
        visitor=opening.actor.visitor,
        user_id=opening.actor.user_id,
        buyer_name=opening.buyer_name,
        buyer_email=opening.buyer_email,
        locale=opening.locale,
        currency=priced.currency,
        list_minor=priced.list_minor,
        fee_minor=priced.fee_minor,
        total_minor=priced.total_minor,
        hold_until=hold.expires_at,
        placed_at=uow.clock.now(),
    )
    lines = [
        OrderLine(
            order_id=order.id,
            ticket_type_id=held.ticket_type_id,
            pool_id=held.pool_id,
            name=stock.prices[held.ticket_type_id].name,
            quantity=held.quantity,
            unit_minor=line.unit_minor,
            list_minor=line.list_minor,
            fee_minor=line.fee_minor,
            total_minor=line.total_minor,
        )
        for held, line in zip(hold.lines, priced.lines, strict=True)
    ]
    return order, lines
