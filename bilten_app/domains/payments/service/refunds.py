"""Giving money back: promised with what it is about, sent by a job, recorded."""

from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.payments.models import Payment, Refund
from bilten_app.domains.payments.public import (
    REFUND_FLOW,
    NothingToRefund,
    RefundDone,
    RefundId,
    RefundState,
    Verb,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.money import Money
from bilten_app.ports import payments as port

REFUND_JOB = "payments.send_refund"


async def is_untouched(uow: UnitOfWork, *, payment_id: UUID) -> bool:
    """Whether nothing of a payment was given back yet; the row is locked until the commit."""
    return (await uow.get(Payment, payment_id, lock=True)).refunded_minor == 0


async def request_refund(
    uow: UnitOfWork, *, payment_id: UUID, amount_minor: int, reason: str
) -> RefundId:
    """Promise money back; a job sends it. Raises NothingToRefund beyond what was paid."""
    promised = await uow.session.execute(
        text(
            "UPDATE payments SET refunded_minor = refunded_minor + :n WHERE id = :id"
            " AND state = 'captured' AND refunded_minor + :n <= amount_minor RETURNING currency"
        ),
        {"id": payment_id, "n": amount_minor},
    )
    currency = promised.scalar_one_or_none()
    if currency is None:
        raise NothingToRefund
    refund = Refund(
        payment_id=payment_id,
        amount_minor=amount_minor,
        currency=currency,
        reason=reason,
        created_at=uow.clock.now(),
    )
    uow.add(refund)
    uow.enqueue(REFUND_JOB, {"refund_id": str(refund.id)}, dedupe_key=f"refund:{refund.id}")
    uow.audit(Verb.refund_requested, refund.id, payment=str(payment_id), minor=amount_minor)
    return RefundId(refund.id)


async def send_refund(rt: Runtime, *, refund_id: str) -> None:
    """Job: send a promised refund. Harmless twice: the gateway knows it by our id."""
    async with rt.unit_of_work() as uow:
        refund = await uow.get(Refund, UUID(refund_id), lock=True)
        payment = await uow.get(Payment, refund.payment_id)
        if refund.state == RefundState.done:
            return
        if refund.state != RefundState.sent:
            await uow.move(refund, REFUND_FLOW, RefundState.sent)
    answer = await rt.gateways.payments.refund(
        port.RefundRequest(
            refund_id=refund.id,
            gateway_ref=payment.gateway_ref or "",
            amount=Money(refund.amount_minor, refund.currency),
            reason=refund.reason,
        )
    )
    async with rt.unit_of_work() as uow:
        await _record_refund(uow, refund.id, answer)


async def _record_refund(uow: UnitOfWork, refund_id: UUID, answer: port.Refund) -> None:
    refund = await uow.get(Refund, refund_id, lock=True)
    payment = await uow.get(Payment, refund.payment_id)
    refund.gateway_ref = answer.gateway_ref
    if refund.state != RefundState.sent or answer.state is port.RefundState.pending:
        return
    if answer.state is port.RefundState.failed:
        await uow.move(refund, REFUND_FLOW, RefundState.failed)
        return
    await uow.move(refund, REFUND_FLOW, RefundState.done, done_at=uow.clock.now())
    uow.record(
        RefundDone(refund.id, payment.id, payment.reference, refund.amount_minor, refund.currency)
    )
    uow.audit(Verb.refund_done, refund.id, minor=refund.amount_minor)
