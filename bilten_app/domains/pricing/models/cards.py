"""Gift cards and store credit, and every movement of their balances."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, LargeBinary, text
from sqlmodel import Field

from bilten_app.infra.db import Row, minor, moment
from bilten_app.kit.ids import new_id


class Purse(Row, table=True):
    """Money of a buyer that an organizer keeps: a gift card (by code) or credit (by person).

    Of the code only a hash and the last characters are stored.
    """

    __tablename__ = "purses"
    __table_args__ = (
        CheckConstraint("kind IN ('gift_card', 'store_credit')", name="kind"),
        CheckConstraint("balance_minor >= 0", name="never_overdrawn"),
        CheckConstraint("(kind = 'gift_card') = (code_hash IS NOT NULL)", name="code"),
        CheckConstraint("(kind = 'store_credit') = (identity IS NOT NULL)", name="identity"),
        Index("uq_purses_code", "code_hash", unique=True),
        Index(
            "uq_purses_credit",
            "organizer_id",
            "identity",
            "currency",
            unique=True,
            postgresql_where=text("kind = 'store_credit'"),
        ),
        Index("ix_purses_organizer", "organizer_id", "created_at"),
        Index("ix_purses_expiry", "expires_at", postgresql_where=text("balance_minor > 0")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    kind: str
    code_hash: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    code_tail: str = ""
    identity: str | None = None
    note: str = ""
    currency: str
    issued_minor: int = minor(default=0)
    balance_minor: int = minor(default=0)
    expires_at: datetime | None = moment(default=None, nullable=True)
    paused: bool = False
    replaces_id: UUID | None = Field(default=None, foreign_key="purses.id")
    created_at: datetime = moment()


class PurseUse(Row, table=True):
    """What an order took from a purse, and what came back."""

    __tablename__ = "purse_uses"
    __table_args__ = (
        CheckConstraint("taken_minor > 0", name="taken"),
        CheckConstraint("returned_minor BETWEEN 0 AND taken_minor", name="returned"),
    )

    order_id: UUID = Field(primary_key=True)
    purse_id: UUID = Field(primary_key=True, foreign_key="purses.id", index=True)
    taken_minor: int = minor()
    returned_minor: int = minor(default=0)


class PurseEntry(Row, table=True):
    """One movement of a balance; append-only. The sum of a purse's entries is its balance."""

    __tablename__ = "purse_entries"
    __table_args__ = (
        CheckConstraint("kind IN ('issued', 'taken', 'returned', 'moved', 'expired')", name="kind"),
        Index(
            "uq_purse_entries_once",
            "purse_id",
            "kind",
            "reference",
            unique=True,
            postgresql_where=text("kind IN ('issued', 'returned')"),
        ),
        Index("ix_purse_entries_reference", "reference"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    purse_id: UUID = Field(foreign_key="purses.id")
    kind: str
    amount_minor: int = minor()
    balance_minor: int = minor()
    reference: UUID
    at: datetime = moment()
