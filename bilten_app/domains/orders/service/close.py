"""Orders that end without a guest: expired, given up, cancelled."""

from uuid import UUID

import structlog
from sqlmodel import col, select

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.market import service as market
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    CloseReason,
    MoneyDisputed,
    OrderClosed,
    OrderState,
)
from bilten_app.domains.orders.service.refunds import cancel
from bilten_app.domains.pricing import service as pricing
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM

CANCEL_JOB = "orders.cancel_for_event"
log = structlog.get_logger(__name__)


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
            uow.advance(
                order,
                ORDER_FLOW,
                OrderState.expired,
                closed_at=uow.clock.now(),
                close_reason=CloseReason.time_over.value,
            )
            await _return_offers(uow, order)
    async with rt.unit_of_work() as uow:
        await inventory.release_expired(uow)


async def cancel_placed(uow: UnitOfWork, *, order_id: UUID) -> None:
    """The buyer gives up an order that is not paid; its places are free at once."""
    order = await uow.get(Order, order_id, lock=True)
    if order.state != OrderState.placed:
        raise OrderClosed(state=order.state)
    await close_placed(uow, order, CloseReason.buyer)


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
            queue_cancel(uow, order_id)


async def cancel_for_event(rt: Runtime, *, order_id: str) -> None:
    """Job: close one order of a cancelled event. Harmless twice.

    One whose money a bank asks for waits: when the bank has decided, this job comes again.
    """
    try:
        async with rt.unit_of_work() as uow:
            order = await uow.get(Order, UUID(order_id), lock=True)
            if order.state == OrderState.placed:
                await close_placed(uow, order, CloseReason.event_cancelled)
            elif order.state == OrderState.paid:
                await cancel(uow, SYSTEM, order_id=order.id, reason=CloseReason.event_cancelled)
    except MoneyDisputed:
        log.info("an order waits for a bank", order=order_id)


def queue_cancel(uow: UnitOfWork, order_id: UUID) -> None:
    """Queue the end of an order whose event is cancelled."""
    uow.enqueue(CANCEL_JOB, {"order_id": str(order_id)}, dedupe_key=f"cancel:{order_id}")


async def close_stopped(uow: UnitOfWork, order: Order) -> None:
    """Close a locked, unpaid order whose organizer is suspended; its places are free at once."""
    if order.state == OrderState.placed:
        await close_placed(uow, order, CloseReason.organizer_stopped)
    else:
        order.close_reason = CloseReason.organizer_stopped


async def close_placed(uow: UnitOfWork, order: Order, reason: CloseReason) -> None:
    """Close a locked order that is not paid; its places are free at once."""
    uow.advance(
        order,
        ORDER_FLOW,
        OrderState.cancelled,
        closed_at=uow.clock.now(),
        close_reason=reason.value,
    )
    await _return_offers(uow, order)
    if order.listing_id:
        await market.let_go(uow, order_id=order.id)
    await uow.flush()
    await inventory.release(uow, hold_id=order.hold_id)


async def _return_offers(uow: UnitOfWork, order: Order) -> None:
    """Give back the uses of codes and the money of gift cards that an unpaid order kept."""
    if order.keeps_offers:
        await pricing.release(uow, hold_id=order.hold_id)
    if order.gift_minor:
        await pricing.return_all(uow, order_id=order.id)
