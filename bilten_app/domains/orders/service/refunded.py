"""What gateways say of refunds: done, made over there, or not arrived; and money set aside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import col, select, update

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Parts, Tender, TenderKind
from bilten_app.domains.orders import queries
from bilten_app.domains.orders.models import Order, OrderPolicy, OrderRefund
from bilten_app.domains.orders.public import (
    OrderRefundFailed,
    OrderState,
    OutsidePolicy,
    RefundedOutside,
    Source,
    TaskState,
    Verb,
    cut,
)
from bilten_app.domains.orders.rules import Sold
from bilten_app.domains.orders.service.books import deal_of, refund_entry
from bilten_app.domains.orders.service.contested import lock_paid_by
from bilten_app.domains.orders.service.giving import count_back, queue_credit
from bilten_app.domains.orders.service.late import set_aside
from bilten_app.domains.orders.service.refunds import end_refunded
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.ids import new_id

EXTERNAL = "Made at the payment provider"


@dataclass(frozen=True, slots=True)
class MadeElsewhere:
    """A refund that was made, and done, in the gateway's own dashboard."""

    refund_id: UUID
    payment_id: UUID
    gateway: str
    minor: int


async def on_refund_done(
    rt: Runtime,
    *,
    refund_id: str,
    payment_id: str,
    gateway: str,
    reference: str,
    amount_minor: int,
    currency: str,
    is_external: bool = False,
    **_: object,
) -> None:
    """Reaction to `payments.refund_done`: the money left the gateway. Harmless twice: one entry.

    One made over there is taken into the orders that its payment pays for. All of the money back
    ends the tickets, unless the organizer wants it otherwise; about a part of it somebody decides.
    A payment that bought nothing is owed back anyway. What was not paid for an order is not ours
    to book.
    """
    async with rt.unit_of_work() as uow:
        bought, paid = await lock_paid_by(uow, UUID(payment_id), UUID(reference))
        if bought is None:
            return
        if is_external:
            made = MadeElsewhere(UUID(refund_id), UUID(payment_id), gateway, amount_minor)
            await take_in(uow, made, sorted(paid, key=lambda order: order is not bought))
        deal = replace(deal_of(bought, UUID(refund_id), uow.clock.now()), currency=currency)
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
        order = await uow.session.get(Order, UUID(reference), with_for_update={"key_share": True})
        if order is not None:
            await set_aside(uow, order, UUID(payment_id), gateway, amount_minor, currency)


async def take_in(uow: UnitOfWork, made: MadeElsewhere, orders: Sequence[Order]) -> None:
    """Take a refund into locked orders that its payment pays for: the first bears what it can.

    Harmless twice.
    """
    if not orders or await _is_known(uow, made.refund_id):
        return
    left, tax = made.minor, 0
    rows: list[tuple[Order, OrderRefund]] = []
    for order in orders:
        sold = await queries.sold(uow.session, order)
        mine = [one for one in sold.sources() if one.payment_id == made.payment_id]
        going, _ = cut(mine, min(left, sum(one.minor for one in mine)))
        counted = sum(one.minor for one in going)
        if counted:
            rows.append((order, await _row(uow, sold, made, going)))
            left, tax = left - counted, tax + rows[-1][1].tax_minor
    for order, row in rows:
        queue_credit(uow, order, row)
    if not rows:
        # It crossed a refund of ours: one of the two will fail at the gateway.
        rows.append(
            (orders[0], await _row(uow, await queries.sold(uow.session, orders[0]), made, ()))
        )
    rows[0][1].amount_minor += left
    entry = refund_entry(
        orders[0], made.refund_id, uow.clock.now(),
        tenders=[Tender(TenderKind.gateway, made.minor, made.gateway)], fee_minor=0, tax_minor=tax,
    )  # fmt: skip
    await ledger.post(uow, [entry])
    for order, row in rows:
        uow.add(row)
        uow.audit(Verb.order_refunded, order.id, minor=row.amount_minor, external=True)
        await _follow(uow, order, row)


async def _row(
    uow: UnitOfWork, sold: Sold, made: MadeElsewhere, going: Sequence[Source]
) -> OrderRefund:
    """Count a refund on an order; the platform keeps its fee, tax follows pro rata."""
    order, counted = sold.order, sum(one.minor for one in going)
    paid = Parts(order.total_minor, 0, order.tax_minor)
    parts = ledger.refund_parts(paid, before_minor=order.refunded_minor, minor=counted)
    await count_back(uow, sold, going, counted)
    return OrderRefund(
        id=new_id(), order_id=order.id, payment_refund_id=made.refund_id, amount_minor=counted,
        gift_minor=0, fee_minor=0, tax_minor=min(parts.tax_minor, order.tax_minor - sold.given_tax),
        ticket_ids=[], reason=EXTERNAL, made_by=SYSTEM.label, created_at=uow.clock.now(),
    )  # fmt: skip


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
