"""What gateways say of refunds: done, made over there, or not arrived; and money set aside."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select, update

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Parts, Tender, TenderKind
from bilten_app.domains.orders.models import Order, OrderPolicy, OrderRefund
from bilten_app.domains.orders.public import (
    OrderRefundFailed,
    OrderState,
    OutsidePolicy,
    RefundedOutside,
    TaskState,
    Verb,
)
from bilten_app.domains.orders.service.books import deal_of, refund_entry
from bilten_app.domains.orders.service.refunds import end_refunded
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.ids import new_id

EXTERNAL = "Made at the payment provider"


async def on_refund_done(
    rt: Runtime,
    *,
    refund_id: str,
    gateway: str,
    reference: str,
    amount_minor: int,
    currency: str,
    is_external: bool = False,
    **_: object,
) -> None:
    """Reaction to `payments.refund_done`: the money left the gateway. Harmless twice: one entry.

    One made over there is taken into the order as well. All of the money back ends the tickets,
    unless the organizer wants it otherwise; about a part of it somebody decides. What was not paid
    for an order is not ours to book.
    """
    async with rt.unit_of_work() as uow:
        order = await uow.session.get(Order, UUID(reference), with_for_update={"key_share": True})
        if order is None:
            return
        now = uow.clock.now()
        if is_external and not await _is_known(uow, UUID(refund_id)):
            taken = await _take_in(uow, order, UUID(refund_id), gateway, amount_minor, now)
            await _follow(uow, order, taken)
        deal = replace(deal_of(order, UUID(refund_id), now), currency=currency)
        await ledger.post(uow, [ledger.refund_sent(deal, gateway=gateway, minor=amount_minor)])


async def on_refund_failed(
    rt: Runtime,
    *,
    refund_id: str,
    gateway: str,
    reference: str,
    amount_minor: int,
    currency: str,
    was_done: bool,
    **_: object,
) -> None:
    """Reaction to `payments.refund_failed`: the money is owed to the buyer as before.

    Harmless twice: one entry for each attempt, and one mail. It may also come before the news that
    the refund was done: the two entries cancel each other in any order.
    """
    async with rt.unit_of_work() as uow:
        order = await uow.session.get(Order, UUID(reference))
        if order is None:
            return
        if was_done:
            deal = replace(deal_of(order, UUID(refund_id), uow.clock.now()), currency=currency)
            returned = ledger.refund_returned(deal, gateway=gateway, minor=amount_minor)
            await ledger.post(uow, [returned])
        uow.record(
            OrderRefundFailed(
                UUID(refund_id), order.id, order.event_id, order.organizer_id, amount_minor,
                currency,
            )
        )  # fmt: skip


async def on_payment_quarantined(
    rt: Runtime,
    *,
    payment_id: str,
    gateway: str,
    reference: str,
    amount_minor: int,
    currency: str,
    **_: object,
) -> None:
    """Reaction to `payments.quarantined`: the money is owed back. Harmless twice: one entry."""
    async with rt.unit_of_work() as uow:
        order = await uow.session.get(Order, UUID(reference))
        if order is not None:
            deal = replace(deal_of(order, UUID(payment_id), uow.clock.now()), currency=currency)
            aside = ledger.late_money(deal, gateway=gateway, minor=amount_minor)
            await ledger.post(uow, [aside])


async def _take_in(
    uow: UnitOfWork, order: Order, refund_id: UUID, gateway: str, minor: int, at: datetime
) -> OrderRefund:
    """Record an external refund; the platform keeps its fee, tax follows pro rata."""
    counted = min(minor, order.total_minor - order.refunded_minor)
    paid = Parts(order.total_minor, 0, order.tax_minor)
    parts = ledger.refund_parts(paid, before_minor=order.refunded_minor, minor=counted)
    order.refunded_minor += counted
    row = OrderRefund(
        id=new_id(), order_id=order.id, payment_refund_id=refund_id, amount_minor=minor,
        gift_minor=0, fee_minor=0, tax_minor=parts.tax_minor, ticket_ids=[], reason=EXTERNAL,
        made_by=SYSTEM.label, created_at=at,
    )  # fmt: skip
    uow.add(row)
    entry = refund_entry(
        order, refund_id, at, tenders=[Tender(TenderKind.gateway, minor, gateway)], fee_minor=0,
        tax_minor=parts.tax_minor,
    )  # fmt: skip
    await ledger.post(uow, [entry])
    uow.audit(Verb.order_refunded, order.id, minor=minor, external=True)
    return row


async def _follow(uow: UnitOfWork, order: Order, row: OrderRefund) -> None:
    """Do to the tickets what the organizer wants, and tell them of it."""
    is_whole = order.refunded_minor == order.total_minor
    if order.state == OrderState.paid and not is_whole:
        row.task = TaskState.open
    await uow.session.flush()
    if order.state == OrderState.paid and is_whole and await _ends(uow, order.organizer_id):
        await _end_tasks(uow, order.id)
        await end_refunded(uow, order, row.amount_minor)
    uow.record(
        RefundedOutside(
            row.id, order.id, order.event_id, order.organizer_id, row.amount_minor,
            order.currency, row.task == TaskState.open,
        )
    )  # fmt: skip


async def _ends(uow: UnitOfWork, organizer_id: UUID) -> bool:
    policy = await uow.session.get(OrderPolicy, organizer_id)
    return policy is None or policy.outside == OutsidePolicy.end


async def _end_tasks(uow: UnitOfWork, order_id: UUID) -> None:
    """There is nothing left to decide about an order that ends."""
    await uow.session.execute(
        update(OrderRefund)
        .where(col(OrderRefund.order_id) == order_id, col(OrderRefund.task) == TaskState.open)
        .values(task=TaskState.ended)
        .execution_options(synchronize_session=False)
    )


async def _is_known(uow: UnitOfWork, refund_id: UUID) -> bool:
    chosen = select(col(OrderRefund.id)).where(col(OrderRefund.payment_refund_id) == refund_id)
    return (await uow.session.execute(chosen)).first() is not None
