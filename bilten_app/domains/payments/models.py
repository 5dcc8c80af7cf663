"""Payments, refunds and disputes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from bilten_app.infra.db import Row, document, minor, moment
from bilten_app.kit.ids import new_id


class Payment(Row, table=True):
    """Money we asked a gateway to collect. `reference` says for what, in the words of its owner.

    `seen_*` is what was collected instead, when it was set aside; `fee_*` what the gateway keeps.
    `card` is what it tells of what was paid with; `challenges` asks the bank whether it is them.
    `asked_until` is how long the gateway was asked to wait: a repeated call must say the same, even
    when `expires_at` has moved since. A `customer_ref` has what is paid with remembered by the
    gateway; `method_ref` is what was remembered before.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint(
            "state IN ('started', 'captured', 'failed', 'expired', 'quarantined')", name="state"
        ),
        CheckConstraint("refunded_minor BETWEEN 0 AND amount_minor", name="refunded"),
        CheckConstraint("(state = 'quarantined') = (seen_minor IS NOT NULL)", name="seen"),
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
    asked_until: datetime = moment()
    captured_at: datetime | None = moment(default=None, nullable=True)
    look_at: datetime | None = moment(default=None, nullable=True)
    seen_minor: int | None = minor(default=None, nullable=True)
    seen_currency: str | None = None
    fee_minor: int | None = minor(default=None, nullable=True)
    fee_currency: str | None = None
    card: dict[str, str] | None = document(default=None, nullable=True)
    challenges: bool = False
    customer_ref: str = ""
    method_ref: str = ""


class Refund(Row, table=True):
    """Money on its way back; `is_external` when somebody sent it in the gateway's dashboard.

    One that failed stays as it is; the next attempt is a row of its own, `instead_of` it.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'sent', 'done', 'failed')", name="state"),
        CheckConstraint("amount_minor > 0", name="amount"),
        Index(
            "uq_refunds_gateway_ref", "payment_id", "gateway_ref", unique=True,
            postgresql_where=text("gateway_ref <> ''"),
        ),
        Index(
            "uq_refunds_instead_of", "instead_of", unique=True,
            postgresql_where=text("instead_of IS NOT NULL"),
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    payment_id: UUID = Field(foreign_key="payments.id", index=True)
    state: str = "requested"
    amount_minor: int = minor()
    currency: str
    reason: str
    gateway_ref: str | None = None
    is_external: bool = False
    instead_of: UUID | None = Field(default=None, foreign_key="refunds.id")
    created_at: datetime = moment()
    done_at: datetime | None = moment(default=None, nullable=True)


class Dispute(Row, table=True):
    """A bank asks for the money of a payment back. `held_minor` is what it has taken so far.

    Of an inquiry it takes nothing: it only asks.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        CheckConstraint("state IN ('opened', 'under_review', 'won', 'lost')", name="state"),
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("uq_disputes_gateway_ref", "gateway", "gateway_ref", unique=True),
        Index("ix_disputes_due", "respond_by", postgresql_where=text("state = 'opened'")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    payment_id: UUID = Field(foreign_key="payments.id", index=True)
    gateway: str
    gateway_ref: str
    state: str = "opened"
    amount_minor: int = minor()
    currency: str
    reason: str
    respond_by: datetime | None = moment(default=None, nullable=True)
    held_minor: int = minor(default=0)
    held_currency: str
    fee_minor: int = minor(default=0)
    is_inquiry: bool = False
    opened_at: datetime = moment()
    answered_at: datetime | None = moment(default=None, nullable=True)
    decided_at: datetime | None = moment(default=None, nullable=True)
    evidence: dict[str, Any] | None = document(default=None, nullable=True)


class PaymentCustomer(Row, table=True):
    """Under what name a gateway knows somebody who wants their cards remembered."""

    __tablename__ = "payment_customers"
    __table_args__ = (Index("uq_payment_customers_ref", "gateway", "customer_ref", unique=True),)

    user_id: UUID = Field(foreign_key="users.id", primary_key=True)
    gateway: str = Field(primary_key=True)
    customer_ref: str
    created_at: datetime = moment()


class SavedCard(Row, table=True):
    """A card that a gateway remembers, in words its owner knows it by; never a number.

    One that is gone stays as a name without words, so that news of before do not bring it back.
    """

    __tablename__ = "saved_cards"
    __table_args__ = (
        CheckConstraint("state IN ('kept', 'leaving', 'gone')", name="state"),
        CheckConstraint("last4 ~ '^[0-9]{0,4}$'", name="last4"),
        Index("uq_saved_cards_ref", "gateway", "method_ref", unique=True),
        Index("ix_saved_cards_user", "user_id", postgresql_where=text("state = 'kept'")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id")
    gateway: str
    customer_ref: str
    method_ref: str
    state: str = "kept"
    brand: str = ""
    last4: str = ""
    expires: str = ""
    saved_at: datetime = moment()
    gone_at: datetime | None = moment(default=None, nullable=True)
