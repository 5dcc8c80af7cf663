"""Orders that end without a guest: expired, given up, cancelled."""

from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    CloseReason,
    OrderCancelled,
    OrderClosed,
    OrderState,
    Verb,
)
from bilten_app.domains.orders.queries import lines_of
from bilten_app.domains.orders.service.pay import held_lines
from bilten_app.domains.organizers.public import Permission
from bilten_app.domains.payments import service as payments
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM, Actor

CANCEL_JOB = "orders.cancel_for_event"


async def expire_due(rt: Runtime) -> None:
    """Job of the clock: close placed orders whose time is over, and free what nobody holds."""
    async with rt.unit_of_work() as uow:
        chosen = (
            select(Order)
            .where(col(Order.state) == OrderState.placed)
            .where(col(Order.hold_until) <= uow.clock.now())
            .order_by(col(Order.hold_until))
            .limit(500)
            .with_for_update(skip_locked=True)
        )
        for order in (await uow.session.execute(chosen)).scalars().all():
            await uow.move(
                order,
                ORDER_FLOW,
                OrderState.expired,
                closed_at=uow.clock.now(),
                close_reason=CloseReason.time_over.value,
            )
    async with rt.unit_of_work() as uow:
        await inventory.release_expired(uow)


async def cancel_placed(uow: UnitOfWork, *, order_id: UUID) -> None:
    """The buyer gives up an order that is not paid; its places are free at once."""
    order = await uow.get(Order, order_id, lock=True)
    if order.state != OrderState.placed:
        raise OrderClosed(state=order.state)
    await close_placed(uow, order, CloseReason.buyer)


async def cancel(
    uow: UnitOfWork, actor: Actor, *, order_id: UUID, reason: CloseReason = CloseReason.organizer
) -> None:
    """Cancel a paid order: tickets void, places free, money on its way, in one transaction.

    For members with `orders:refund`. A second time raises OrderClosed and changes nothing.
    """
    order = await uow.get(Order, order_id, lock=True)
    actor.require(Permission.orders_refund, order.organizer_id)
    if order.state != OrderState.paid:
        raise OrderClosed(state=order.state)
    await uow.move(
        order,
        ORDER_FLOW,
        OrderState.cancelled,
        closed_at=uow.clock.now(),
        close_reason=reason.value,
    )
    lines = await lines_of(uow.session, order.id)
    await tickets.void(uow, order_id=order.id, event_id=order.event_id)
    if order.payment_id is not None:
        await payments.request_refund(
            uow,
            payment_id=order.payment_id,
            amount_minor=order.total_minor,
            reason=reason,
        )
    uow.record(
        OrderCancelled(
            order_id=order.id,
            event_id=order.event_id,
            organizer_id=order.organizer_id,
            refund_minor=order.total_minor,
            currency=order.currency,
            reason=reason,
        )
    )
    uow.audit(Verb.order_cancelled, order.id, refund_minor=order.total_minor, reason=reason)
    # The pools after the event's proof row, as in a sale: else the two could wait for each other.
    await uow.flush()
    await inventory.give_back(uow, lines=held_lines(lines))


async def on_event_cancelled(rt: Runtime, *, event_id: str, **_: object) -> None:
    """Reaction to `events.cancelled`: one job for each order, so that one failure stops no other.

    Harmless twice: an order that is closed is passed over.
    """
    async with rt.unit_of_work() as uow:
        chosen = select(col(Order.id)).where(
            col(Order.event_id) == UUID(event_id),
            col(Order.state).in_([OrderState.placed, OrderState.paid]),
        )
        for order_id in (await uow.session.execute(chosen)).scalars():
            uow.enqueue(CANCEL_JOB, {"order_id": str(order_id)}, dedupe_key=f"cancel:{order_id}")


async def cancel_for_event(rt: Runtime, *, order_id: str) -> None:
    """Job: close one order of a cancelled event. Harmless twice."""
    async with rt.unit_of_work() as uow:
        order = await uow.get(Order, UUID(order_id), lock=True)
        if order.state == OrderState.placed:
            await close_placed(uow, order, CloseReason.event_cancelled)
        elif order.state == OrderState.paid:
            await cancel(uow, SYSTEM, order_id=order.id, reason=CloseReason.event_cancelled)


async def close_placed(uow: UnitOfWork, order: Order, reason: CloseReason) -> None:
    """Close a locked order that is not paid; its places are free at once."""
    await uow.move(
        order,
        ORDER_FLOW,
        OrderState.cancelled,
        closed_at=uow.clock.now(),
        close_reason=reason.value,
    )
    await inventory.release(uow, hold_id=order.hold_id)
