"""Disputes about orders, as their organizers see them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.orders.models import Order, OrderFund
from bilten_app.domains.orders.public import DisputedOrder, OrderId, OrderView
from bilten_app.domains.orders.queries.orders import view
from bilten_app.domains.orders.queries.refunds import funds_of, payments_behind
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import UNDECIDED
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission, StaffPermission


async def disputed_orders(
    session: AsyncSession, scope: OrganizerScope, *, within: Collection[UUID] | None = None
) -> Sequence[DisputedOrder]:
    """Return what banks ask back of an organization, those that wait for an answer first."""
    known = await payments.disputes(session)
    chosen = select(Order).where(
        col(Order.id).in_([one.reference for one in known]), col(Order.organizer_id) == scope
    )
    if within is not None:
        chosen = chosen.where(col(Order.event_id).in_(within))
    mine = {order.id: order for order in (await session.execute(chosen)).scalars()}
    return [
        DisputedOrder(one, OrderId(order.id), order.code, order.organizer_id, order.buyer_name)
        for one in known
        if (order := mine.get(one.reference))
    ]


async def paid_by(session: AsyncSession, payment_id: UUID) -> Sequence[OrderView]:
    """Return the orders that a payment pays for, the one that it was made for first; no lines.

    None when it bought nothing.
    """
    paid = await payments.payment(session, payment_id)
    if paid is None:
        return []
    carried = select(col(OrderFund.order_id)).where(col(OrderFund.payment_id) == payment_id)
    chosen = (
        select(Order)
        .where(or_(col(Order.id) == paid.reference, col(Order.id).in_(carried)))
        .order_by((col(Order.id) == paid.reference).desc())
    )
    rows = (await session.execute(chosen)).scalars()
    return [
        view(row, ()) for row in rows if row.id != paid.reference or row.payment_id == payment_id
    ]


async def is_disputed(session: AsyncSession, order_id: UUID) -> bool:
    """Whether a bank asks for money behind an order, also for what was carried to it."""
    order = await session.get(Order, order_id, populate_existing=True)
    if order is None:
        return False
    behind = list(payments_behind(order, await funds_of(session, order_id)))
    known = await payments.disputes(session, payment_ids=behind) if behind else ()
    return any(one.state in UNDECIDED for one in known)


async def disputed_order(
    session: AsyncSession,
    actor: Actor,
    *,
    dispute_id: UUID,
    permission: Permission = Permission.orders_refund,
) -> DisputedOrder:
    """Return a dispute for who may do something at its organizer, or for staff, or raise."""
    found = await payments.dispute(session, dispute_id)
    order = await session.get(Order, found.reference)
    if order is None:
        raise NotFound
    if not actor.may_staff(StaffPermission.money_read):
        actor.require(permission, order.organizer_id, event_id=order.event_id)
    return DisputedOrder(found, OrderId(order.id), order.code, order.organizer_id, order.buyer_name)
