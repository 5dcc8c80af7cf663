"""What banks ask for of our payments: it does not go back a second time."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.payments.models import Dispute, Payment, Refund
from bilten_app.domains.payments.public import Claim, DisputeState, PaymentState
from bilten_app.infra.db import among
from bilten_app.infra.uow import UnitOfWork


async def claims(uow: UnitOfWork, payment_ids: Collection[UUID]) -> Mapping[UUID, Claim]:
    """Return payment id → what a bank asks for or has taken; payments that no bank wants are not
    there.

    The payments are locked: no dispute about them opens or ends before the commit.
    """
    if not payment_ids:
        return {}
    named = among(col(Payment.id), payment_ids)
    await uow.session.execute(
        select(col(Payment.id))
        .where(named)
        .order_by(col(Payment.id))
        .with_for_update(key_share=True)
    )
    chosen = select(Dispute).where(
        among(col(Dispute.payment_id), payment_ids), col(Dispute.state) != DisputeState.won
    )
    found: dict[UUID, Claim] = {}
    for dispute in (await uow.session.execute(chosen)).scalars():
        before = found.get(dispute.payment_id, Claim())
        is_lost = dispute.state == DisputeState.lost
        found[dispute.payment_id] = Claim(
            is_open=before.is_open or not (is_lost or dispute.is_inquiry),
            lost_minor=before.lost_minor + (dispute.amount_minor if is_lost else 0),
            is_inquired=before.is_inquired or dispute.is_inquiry,
        )
    return found


async def is_kept(uow: UnitOfWork, *, payment_id: UUID, minor: int = 0) -> bool:
    """Whether all that was promised of a payment, and `minor` more, is left by banks for good."""
    claim = (await claims(uow, [payment_id])).get(payment_id)
    if claim is None:
        return True
    left = await left_of(uow, payment_id=payment_id)
    return not claim.is_open and claim.lost_minor + minor <= left


async def left_of(uow: UnitOfWork, *, payment_id: UUID) -> int:
    """Return what of a payment nobody has promised or sent back yet, in minor units.

    It does not look at what banks took. The payment stays locked until the commit.
    """
    payment = await uow.get(Payment, payment_id, lock=True)
    if payment.state != PaymentState.quarantined:
        return payment.amount_minor - payment.refunded_minor
    given = select(col(Refund.id)).where(col(Refund.payment_id) == payment_id).limit(1)
    is_given = (await uow.session.execute(given)).first() is not None
    return 0 if is_given else payment.seen_minor or 0
