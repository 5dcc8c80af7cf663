"""Payouts, when they are made, and what is held back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from bilten_app.infra.db import Row, minor, moment
from bilten_app.kit.ids import new_id


class Payout(Row, table=True):
    """Money on its way to an organizer; `period` is the stretch of time it is for."""

    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint(
            "state IN ('scheduled', 'sent', 'paid', 'failed', 'returned')", name="state"
        ),
        CheckConstraint(
            "amount_minor > 0 AND amount_minor = payable_minor + tax_minor - cash_minor",
            name="amount",
        ),
        Index(
            "uq_payouts_period",
            "organizer_id",
            "currency",
            "period",
            unique=True,
            postgresql_where=text("state NOT IN ('failed', 'returned')"),
        ),
        Index("ix_payouts_organizer", "organizer_id", "created_at"),
        Index("ix_payouts_open", "id", postgresql_where=text("state IN ('scheduled', 'sent')")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    currency: str
    period: str
    state: str = "scheduled"
    amount_minor: int = minor()
    payable_minor: int = minor()
    tax_minor: int = minor()
    cash_minor: int = minor()
    reserved_minor: int = minor(default=0)
    gateway: str
    gateway_ref: str | None = None
    destination: str
    destination_sealed: bytes = Field(sa_type=LargeBinary)
    reason: str = ""
    created_at: datetime = moment()
    sent_at: datetime | None = moment(default=None, nullable=True)
    done_at: datetime | None = moment(default=None, nullable=True)


class PayoutSettings(Row, table=True):
    """When and where to an organizer's money of one currency goes.

    `blocked` says why nothing is paid out until the destination was changed.
    """

    __tablename__ = "payout_settings"
    __table_args__ = (
        CheckConstraint(
            "schedule IN ('daily', 'weekly', 'monthly', 'manual', 'after_event')", name="schedule"
        ),
        CheckConstraint("delay_days BETWEEN 0 AND 90", name="delay"),
        CheckConstraint(
            "reserve_basis_points BETWEEN 0 AND 10000 AND reserve_days BETWEEN 0 AND 365",
            name="reserve",
        ),
        CheckConstraint("minimum_minor >= 0", name="minimum"),
    )

    organizer_id: UUID = Field(foreign_key="organizers.id", primary_key=True)
    currency: str = Field(primary_key=True)
    schedule: str = "after_event"
    delay_days: int = 5
    reserve_basis_points: int = 0
    reserve_days: int = 0
    minimum_minor: int = minor(default=0)
    destination: str = ""
    destination_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    blocked: str = ""
    changed_at: datetime = moment()


class Reserve(Row, table=True):
    """A part of a payout that is held back until `release_at`."""

    __tablename__ = "payout_reserves"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index(
            "ix_payout_reserves_held", "release_at", postgresql_where=text("released_at IS NULL")
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    payout_id: UUID = Field(foreign_key="payouts.id", index=True)
    organizer_id: UUID = Field(foreign_key="organizers.id", index=True)
    currency: str
    amount_minor: int = minor()
    held_at: datetime = moment()
    release_at: datetime = moment()
    released_at: datetime | None = moment(default=None, nullable=True)
