"""Sending payouts: the payout is the intent, the gateway is called, its word is recorded.

The gateway knows a payout by our id, so that a crash between any two steps is finished by the job.
"""

from datetime import timedelta
from uuid import UUID

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal
from bilten_app.domains.payouts.models import Payout
from bilten_app.domains.payouts.public import (
    PAYOUT_FLOW,
    PayoutFailed,
    PayoutPaid,
    PayoutState,
    Verb,
)
from bilten_app.domains.payouts.service.reserves import release_of
from bilten_app.domains.payouts.service.settings import settings_row, unseal
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.roles import StaffPermission
from bilten_app.ports import payees as port
from bilten_app.ports.payouts import SendRequest

SEND_JOB = "payouts.send"
LOOK_JOB = "payouts.look"
FIRST_LOOK, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
PRINTED = "Bilten payout {period}"


async def send(rt: Runtime, *, payout_id: str) -> None:
    """Job: hand a scheduled payout to the gateway. Harmless twice: it is known by our id."""
    async with rt.read() as session:
        payout = await session.get(Payout, UUID(payout_id))
    if payout is None:
        raise NotFound
    if payout.state != PayoutState.scheduled:
        return
    answer = await rt.gateways.payouts.send(
        SendRequest(
            payout_id=payout.id,
            destination=unseal(rt.vault, payout.organizer_id, payout.destination_sealed),
            amount=Money(payout.amount_minor, payout.currency),
            text=PRINTED.format(period=payout.period.partition(":")[0]),
        )
    )
    async with rt.unit_of_work() as uow:
        await _record(uow, payout.id, answer)


async def look(rt: Runtime, *, payout_id: str) -> None:
    """Job: ask where a payout is until it is final. Harmless twice: it records what is said."""
    async with rt.read() as session:
        payout = await session.get(Payout, UUID(payout_id))
    if payout is None:
        raise NotFound
    if payout.state != PayoutState.sent:
        return
    answer = await rt.gateways.payouts.look_up(payout.gateway_ref or "")
    async with rt.unit_of_work() as uow:
        await _record(uow, payout.id, answer)


async def record_return(uow: UnitOfWork, actor: Actor, *, payout_id: UUID, reason: str) -> None:
    """Record that a bank sent money back after it had arrived. For the platform's staff."""
    actor.require_staff(StaffPermission.money_manage)
    payout = await uow.get(Payout, payout_id, lock=True)
    now = uow.clock.now()
    await uow.move(payout, PAYOUT_FLOW, PayoutState.returned, done_at=now, reason=reason)
    returned = ledger.payout_returned(
        _deal(uow, payout), gateway=payout.gateway, minor=payout.amount_minor
    )
    await ledger.post(uow, [returned])
    await release_of(uow, payout)
    await _block(uow, payout, reason)
    uow.record(
        PayoutFailed(payout.id, payout.organizer_id, payout.amount_minor, payout.currency, reason)
    )
    uow.audit(Verb.returned, payout.id, reason=reason)


async def _record(uow: UnitOfWork, payout_id: UUID, answer: port.Payout) -> None:
    """Move a payout to what the gateway says; an old word changes nothing."""
    payout = await uow.get(Payout, payout_id, lock=True)
    if payout.state not in {PayoutState.scheduled, PayoutState.sent}:
        return
    if answer.state is port.PayoutState.failed:
        await _fail(uow, payout, answer)
        return
    if payout.state == PayoutState.scheduled:
        await _mark_sent(uow, payout, answer)
    if answer.state is port.PayoutState.paid:
        await uow.move(payout, PAYOUT_FLOW, PayoutState.paid, done_at=uow.clock.now())
        uow.record(PayoutPaid(payout.id, payout.organizer_id, payout.amount_minor, payout.currency))
        uow.audit(Verb.paid, payout.id)
    else:
        _look_again(uow, payout)


async def _mark_sent(uow: UnitOfWork, payout: Payout, answer: port.Payout) -> None:
    now = uow.clock.now()
    await uow.move(
        payout, PAYOUT_FLOW, PayoutState.sent, sent_at=now, gateway_ref=answer.gateway_ref
    )
    sent = ledger.payout_sent(_deal(uow, payout), gateway=payout.gateway, minor=payout.amount_minor)
    await ledger.post(uow, [sent])
    uow.audit(Verb.sent, payout.id, gateway_ref=answer.gateway_ref)


async def _fail(uow: UnitOfWork, payout: Payout, answer: port.Payout) -> None:
    """Owe the money again, and send none to this destination until it was changed."""
    was_sent = payout.state == PayoutState.sent
    await uow.move(
        payout,
        PAYOUT_FLOW,
        PayoutState.failed,
        done_at=uow.clock.now(),
        gateway_ref=answer.gateway_ref,
        reason=answer.reason,
    )
    failed = ledger.payout_failed(
        _deal(uow, payout), gateway=payout.gateway, minor=payout.amount_minor, was_sent=was_sent
    )
    await ledger.post(uow, [failed])
    await release_of(uow, payout)
    await _block(uow, payout, answer.reason)
    uow.record(
        PayoutFailed(
            payout.id, payout.organizer_id, payout.amount_minor, payout.currency, answer.reason
        )
    )
    uow.audit(Verb.failed, payout.id, reason=answer.reason)


async def _block(uow: UnitOfWork, payout: Payout, reason: str) -> None:
    """Stop payouts to a destination that refused one, unless it was changed meanwhile."""
    settings = await settings_row(uow, payout.organizer_id, payout.currency)
    if settings.destination_sealed == payout.destination_sealed:
        settings.blocked = reason


def _look_again(uow: UnitOfWork, payout: Payout) -> None:
    age = uow.clock.now() - (payout.sent_at or payout.created_at)
    wait = min(max(age / 2, FIRST_LOOK), LONGEST_WAIT)
    uow.enqueue(LOOK_JOB, {"payout_id": str(payout.id)}, after=wait)


def _deal(uow: UnitOfWork, payout: Payout) -> Deal:
    return Deal(
        payout.id,
        payout.organizer_id,
        payout.currency,
        uow.clock.now(),
        memo=payout.destination,
    )
