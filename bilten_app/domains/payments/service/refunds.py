"""Giving money back: promised with what it is about, sent by a job, recorded.

Money may also be given back in the gateway's own dashboard: we record what was done there.
"""

from uuid import UUID

from sqlalchemy import and_, func, not_, text
from sqlmodel import col, select

from bilten_app.domains.payments.models import Payment, Refund
from bilten_app.domains.payments.public import (
    REFUND_FLOW,
    BankDecides,
    Claim,
    NotFailed,
    NothingToRefund,
    PaymentState,
    RefundDone,
    RefundFailed,
    RefundId,
    RefundState,
    Verb,
)
from bilten_app.domains.payments.service.charges import payments_of
from bilten_app.domains.payments.service.claims import claims, is_kept, left_of
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.money import Money
from bilten_app.kit.roles import StaffPermission
from bilten_app.ports import payments as port

REFUND_JOB = "payments.send_refund"
OVER_THERE = "Refunded at the payment service"
SET_ASIDE = "The amount was not the one that was asked for"
_ANSWERS = {
    port.RefundState.done: RefundState.done,
    port.RefundState.failed: RefundState.failed,
}


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
    return await _promise(uow, payment_id, Money(amount_minor, currency), reason)


async def give_back_quarantined(uow: UnitOfWork, actor: Actor, *, payment_id: UUID) -> RefundId:
    """Send money back that came in the wrong amount, once. For the platform's staff.

    What a bank has taken of it stays away. Raises NothingToRefund, BankDecides while one asks.
    """
    actor.require_staff(StaffPermission.money_manage)
    payment = await uow.get(Payment, payment_id, lock=True)
    claim = (await claims(uow, [payment_id])).get(payment_id, Claim())
    if claim.is_open:
        raise BankDecides
    left = await left_of(uow, payment_id=payment_id) - claim.lost_minor
    if payment.state != PaymentState.quarantined or left <= 0:
        raise NothingToRefund
    seen = Money(left, payment.seen_currency or payment.currency)
    return await _promise(uow, payment.id, seen, SET_ASIDE)


async def send_again(uow: UnitOfWork, *, refund_id: UUID) -> RefundId:
    """Try a refund once more that failed; what it promised stays promised.

    It is another refund to the gateway, which would repeat its old answer under the old id. One
    made over there counts when it was done and came back; else nobody promised it.
    Raises NotFailed: another attempt may be under way. BankDecides for what a bank wants.
    """
    failed = await uow.get(Refund, refund_id, lock=True)
    repeated = select(Refund.id).where(col(Refund.instead_of) == failed.id)
    was_promised = not failed.is_external or failed.done_at is not None
    if (
        failed.state != RefundState.failed
        or not was_promised
        or (await uow.session.execute(repeated)).first()
    ):
        raise NotFailed
    if not await is_kept(uow, payment_id=failed.payment_id):
        raise BankDecides
    amount = Money(failed.amount_minor, failed.currency)
    attempt = await _promise(uow, failed.payment_id, amount, failed.reason, instead_of=failed.id)
    uow.audit(Verb.refund_repeated, failed.id, attempt=str(attempt))
    return attempt


async def send_refund(rt: Runtime, *, refund_id: str) -> None:
    """Job: send a promised refund. Harmless twice: the gateway knows it by our id.

    One that failed is left alone: another attempt may be under way in its place.
    """
    async with rt.unit_of_work() as uow:
        refund = await uow.get(Refund, UUID(refund_id), lock=True)
        payment = await uow.get(Payment, refund.payment_id)
        if refund.state not in {RefundState.requested, RefundState.sent}:
            return
        if refund.state == RefundState.requested:
            await uow.move(refund, REFUND_FLOW, RefundState.sent)
    answer = await rt.gateways.payment_methods[payment.gateway].refund(
        port.RefundRequest(
            refund_id=refund.id,
            gateway_ref=payment.gateway_ref or "",
            amount=Money(refund.amount_minor, refund.currency),
            reason=refund.reason,
        )
    )
    async with rt.unit_of_work() as uow:
        locked = await uow.get(Refund, refund.id, lock=True)
        await _record(uow, locked, await uow.get(Payment, locked.payment_id), answer)


async def take_refund(uow: UnitOfWork, gateway: str, news: port.RefundNews) -> None:
    """Record a refund as the gateway says it is now; one of a strange payment is left alone."""
    name = gateway, news.checkout_ref
    payment = (await payments_of(uow, [name])).get(name)
    if payment is None:
        return
    if refund := await _known(uow, payment, news):
        was_on_its_way = refund.state == RefundState.sent
        await _record(uow, refund, payment, news.refund)
        if refund.is_external and was_on_its_way and refund.state == RefundState.failed:
            payment.refunded_minor = await _promised_without(uow, payment, refund)
    elif news.refund_id is None and news.refund.state is not port.RefundState.failed:
        _record_external(uow, payment, news)


async def _known(uow: UnitOfWork, payment: Payment, news: port.RefundNews) -> Refund | None:
    named = (
        col(Refund.gateway_ref) == news.refund.gateway_ref
        if news.refund_id is None
        else col(Refund.id) == news.refund_id
    )
    chosen = select(Refund).where(col(Refund.payment_id) == payment.id, named)
    return (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()


async def _record(uow: UnitOfWork, refund: Refund, payment: Payment, answer: port.Refund) -> None:
    """Move a locked refund to what the gateway says; a late or repeated word changes nothing."""
    refund.gateway_ref = answer.gateway_ref or refund.gateway_ref
    before, state = RefundState(refund.state), _ANSWERS.get(answer.state)
    if (
        state is None
        or before is RefundState.requested
        or state not in REFUND_FLOW.following(before)
    ):
        return
    # What came back was done once: that stays known.
    done_at = uow.clock.now() if state is RefundState.done else refund.done_at
    uow.advance(refund, REFUND_FLOW, state, done_at=done_at)
    told = _told(refund, payment)
    if state is RefundState.done:
        uow.record(RefundDone(*told, is_external=refund.is_external))
        uow.audit(Verb.refund_done, refund.id, minor=refund.amount_minor)
    else:
        uow.record(RefundFailed(*told, was_done=before is RefundState.done))
        uow.audit(Verb.refund_failed, refund.id, minor=refund.amount_minor)


async def _promised_without(uow: UnitOfWork, payment: Payment, failed: Refund) -> int:
    """Return what of a locked payment is given or promised back beside a refund that failed.

    What of ours failed stays promised, and is counted once however often it was tried.
    """
    others = select(func.coalesce(func.sum(col(Refund.amount_minor)), 0)).where(
        col(Refund.payment_id) == payment.id,
        col(Refund.id) != failed.id,
        col(Refund.instead_of).is_(None),
        not_(and_(col(Refund.is_external), col(Refund.state) == RefundState.failed)),
    )
    given = int((await uow.session.execute(others)).scalar_one())
    return min(given, payment.amount_minor)


def _record_external(uow: UnitOfWork, payment: Payment, news: port.RefundNews) -> None:
    """Write down what was given back over there; the payment is locked.

    More than is left can be on its way: then one of our own promises will fail at the gateway.
    """
    is_done = news.refund.state is port.RefundState.done
    refund = Refund(
        payment_id=payment.id,
        state=RefundState.done if is_done else RefundState.sent,
        amount_minor=news.amount.minor,
        currency=news.amount.currency,
        reason=OVER_THERE,
        gateway_ref=news.refund.gateway_ref,
        is_external=True,
        created_at=uow.clock.now(),
        done_at=uow.clock.now() if is_done else None,
    )
    uow.add(refund)
    given = payment.refunded_minor + news.amount.minor
    payment.refunded_minor = min(given, payment.amount_minor)
    if is_done:
        told = _told(refund, payment)
        uow.record(RefundDone(*told, is_external=True))
        uow.audit(Verb.refund_done, refund.id, minor=refund.amount_minor, external=True)


def _told(refund: Refund, payment: Payment) -> tuple[UUID, UUID, str, UUID, int, str]:
    """Return what the facts about a refund begin with."""
    paid = payment.id, payment.gateway, payment.reference
    return refund.id, *paid, refund.amount_minor, refund.currency


async def _promise(
    uow: UnitOfWork,
    payment_id: UUID,
    amount: Money,
    reason: str,
    *,
    instead_of: UUID | None = None,
) -> RefundId:
    """Write a refund that others may refer to at once, and queue what sends it."""
    refund = Refund(
        payment_id=payment_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        reason=reason,
        instead_of=instead_of,
        created_at=uow.clock.now(),
    )
    uow.add(refund)
    await uow.flush()
    uow.enqueue(REFUND_JOB, {"refund_id": str(refund.id)}, dedupe_key=f"refund:{refund.id}")
    uow.audit(Verb.refund_requested, refund.id, payment=str(payment_id), minor=amount.minor)
    return RefundId(refund.id)
