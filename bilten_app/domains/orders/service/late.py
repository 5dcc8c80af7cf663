"""Money that bought nothing: it goes back, and the buyer is told."""

from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    CloseReason,
    LateMoneyRefunded,
    OrderState,
)
from bilten_app.domains.orders.service.books import late_entry
from bilten_app.domains.payments import service as payments
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM

LATE = "The payment came after the places were sold"


@dataclass(frozen=True, slots=True)
class Captured:
    """Money for an order, and the correlation id under which it came."""

    order_id: UUID
    payment_id: UUID
    gateway: str
    amount_minor: int
    correlation_id: str


async def refuse_late(rt: Runtime, late: Captured) -> None:
    """Send the money of an order back whose places are sold, and say so."""
    async with rt.unit_of_work() as uow:
        order = await uow.get(Order, late.order_id, lock=True)
        if order.state == OrderState.placed:
            uow.advance(order, ORDER_FLOW, OrderState.expired, closed_at=uow.clock.now())
        order.close_reason = CloseReason.sold_out
        with uow.on_behalf_of(SYSTEM, late.correlation_id):
            await send_back(uow, order, late, LATE)
        await uow.flush()
        await inventory.release(uow, hold_id=order.hold_id)


async def send_back(uow: UnitOfWork, order: Order, paid: Captured, reason: str) -> None:
    """Refund a payment that bought nothing, once: the payment itself remembers."""
    if not await payments.is_untouched(uow, payment_id=paid.payment_id):
        return
    await payments.request_refund(
        uow, payment_id=paid.payment_id, amount_minor=paid.amount_minor, reason=reason
    )
    entry = late_entry(order, paid.payment_id, paid.gateway, paid.amount_minor, uow.clock.now())
    await ledger.post(uow, [entry])
    uow.record(
        LateMoneyRefunded(
            order.id, order.event_id, paid.payment_id, paid.amount_minor, order.currency
        )
    )
