"""Disputes: what banks ask back, our answer, and how it ends."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.payments.models import Dispute, Payment
from bilten_app.domains.payments.public import (
    DISPUTE_FLOW,
    UNDECIDED,
    DisputeDecided,
    DisputeOpened,
    DisputeOver,
    DisputeState,
    Verb,
)
from bilten_app.domains.payments.service.charges import payments_of
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id
from bilten_app.ports import payments as port

_STATES = {
    port.DisputeState.needs_response: DisputeState.opened,
    port.DisputeState.under_review: DisputeState.under_review,
    port.DisputeState.won: DisputeState.won,
    port.DisputeState.lost: DisputeState.lost,
}
_DECIDED = {DisputeState.won, DisputeState.lost}


async def take_dispute(uow: UnitOfWork, gateway: str, news: port.Dispute) -> None:
    """Record a dispute as the gateway says it is now; one about a strange payment is left alone."""
    name = gateway, news.checkout_ref
    payment = (await payments_of(uow, [name])).get(name)
    if payment is None:
        return
    dispute = await _known(uow, payment, news)
    dispute.respond_by, dispute.held_minor = news.respond_by, news.held.minor
    dispute.held_currency = news.held.currency
    dispute.fee_minor = news.fee.minor if news.fee else dispute.fee_minor
    was_inquiry, dispute.is_inquiry = dispute.is_inquiry, news.is_inquiry
    state = _STATES[news.state]
    if state in DISPUTE_FLOW.following(DisputeState(dispute.state)):
        _advance(uow, dispute, payment, state)
    if was_inquiry and not dispute.is_inquiry and state in UNDECIDED:
        _tell_opened(uow, dispute, payment)


async def submit_evidence(
    rt: Runtime, actor: Actor, *, dispute_id: UUID, evidence: port.Evidence
) -> None:
    """Answer a dispute; who may, the caller has checked. Raises DisputeOver, Unavailable.

    The answer is kept before it is sent; sent again, the gateway takes the newer one or says no.
    """
    async with rt.unit_of_work(actor) as uow:
        dispute = await uow.get(Dispute, dispute_id, lock=True)
        if dispute.state != DisputeState.opened:
            raise DisputeOver
        told = {name: value for name, value in asdict(evidence).items() if name != "pack"}
        dispute.evidence = told
        uow.audit(Verb.dispute_answered, dispute.id)
        gateway, ref = dispute.gateway, dispute.gateway_ref
    answer = await rt.gateways.payment_methods[gateway].submit_evidence(ref, evidence)
    async with rt.unit_of_work(actor) as uow:
        await take_dispute(uow, gateway, answer)


async def _known(uow: UnitOfWork, payment: Payment, news: port.Dispute) -> Dispute:
    """Return the locked row of a dispute, made and told when it is new."""
    made = await uow.session.execute(
        insert(Dispute)
        .values(
            id=new_id(),
            payment_id=payment.id,
            gateway=payment.gateway,
            gateway_ref=news.gateway_ref,
            state=DisputeState.opened,
            amount_minor=news.amount.minor,
            currency=news.amount.currency,
            reason=news.reason,
            held_minor=0,
            held_currency=news.held.currency,
            fee_minor=0,
            is_inquiry=news.is_inquiry,
            opened_at=uow.clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(col(Dispute.id))
    )
    chosen = select(Dispute).where(
        col(Dispute.gateway) == payment.gateway, col(Dispute.gateway_ref) == news.gateway_ref
    )
    dispute = (await uow.session.execute(chosen.with_for_update())).scalar_one()
    if made.scalar_one_or_none() is not None:
        _tell_opened(uow, dispute, payment)
    return dispute


def _tell_opened(uow: UnitOfWork, dispute: Dispute, payment: Payment) -> None:
    uow.record(
        DisputeOpened(
            dispute.id,
            payment.id,
            payment.gateway,
            payment.reference,
            dispute.amount_minor,
            dispute.currency,
            new_id(),
        )
    )
    uow.audit(Verb.dispute_opened, dispute.id, minor=dispute.amount_minor)


def _advance(uow: UnitOfWork, dispute: Dispute, payment: Payment, state: DisputeState) -> None:
    now, before = uow.clock.now(), dispute.state
    uow.advance(dispute, DISPUTE_FLOW, state)
    if before == DisputeState.won and state is DisputeState.opened:
        _tell_opened(uow, dispute, payment)
    if state is DisputeState.under_review:
        dispute.answered_at = dispute.answered_at or now
    if state in _DECIDED:
        dispute.decided_at = now
        uow.record(
            DisputeDecided(
                dispute.id,
                payment.id,
                payment.gateway,
                payment.reference,
                dispute.amount_minor,
                dispute.currency,
                dispute.fee_minor,
                state is DisputeState.won,
                new_id(),
            )
        )
        uow.audit(Verb.dispute_decided, dispute.id, state=state.value)
