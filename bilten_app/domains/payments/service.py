"""Asking a gateway for money and giving it back: intent, call, record.

What we want is committed before the gateway is asked; its id is the gateway's idempotency key. A
crash between any two steps is finished by the job that was queued with the intent.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select, update

from bilten_app.domains.payments.models import Payment, Refund
from bilten_app.domains.payments.public import (
    PAYMENT_FLOW,
    REFUND_FLOW,
    NothingToRefund,
    PaymentCaptured,
    PaymentId,
    PaymentState,
    PaymentView,
    RefundDone,
    RefundId,
    RefundState,
    Verb,
)
from bilten_app.domains.payments.queries import view
from bilten_app.domains.payments.rules import (
    FIRST_LOOK,
    LAST_LOOK_AFTER_EXPIRY,
    next_look,
    next_state,
)
from bilten_app.infra import once
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.ports import payments as port

LOOK_JOB = "payments.look"
REFUND_JOB = "payments.send_refund"


async def start(
    rt: Runtime,
    *,
    reference: UUID,
    amount: Money,
    email: str,
    description: str,
    return_url: str,
    expires_at: datetime,
) -> PaymentView:
    """Open a checkout for `reference`, or return the one that is open for the same amount."""
    async with rt.unit_of_work() as uow:
        payment = await _open_payment(uow, reference, amount)
        if payment is None:
            payment = Payment(
                reference=reference,
                gateway=rt.gateways.payments.name,
                amount_minor=amount.minor,
                currency=amount.currency,
                email=email,
                description=description,
                return_url=return_url,
                created_at=uow.clock.now(),
                expires_at=expires_at,
            )
            uow.add(payment)
            _look_again(uow, payment)
    if payment.checkout_url is None:
        payment = await _call_start(rt, payment)
    return view(payment)


async def take_webhook(
    rt: Runtime, *, gateway: str, body: bytes, headers: Mapping[str, str]
) -> None:
    """Take in a gateway's event: verified, stored, and applied in one transaction.

    Raises BadSignature. A repeated event changes nothing; an event about a checkout that is not
    ours is stored and left alone.
    """
    if gateway != rt.gateways.payments.name:
        raise NotFound
    event = rt.gateways.payments.parse_webhook(body, headers)
    async with rt.unit_of_work() as uow:
        if await once.is_first(uow, source=gateway, external_id=event.event_id, payload=event.raw):
            await _apply(uow, gateway, event.charge)


async def refresh(rt: Runtime, *, payment_id: UUID) -> PaymentView:
    """Ask the gateway about a payment that is not final, and record what it says."""
    async with rt.read() as session:
        payment = await session.get(Payment, payment_id)
    if payment is None:
        raise NotFound
    if payment.state == PaymentState.captured:
        return view(payment)
    if payment.gateway_ref is None:
        payment = await _call_start(rt, payment)
    charge = await rt.gateways.payments.look_up(payment.gateway_ref or "")
    async with rt.unit_of_work() as uow:
        return view(await _apply(uow, payment.gateway, charge) or payment)


async def look(rt: Runtime, *, payment_id: str) -> None:
    """Job: ask the gateway until the payment is final, for webhooks may never come.

    Harmless twice: it only records what the gateway says.
    """
    payment = await refresh(rt, payment_id=UUID(payment_id))
    if payment.state in {PaymentState.captured, PaymentState.quarantined}:
        return
    async with rt.unit_of_work() as uow:
        row = await uow.get(Payment, payment.id, lock=True)
        now = uow.clock.now()
        if now >= row.expires_at + LAST_LOOK_AFTER_EXPIRY:
            if row.state == PaymentState.started:
                await uow.move(row, PAYMENT_FLOW, PaymentState.expired)
            return
        _look_again(uow, row)


async def take_in(
    uow: UnitOfWork, gateway: str, collected: Mapping[UUID, port.Collected]
) -> Mapping[UUID, PaymentId]:
    """Record payments made elsewhere, by reference; they can be refunded like our own.

    No fact is recorded: whoever calls knows what the money was for.
    """
    rows = [
        Payment(
            reference=reference,
            gateway=gateway,
            gateway_ref=paid.gateway_ref,
            state=PaymentState.captured,
            amount_minor=paid.amount.minor,
            currency=paid.amount.currency,
            email=paid.email,
            description=paid.description,
            return_url="",
            created_at=paid.at,
            expires_at=paid.at,
            captured_at=paid.at,
        )
        for reference, paid in collected.items()
    ]
    uow.session.add_all(rows)
    await uow.session.flush()
    return {row.reference: PaymentId(row.id) for row in rows}


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


async def _open_payment(uow: UnitOfWork, reference: UUID, amount: Money) -> Payment | None:
    """Return the payment to go on with. The lock makes a second click wait for the first."""
    await uow.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": str(reference)}
    )
    chosen = select(Payment).where(
        col(Payment.reference) == reference,
        col(Payment.state) == PaymentState.started,
        col(Payment.amount_minor) == amount.minor,
        col(Payment.currency) == amount.currency,
        col(Payment.expires_at) > uow.clock.now(),
    )
    return (await uow.session.execute(chosen.limit(1))).scalar_one_or_none()


async def _call_start(rt: Runtime, payment: Payment) -> Payment:
    checkout = await rt.gateways.payments.start(
        port.CheckoutRequest(
            payment_id=payment.id,
            amount=Money(payment.amount_minor, payment.currency),
            description=payment.description,
            email=payment.email,
            return_url=payment.return_url,
            expires_at=payment.expires_at,
        )
    )
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            update(Payment)
            .where(col(Payment.id) == payment.id)
            .values(gateway_ref=checkout.gateway_ref, checkout_url=checkout.url)
        )
    payment.gateway_ref, payment.checkout_url = checkout.gateway_ref, checkout.url
    return payment


async def _apply(uow: UnitOfWork, gateway: str, charge: port.Charge) -> Payment | None:
    """Move the payment of a charge to what the gateway says; None when it is not ours."""
    chosen = select(Payment).where(
        col(Payment.gateway) == gateway, col(Payment.gateway_ref) == charge.gateway_ref
    )
    payment = (
        await uow.session.execute(chosen.with_for_update(key_share=True))
    ).scalar_one_or_none()
    if payment is None:
        return None
    asked = Money(payment.amount_minor, payment.currency)
    if payment.state == PaymentState.started:
        payment.reason = charge.reason  # why a card was refused, while another may be tried
    state = next_state(PaymentState(payment.state), asked, charge)
    if state is None:
        return payment
    captured_at = uow.clock.now() if state is PaymentState.captured else None
    await uow.move(payment, PAYMENT_FLOW, state, captured_at=captured_at)
    if state is PaymentState.captured:
        uow.record(
            PaymentCaptured(
                PaymentId(payment.id), payment.reference, payment.amount_minor, payment.currency
            )
        )
        uow.audit(Verb.payment_captured, payment.id, minor=payment.amount_minor)
    if state is PaymentState.quarantined:
        told: dict[str, Any] = {"minor": charge.amount.minor, "currency": charge.amount.currency}
        uow.audit(Verb.payment_quarantined, payment.id, **told)
    return payment


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


def _look_again(uow: UnitOfWork, payment: Payment) -> None:
    age = uow.clock.now() - payment.created_at
    uow.enqueue(
        LOOK_JOB,
        {"payment_id": str(payment.id)},
        after=next_look(age) if age else FIRST_LOOK,
    )
