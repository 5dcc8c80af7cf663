"""Payments and refunds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from bilten_app.infra.db import Row, minor, moment
from bilten_app.kit.ids import new_id


class Payment(Row, table=True):
    """Money we asked a gateway to collect. `reference` says for what, in the words of its owner."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint(
            "state IN ('started', 'captured', 'failed', 'expired', 'quarantined')", name="state"
        ),
        CheckConstraint("refunded_minor BETWEEN 0 AND amount_minor", name="refunded"),
        Index("uq_payments_gateway_ref", "gateway", "gateway_ref", unique=True),
        Index("ix_payments_open", "expires_at", postgresql_where=text("state = 'started'")),
        Index("ix_payments_look", "look_at", postgresql_where=text("look_at IS NOT NULL")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reference: UUID = Field(index=True)
    gateway: str
    gateway_ref: str | None = None
    checkout_url: str | None = None
    state: str = "started"
    amount_minor: int = minor()
    currency: str
    refunded_minor: int = minor(default=0)
    email: str
    description: str
    return_url: str
    reason: str = ""
    created_at: datetime = moment()
    expires_at: datetime = moment()
    captured_at: datetime | None = moment(default=None, nullable=True)
    look_at: datetime | None = moment(default=None, nullable=True)


class Refund(Row, table=True):
    """Money on its way back."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'sent', 'done', 'failed')", name="state"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    payment_id: UUID = Field(foreign_key="payments.id", index=True)
    state: str = "requested"
    amount_minor: int = minor()
    currency: str
    reason: str
    gateway_ref: str | None = None
    created_at: datetime = moment()
    done_at: datetime | None = moment(default=None, nullable=True)
