"""Payments, refunds and disputes as others see them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bilten_app.domains.payments.models import Dispute, Payment, Refund, SavedCard
from bilten_app.domains.payments.public import (
    UNDECIDED,
    CardId,
    CardState,
    CardView,
    DisputeId,
    DisputeState,
    DisputeView,
    GatewayView,
    Method,
    PaymentId,
    PaymentState,
    PaymentView,
    Quarantined,
    RefundId,
    RefundState,
    RefundView,
)
from bilten_app.domains.payments.rules import offered, why_not
from bilten_app.infra.breaker import resting
from bilten_app.infra.db import among
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.telling import Told, told_rows
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.personal import Person
from bilten_app.ports import TEST_GATEWAY
from bilten_app.ports.cards import PaidWith

_REAL = col(Payment.gateway) != TEST_GATEWAY


async def payment(session: AsyncSession, payment_id: UUID) -> PaymentView | None:
    """Return a payment, or None."""
    row = await session.get(Payment, payment_id)
    return view(row) if row else None


async def latest_of(session: AsyncSession, reference: UUID) -> PaymentView | None:
    """Return the newest payment for `reference`, or None."""
    chosen = (
        select(Payment)
        .where(col(Payment.reference) == reference)
        .order_by(col(Payment.created_at).desc(), col(Payment.id).desc())
        .limit(1)
    )
    row = (await session.execute(chosen)).scalar_one_or_none()
    return view(row) if row else None


async def cards(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, PaidWith]:
    """Return payment id → what the gateway told of what it was paid with."""
    chosen = select(col(Payment.id), col(Payment.card)).where(among(col(Payment.id), ids))
    rows = await session.execute(chosen)
    return {payment_id: PaidWith(**card) for payment_id, card in rows if card}


async def saved_cards(session: AsyncSession, user_id: UUID) -> Sequence[CardView]:
    """Return the cards that gateways remember for somebody, the newest first."""
    chosen = select(SavedCard).where(
        col(SavedCard.user_id) == user_id, col(SavedCard.state) == CardState.kept
    )
    rows = (await session.execute(chosen.order_by(col(SavedCard.id).desc()))).scalars()
    return [
        CardView(CardId(row.id), row.gateway, row.brand, row.last4, row.expires, row.saved_at)
        for row in rows
    ]


async def refunds_of(session: AsyncSession, payment_id: UUID) -> Sequence[RefundView]:
    """Return the refunds of a payment, oldest first; of those sent again, the last attempt."""
    chosen = select(Refund).where(col(Refund.payment_id) == payment_id).order_by(col(Refund.id))
    promises: dict[UUID, UUID] = {}
    last: dict[UUID, Refund] = {}
    for row in (await session.execute(chosen)).scalars():
        promise = promises.get(row.instead_of, row.id) if row.instead_of else row.id
        promises[row.id] = promise
        last[promise] = row
    return [_refund(row, promise) for promise, row in last.items()]


async def made_elsewhere(
    session: AsyncSession, payment_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[RefundView]]:
    """Return payment id → its refunds that were made, and done, in the gateway's own dashboard."""
    chosen = select(Refund).where(
        among(col(Refund.payment_id), payment_ids), col(Refund.is_external),
        col(Refund.state) == RefundState.done,
    )  # fmt: skip
    if not payment_ids:
        return {}
    found: dict[UUID, list[RefundView]] = {}
    for row in (await session.execute(chosen.order_by(col(Refund.id)))).scalars():
        found.setdefault(row.payment_id, []).append(_refund(row, row.id))
    return found


async def failed_refunds(
    session: AsyncSession,
) -> Sequence[tuple[PaymentView, RefundView]]:
    """Return refunds that did not reach a buyer and that nobody has sent again (staff).

    One made over there that never was done is nobody's promise; one that came back is.
    """
    attempt = aliased(Refund)
    chosen = (
        select(Payment, Refund)
        .join(Refund, col(Refund.payment_id) == col(Payment.id))
        .join(attempt, col(attempt.instead_of) == col(Refund.id), isouter=True)
        .where(col(Refund.state) == RefundState.failed, col(attempt.id).is_(None))
        .where(_REAL)
        .where(or_(col(Refund.is_external).is_(False), col(Refund.done_at).is_not(None)))
        .order_by(col(Refund.created_at), col(Refund.id))
        .limit(500)
    )
    return [
        (view(paid), _refund(failed, failed.id)) for paid, failed in await session.execute(chosen)
    ]


async def methods(rt: Runtime, amount: Money, *, is_test: bool = False) -> Sequence[Method]:
    """Return the ways to pay an amount, in the order they are offered."""
    async with rt.read() as session:
        down = await resting(session, rt.clock.now())
    choices = [rt.gateways.payment_methods[name] for name in offered(rt.gateways, is_test=is_test)]
    return [
        Method(
            one.name, one.kinds, why_not(one, amount, down.keys()), down_since=down.get(one.name)
        )
        for one in choices
    ]


async def down(rt: Runtime) -> Collection[str]:
    """Return the names of gateways that are left alone now: little to ask for, and often."""
    async with rt.read() as session:
        return (await resting(session, rt.clock.now())).keys()


async def gateways(rt: Runtime) -> Sequence[GatewayView]:
    """Return every gateway that has its keys, those that are offered first (staff)."""
    async with rt.read() as session:
        down = await resting(session, rt.clock.now())
        counted = select(col(Payment.gateway), func.count()).where(
            col(Payment.state) == PaymentState.started
        )
        rows = await session.execute(counted.group_by(col(Payment.gateway)))
        waiting = {row[0]: row[1] for row in rows}
    known = rt.gateways.offered
    return [
        GatewayView(one.name, one.kinds, one.name in known, down.get(one.name),
                    waiting.get(one.name, 0))
        for one in sorted(rt.gateways.payment_methods.values(), key=lambda g: g.name not in known)
        if one.name != TEST_GATEWAY
    ]  # fmt: skip


async def held_up(session: AsyncSession, rt: Runtime) -> Collection[UUID] | None:
    """Return what cannot be paid because its gateway is down, by reference; None for everything.

    Nothing at all can be paid when nobody answers who is offered.
    """
    down = await resting(session, rt.clock.now())
    if not down:
        return ()
    if down.keys() >= set(rt.gateways.offered):
        return None
    chosen = select(col(Payment.reference)).where(
        col(Payment.state) == PaymentState.started,
        col(Payment.expires_at) > rt.clock.now(),
        col(Payment.gateway).in_(down),
    )
    return (await session.execute(chosen)).scalars().all()


async def disputes(
    session: AsyncSession, *, payment_ids: Sequence[UUID] | None = None
) -> Sequence[DisputeView]:
    """Return disputes, those that wait for us first; of some payments, or of all (staff)."""
    chosen = select(Dispute, col(Payment.reference)).join(
        Payment, col(Payment.id) == col(Dispute.payment_id)
    )
    wanted = _REAL if payment_ids is None else among(col(Dispute.payment_id), payment_ids)
    waits = col(Dispute.state) == DisputeState.opened
    rows = await session.execute(
        chosen.where(wanted)
        .order_by(waits.desc(), col(Dispute.respond_by), col(Dispute.id).desc())
        .limit(500)
    )
    return [_dispute(row, reference) for row, reference in rows]


async def dispute(session: AsyncSession, dispute_id: UUID) -> DisputeView:
    """Return a dispute, or raise NotFound. Not for doors: the caller knows why it may."""
    chosen = (
        select(Dispute, col(Payment.reference))
        .join(Payment, col(Payment.id) == col(Dispute.payment_id))
        .where(col(Dispute.id) == dispute_id)
    )
    found = (await session.execute(chosen)).one_or_none()
    if found is None:
        raise NotFound
    return _dispute(*found)


async def undecided(session: AsyncSession, references: Collection[UUID]) -> int:
    """Return how many banks still ask for money of what was paid for these."""
    chosen = (
        select(func.count())
        .select_from(Dispute)
        .join(Payment, col(Payment.id) == col(Dispute.payment_id))
        .where(
            col(Payment.reference).in_(references),
            col(Dispute.state).in_([one.value for one in UNDECIDED]),
        )
    )
    return (await session.execute(chosen)).scalar_one()


async def quarantined(session: AsyncSession) -> Sequence[Quarantined]:
    """Return money that was set aside for staff, newest first."""
    sent_back = select(col(Refund.id)).where(col(Refund.payment_id) == col(Payment.id)).exists()
    chosen = (
        select(Payment, sent_back)
        .where(col(Payment.state) == PaymentState.quarantined, _REAL)
        .order_by(col(Payment.created_at).desc())
        .limit(500)
    )
    return [
        Quarantined(view(row), Money(row.seen_minor or 0, row.seen_currency or row.currency), done)
        for row, done in await session.execute(chosen)
    ]


def view(row: Payment) -> PaymentView:
    """Return a payment's view."""
    return PaymentView(
        id=PaymentId(row.id),
        reference=row.reference,
        gateway=row.gateway,
        state=PaymentState(row.state),
        amount=Money(row.amount_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        checkout_url=row.checkout_url,
        reason=row.reason,
        expires_at=row.expires_at,
        captured_at=row.captured_at,
        fee=Money(row.fee_minor, row.fee_currency) if row.fee_minor and row.fee_currency else None,
    )


def _refund(row: Refund, promise: UUID) -> RefundView:
    return RefundView(
        RefundId(row.id), RefundState(row.state), Money(row.amount_minor, row.currency),
        row.reason, row.created_at, row.done_at, row.is_external, RefundId(promise),
    )  # fmt: skip


def _dispute(row: Dispute, reference: UUID) -> DisputeView:
    return DisputeView(
        id=DisputeId(row.id),
        payment_id=PaymentId(row.payment_id),
        reference=reference,
        gateway=row.gateway,
        state=DisputeState(row.state),
        amount=Money(row.amount_minor, row.currency),
        held=Money(row.held_minor, row.held_currency),
        fee=Money(row.fee_minor, row.held_currency),
        is_inquiry=row.is_inquiry,
        reason=row.reason,
        respond_by=row.respond_by,
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        decided_at=row.decided_at,
    )


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return what a person paid, and the cards they saved."""
    return await told_rows(session, _PERSONAL, person)


_PERSONAL = {
    "payments": "SELECT p.state, p.amount_minor, p.currency, p.refunded_minor, p.gateway, p.email,"
    " p.card, p.created_at, p.captured_at FROM payments p WHERE lower(p.email) = :email"
    " ORDER BY p.id",
    "saved_cards": "SELECT gateway, brand, last4, expires, saved_at FROM saved_cards"
    " WHERE user_id = :user AND state = 'kept' ORDER BY id",
}
