"""From an open order to a paid one with its tickets."""

from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import HeldLine, SoldOut, TicketTypeId
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    ORDER_FLOW,
    BuyerUnknown,
    CloseReason,
    LateMoneyRefunded,
    OrderClosed,
    OrderExpired,
    OrderPaid,
    OrderState,
    Verb,
)
from bilten_app.domains.orders.queries import lines_of
from bilten_app.domains.payments import service as payments
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import IssueLine
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.money import Money

LATE = "The payment came after the places were sold"
TWICE = "The order was paid already"
CLOSED = "The order was cancelled before the payment came"


async def pay(rt: Runtime, actor: Actor, *, order_id: UUID, return_url: str) -> str | None:
    """Open the gateway's checkout and return its address; None when the order cost nothing.

    Raises BuyerUnknown, OrderClosed, OrderExpired, Unavailable.
    """
    async with rt.unit_of_work(actor) as uow:
        order = await uow.get(Order, order_id, lock=True)
        _check_payable(uow, order)
        if order.total_minor == 0:
            await _settle(uow, rt, order, payment_id=None)
            return None
        title = (await events.sale(uow.session, order.event_id)).title
    payment = await payments.start(
        rt,
        reference=order.id,
        amount=Money(order.total_minor, order.currency),
        email=order.buyer_email,
        description=title,
        return_url=return_url,
        expires_at=order.hold_until,
    )
    return payment.checkout_url


async def on_payment_captured(
    rt: Runtime, *, payment_id: str, reference: str, amount_minor: int, **_: object
) -> None:
    """Reaction to `payments.captured`: the tickets, or the money back. Harmless twice.

    Late money is honoured while places remain. Otherwise it goes back, and the buyer is told.
    """
    order_id, payment = UUID(reference), UUID(payment_id)
    try:
        async with rt.unit_of_work() as uow:
            order = await uow.get(Order, order_id, lock=True)
            if order.payment_id == payment:
                return
            if order.state in {OrderState.placed, OrderState.expired}:
                await _settle(uow, rt, order, payment_id=payment)
                return
            paid = order.state == OrderState.paid
            await _send_back(uow, order, payment, amount_minor, TWICE if paid else CLOSED)
    except SoldOut:
        async with rt.unit_of_work() as uow:
            order = await uow.get(Order, order_id, lock=True)
            if order.state == OrderState.placed:
                await uow.move(order, ORDER_FLOW, OrderState.expired, closed_at=uow.clock.now())
            order.close_reason = CloseReason.sold_out
            await _send_back(uow, order, payment, amount_minor, LATE)


def held_lines(lines: list[OrderLine]) -> list[HeldLine]:
    """Return what the lines of an order hold."""
    return [
        HeldLine(TicketTypeId(line.ticket_type_id), line.pool_id, line.quantity) for line in lines
    ]


async def _settle(uow: UnitOfWork, rt: Runtime, order: Order, *, payment_id: UUID | None) -> None:
    """Sell the places, issue the tickets and call the order paid, all in one transaction."""
    lines = list(await lines_of(uow.session, order.id))
    ready = await tickets.get_ready(
        uow,
        rt.vault,
        event_id=order.event_id,
        ticket_types={line.ticket_type_id for line in lines},
    )
    await uow.move(
        order,
        ORDER_FLOW,
        OrderState.paid,
        payment_id=payment_id,
        paid_at=uow.clock.now(),
        closed_at=None,
        close_reason="",
    )
    # What everybody waits for is locked late: the pools, then the event's serial numbers.
    await inventory.commit(uow, hold_id=order.hold_id, lines=held_lines(lines))
    await tickets.issue(
        uow,
        ready,
        order_id=order.id,
        holder=tickets.Holder(order.buyer_name, order.buyer_email, order.user_id),
        lines=[IssueLine(line.id, line.ticket_type_id, line.quantity) for line in lines],
    )
    uow.record(
        OrderPaid(order.id, order.event_id, order.organizer_id, order.total_minor, order.currency)
    )
    uow.audit(Verb.order_paid, order.id, total_minor=order.total_minor)


async def _send_back(
    uow: UnitOfWork, order: Order, payment_id: UUID, amount_minor: int, reason: str
) -> None:
    """Refund a payment that bought nothing, once: the payment itself remembers."""
    if not await payments.is_untouched(uow, payment_id=payment_id):
        return
    await payments.request_refund(
        uow, payment_id=payment_id, amount_minor=amount_minor, reason=reason
    )
    uow.record(LateMoneyRefunded(order.id, order.event_id, amount_minor, order.currency))


def _check_payable(uow: UnitOfWork, order: Order) -> None:
    if order.state == OrderState.expired or (
        order.state == OrderState.placed and order.hold_until <= uow.clock.now()
    ):
        raise OrderExpired
    if order.state != OrderState.placed:
        raise OrderClosed(state=order.state)
    if not order.buyer_email:
        raise BuyerUnknown
