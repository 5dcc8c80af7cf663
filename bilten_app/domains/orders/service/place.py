"""From a cart to an order that holds its places."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventSale, EventState
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import Hold, HoldExpired, HoldId
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    ORDER_LINK,
    CloseReason,
    NotForSale,
    OrderClosed,
    OrderId,
    OrderRef,
    OrderState,
    Verb,
)
from bilten_app.domains.orders.queries import lines_of
from bilten_app.domains.orders.rules import checked_buyer
from bilten_app.domains.orders.service.close import close_placed
from bilten_app.domains.pricing.public import QuoteItem
from bilten_app.domains.pricing.service import quote_cart
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_code, new_id


async def place(
    rt: Runtime, actor: Actor, *, event_id: UUID, lines: Mapping[UUID, int], locale: str = "en"
) -> OrderRef:
    """Hold the places of a cart and open its order; the same click twice finds the same order.

    A browser's earlier cart for the event is replaced when it differs. Raises NotForSale and the
    refusals of `inventory.hold`.
    """
    wanted = {type_id: quantity for type_id, quantity in lines.items() if quantity}
    if found := await _resume(rt, actor, event_id, wanted):
        return found
    hold_id = HoldId(new_id())
    until = rt.clock.now() + timedelta(minutes=rt.settings.hold_minutes)
    await inventory.hold(rt, hold_id=hold_id, lines=wanted, until=until)
    try:
        return await place_held(rt, actor, hold_id=hold_id, locale=locale)
    except IntegrityError:
        # The same browser was faster in another tab: its order stands, our places go back.
        async with rt.unit_of_work(actor) as uow:
            await inventory.release(uow, hold_id=hold_id)
        if found := await _resume(rt, actor, event_id, wanted):
            return found
        raise


async def place_held(
    rt: Runtime,
    actor: Actor,
    *,
    hold_id: UUID,
    buyer_name: str = "",
    buyer_email: str = "",
    locale: str = "en",
) -> OrderRef:
    """Open the order of a hold, or return the one it has: `open_held` in its own transaction."""
    async with rt.unit_of_work(actor) as uow:
        order_id, code = await open_held(
            uow,
            actor,
            hold_id=hold_id,
            buyer_name=buyer_name,
            buyer_email=buyer_email,
            locale=locale,
        )
    return secret_of(rt, order_id, code)


async def open_held(
    uow: UnitOfWork,
    actor: Actor,
    *,
    hold_id: UUID,
    buyer_name: str = "",
    buyer_email: str = "",
    locale: str = "en",
) -> tuple[OrderId, str]:
    """Open the order of a hold, or find the one it has; return its id and code.

    Raises HoldExpired, NotForSale, Invalid.
    """
    if buyer_name or buyer_email:
        buyer_name, buyer_email = checked_buyer(buyer_name, buyer_email)
    if order := await _of_hold(uow, hold_id):
        return OrderId(order.id), order.code
    hold = await inventory_queries.hold(uow.session, hold_id)
    if hold is None or hold.expires_at <= uow.clock.now():
        raise HoldExpired
    order = await _open(uow, actor, hold)
    order.buyer_name, order.buyer_email, order.locale = buyer_name, buyer_email, locale
    return OrderId(order.id), order.code


async def describe_buyer(uow: UnitOfWork, *, order_id: UUID, name: str, email: str) -> None:
    """Say who buys. Raises Invalid naming the field, or OrderClosed."""
    name, email = checked_buyer(name, email)
    order = await uow.get(Order, order_id, lock=True)
    if order.state != OrderState.placed:
        raise OrderClosed(state=order.state)
    order.buyer_name, order.buyer_email = name, email


def secret_of(rt: Runtime, order_id: UUID, code: str) -> OrderRef:
    """Return where the order's page is."""
    return OrderRef(OrderId(order_id), code, rt.vault.link_secret(ORDER_LINK, order_id))


async def _resume(
    rt: Runtime, actor: Actor, event_id: UUID, wanted: Mapping[UUID, int]
) -> OrderRef | None:
    """Return the browser's open order for this very cart; an order for another cart is closed."""
    if actor.visitor is None:
        return None
    async with rt.unit_of_work(actor) as uow:
        chosen = select(Order).where(
            col(Order.event_id) == event_id,
            col(Order.visitor) == actor.visitor,
            col(Order.state) == OrderState.placed,
        )
        order = (
            await uow.session.execute(chosen.with_for_update(key_share=True))
        ).scalar_one_or_none()
        if order is None:
            return None
        lines = await lines_of(uow.session, order.id)
        same = {line.ticket_type_id: line.quantity for line in lines} == dict(wanted)
        if same and order.hold_until > uow.clock.now():
            return secret_of(rt, order.id, order.code)
        await close_placed(uow, order, CloseReason.replaced)
    return None


async def _of_hold(uow: UnitOfWork, hold_id: UUID) -> Order | None:
    chosen = select(Order).where(col(Order.hold_id) == hold_id)
    return (await uow.session.execute(chosen)).scalar_one_or_none()


async def _open(uow: UnitOfWork, actor: Actor, hold: Hold) -> Order:
    prices = await inventory_queries.prices(
        uow.session, {line.ticket_type_id for line in hold.lines}
    )
    event = await _sellable(uow, hold)
    priced = quote_cart(
        [
            QuoteItem(line.ticket_type_id, line.quantity, prices[line.ticket_type_id][1])
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
        visitor=actor.visitor,
        user_id=actor.user_id,
        buyer_name=actor.name,
        buyer_email=actor.email,
        currency=priced.currency,
        list_minor=priced.list_minor,
        fee_minor=priced.fee_minor,
        total_minor=priced.total_minor,
        hold_until=hold.expires_at,
        placed_at=uow.clock.now(),
    )
    uow.add(order)
    await uow.session.flush()
    for held, line in zip(hold.lines, priced.lines, strict=True):
        uow.add(
            OrderLine(
                order_id=order.id,
                ticket_type_id=held.ticket_type_id,
                pool_id=held.pool_id,
                name=prices[held.ticket_type_id][0],
                quantity=held.quantity,
                unit_minor=line.unit_minor,
                list_minor=line.list_minor,
                fee_minor=line.fee_minor,
                total_minor=line.total_minor,
            )
        )
    uow.audit(Verb.order_placed, order.id, total_minor=order.total_minor)
    return order


async def _sellable(uow: UnitOfWork, hold: Hold) -> EventSale:
    event_id = await inventory_queries.event_of(uow.session, hold.lines[0].ticket_type_id)
    event = await events.sale(uow.session, event_id)
    if event.state is not EventState.published:
        raise NotForSale
    return event
