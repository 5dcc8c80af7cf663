"""Tickets are changed for others, or move to another buyer: another order takes their place.

The new order costs what it costs, and is paid with what was paid for the tickets it replaces. A
difference is paid by the buyer like any order; until then nothing changes, and places are held.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory.public import (
    HeldLine,
    Hold,
    HoldId,
    TicketTypeId,
    UnknownTicketType,
)
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order, OrderChange, OrderLine
from bilten_app.domains.orders.public import (
    CHANGE_HOLD,
    BuyersChoice,
    ChangeKind,
    ChangeOffered,
    CloseReason,
    NothingChanges,
    NoTicketsChosen,
    NotRefundable,
    OrderClosed,
    OrderRef,
    OrderState,
    RefundWish,
    Verb,
)
from bilten_app.domains.orders.rules import (
    Sold,
    checked_buyer,
    lines_for,
    part_of,
    read_ask,
    sums_of,
    write_ask,
)
from bilten_app.domains.orders.service.close import close_placed
from bilten_app.domains.orders.service.contested import check_settled
from bilten_app.domains.orders.service.pay import sell
from bilten_app.domains.orders.service.place import place_held, secret_of
from bilten_app.domains.orders.service.staying import keep_places, kept_places, seats_of
from bilten_app.domains.pricing import queries as pricing_queries
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, TaxBuyer, VatStanding
from bilten_app.domains.seating import service as seating
from bilten_app.domains.tickets.public import TicketPlace
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.ids import new_code, new_id
from bilten_app.kit.roles import Permission


async def change_tickets(
    rt: Runtime,
    actor: Actor,
    *,
    order_id: UUID,
    ticket_ids: Collection[UUID],
    type_id: UUID,
    hold_id: UUID | None = None,
) -> OrderRef:
    """Change tickets of a paid order for as many of another type of the same event.

    For members with `orders:manage`. At the same price it is done at once; what is cheaper gives
    the difference back; for what is dearer the buyer gets a mail, and pays within twelve hours. The
    same `hold_id` twice changes once. Where it takes the very places of the tickets, none has to be
    free. Return the order that takes their place.

    Raises OrderClosed, OrderDisputed, NotRefundable, NoTicketsChosen, NothingChanges, SoldOut,
    NoSeatsLeft, NotOnSale, UnknownTicketType, and BuyersChoice where buyers choose the price.
    """
    async with rt.unit_of_work(actor) as uow:
        order = await uow.get(Order, order_id)
        actor.require(Permission.orders_manage, order.organizer_id, event_id=order.event_id)
        known = await queries.of_hold(uow.session, hold_id) if hold_id else None
        if known and known.from_order_id:
            return secret_of(rt, known.id, known.code)
        chosen = await inventory_queries.prices(uow.session, [type_id])
        if type_id not in chosen or chosen[type_id].event_id != order.event_id:
            raise UnknownTicketType
        if chosen[type_id].open_price:
            raise BuyersChoice
        sold = await _sold(uow, order, ticket_ids)
        lines = {line.id: line for line in sold.lines}
        named = sold.named(ticket_ids)
        if any(lines[one.order_line_id].ticket_type_id == type_id for one in named):
            raise NothingChanges
        business = await _business_of(uow, order)
        hold, until = HoldId(hold_id or new_id()), uow.clock.now() + CHANGE_HOLD
        line = HeldLine(TicketTypeId(type_id), len(named))
        kept = await kept_places(uow, named, order.event_id, Hold(hold, until, (line,)))
    if kept is None:
        await seating.take(
            rt, event_id=order.event_id, hold_id=hold, lines={type_id: len(named)}, until=until,
            unlocked=[type_id], locale=order.locale,
        )  # fmt: skip
    # The order is the buyer's, not of who makes it: limits for each person count the buyer.
    opened = await place_held(
        rt, replace(actor, visitor=None, name="", email=""), hold_id=hold,
        buyer_name=order.buyer_name if order.buyer_email else "",
        buyer_email=order.buyer_email, locale=order.locale, ask=Ask(buyer=business), kept=kept,
    )  # fmt: skip
    try:
        async with rt.unit_of_work(actor) as uow:
            await _take_place(uow, rt, actor, opened.id, order_id, ticket_ids, kept)
    except BiltenError:
        async with rt.unit_of_work(actor) as uow:
            made = await uow.get(Order, opened.id, lock=True)
            if made.state == OrderState.placed and made.from_order_id is None:
                await close_placed(uow, made, CloseReason.changed)
        raise
    return secret_of(rt, opened.id, opened.code)


async def split(
    rt: Runtime,
    actor: Actor,
    *,
    order_id: UUID,
    ticket_ids: Collection[UUID],
    name: str,
    email: str,
    new_order_id: UUID | None = None,
) -> OrderRef:
    """Move tickets of a paid order to another buyer, with what was paid for them.

    For members with `orders:manage`. The tickets get new codes; refunds of either order go to who
    paid, and both together never exceed it. The same `new_order_id` twice splits once.

    Raises OrderClosed, OrderDisputed, NotRefundable, NoTicketsChosen, Invalid.
    """
    name, email = checked_buyer(name, email)
    async with rt.unit_of_work(actor) as uow:
        before = await uow.get(Order, order_id, lock=True)
        actor.require(Permission.orders_manage, before.organizer_id, event_id=before.event_id)
        known = await uow.session.get(Order, new_order_id) if new_order_id else None
        if known is not None and known.from_order_id == before.id:
            return secret_of(rt, known.id, known.code)
        sold = await _sold(uow, before, ticket_ids)
        named = sold.named(ticket_ids)
        sums = sold.due(RefundWish(frozenset(ticket_ids)))
        order = _part(uow, sold, named, new_order_id or new_id())
        if sums.total_minor != order.total_minor:
            raise NotRefundable  # a part of their price was given back as goodwill
        order.buyer_name, order.buyer_email = name, email
        order.funded_minor = order.total_minor
        uow.add(order)
        await uow.session.flush()
        uow.session.add_all(await _part_lines(uow, sold, named, order))
        await _note_change(uow, actor, order, sold, named, ChangeKind.parted)
        await uow.session.flush()
        await sell(uow, rt, [(order, None)])
    return secret_of(rt, order.id, order.code)


async def _take_place(
    uow: UnitOfWork,
    rt: Runtime,
    actor: Actor,
    new_id_: UUID,
    order_id: UUID,
    ticket_ids: Collection[UUID],
    kept: Hold | None,
) -> None:
    """Let a new order take the place of tickets: at once when nothing is left to pay.

    `kept` are the places that the tickets have, where it takes just these: their seats go along.
    """
    order = await uow.get(Order, new_id_, lock=True)
    if order.from_order_id is not None:
        return
    if order.state != OrderState.placed:
        raise OrderClosed(state=order.state)
    before = await uow.get(Order, order_id, lock=True)
    sold = await _sold(uow, before, ticket_ids)
    paid = sold.due(RefundWish(frozenset(ticket_ids))).total_minor
    order.from_order_id, order.channel = before.id, before.channel
    order.funded_minor = min(paid, order.total_minor)
    order.buyer_name, order.buyer_email = before.buyer_name, before.buyer_email
    order.user_id, order.locale = before.user_id, before.locale
    named = sold.named(ticket_ids)
    await _note_change(uow, actor, order, sold, named, ChangeKind.swap)
    if kept is not None:
        await keep_places(uow, order, kept, seats_of(before, named))
    await uow.session.flush()
    if order.funded_minor == order.total_minor:
        await sell(uow, rt, [(order, None)])
        return
    uow.record(ChangeOffered(order.id, before.id, order.event_id))
    uow.audit(Verb.order_changed, before.id, to=str(order.id), to_pay=True)


async def _sold(uow: UnitOfWork, order: Order, ticket_ids: Collection[UUID]) -> Sold:
    if order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    if not ticket_ids:
        raise NoTicketsChosen
    await check_settled(uow, order)
    return await queries.sold(uow.session, order)


async def _note_change(
    uow: UnitOfWork,
    actor: Actor,
    order: Order,
    sold: Sold,
    named: Sequence[TicketPlace],
    kind: ChangeKind,
) -> None:
    prices = [sold.price_of(ticket) for ticket in named]
    earlier = await uow.session.get(OrderChange, sold.order.id)
    first = earlier and earlier.sold_at
    uow.add(
        OrderChange(
            order_id=order.id, from_order_id=sold.order.id, kind=kind.value,
            ticket_ids=sorted(str(ticket.id) for ticket in named),
            list_minor=sum(one.list_minor - one.discount_minor for one in prices),
            sold_at=first or sold.order.paid_at, made_by=actor.label, made_at=uow.clock.now(),
        )
    )  # fmt: skip
    await pricing.carry_check(uow, references={sold.order.id, sold.order.hold_id}, to=order.id)


async def _business_of(uow: UnitOfWork, order: Order) -> TaxBuyer:
    """Return for which business an order is; its VAT id may have been proven since."""
    business = read_ask(order.asked).buyer
    proven = await pricing_queries.proven_vat_id(uow.session, {order.id, order.hold_id})
    is_proven = proven and proven == business.vat_id
    return replace(business, standing=VatStanding.valid) if is_proven else business


def _part(uow: UnitOfWork, sold: Sold, named: Sequence[TicketPlace], order_id: UUID) -> Order:
    """Return the order that the named tickets move to, at exactly their prices."""
    before, now = sold.order, uow.clock.now()
    return Order(
        id=order_id,
        code=new_code(),
        event_id=before.event_id,
        organizer_id=before.organizer_id,
        hold_id=new_id(),
        channel=before.channel,
        from_order_id=before.id,
        locale=before.locale,
        hold_until=now,
        placed_at=now,
        asked=write_ask(Ask(buyer=read_ask(before.asked).buyer)),
        seats=seats_of(before, named),
        **sums_of(part_of(sold, named)),
    )


async def _part_lines(
    uow: UnitOfWork, sold: Sold, named: Sequence[TicketPlace], order: Order
) -> list[OrderLine]:
    """Return the lines of the named tickets, as they were sold."""
    chosen = [line for line in sold.lines if any(one.order_line_id == line.id for one in named)]
    types = await inventory_queries.prices(uow.session, {one.ticket_type_id for one in chosen})
    lines = lines_for(order.id, part_of(sold, named), types)
    for line, was in zip(lines, chosen, strict=True):
        line.name, line.parts = was.name, was.parts
    return lines
