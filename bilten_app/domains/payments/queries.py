"""Payments and refunds as others see them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.payments.models import Payment, Refund
from bilten_app.domains.payments.public import (
    PaymentId,
    PaymentState,
    PaymentView,
    RefundId,
    RefundState,
    RefundView,
)
from bilten_app.kit.money import Money


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


async def refunds_of(session: AsyncSession, payment_id: UUID) -> Sequence[RefundView]:
    """Return the refunds of a payment, oldest first."""
    chosen = select(Refund).where(col(Refund.payment_id) == payment_id).order_by(col(Refund.id))
    return [
        RefundView(
            RefundId(row.id),
            RefundState(row.state),
            Money(row.amount_minor, row.currency),
            row.reason,
            row.created_at,
            row.done_at,
        )
        for row in (await session.execute(chosen)).scalars()
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
    )
