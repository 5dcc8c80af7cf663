"""Accounts, entries and postings.

What these tables refuse is in migration 0005: no row is changed or removed, the postings of an
entry are written by one statement, and at the commit every entry sums to zero. Postings have no
foreign keys: a key would lock the row of the account that every sale posts to.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index
from sqlmodel import Field

from bilten_app.infra.db import Row, minor, moment


class AccountRow(Row, table=True):
    """An account; the owner of the platform's own is the nil UUID."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (
        Index("uq_ledger_accounts_name", "owner_id", "kind", "gateway", "currency", unique=True),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    kind: str
    owner_id: UUID
    gateway: str
    currency: str


class EntryRow(Row, table=True):
    """Something that happened, once for each kind and reference."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        Index("uq_ledger_entries_reference", "reference", "kind", unique=True),
        Index("ix_ledger_entries_owner", "owner_id", "at"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    kind: str
    reference_kind: str
    reference: UUID
    owner_id: UUID
    subject: UUID | None = None
    at: datetime = moment()
    memo: str
    correlation_id: str


class PostingRow(Row, table=True):
    """An amount moved to (debit, positive) or from an account; `at` is the entry's."""

    __tablename__ = "ledger_postings"
    __table_args__ = (
        CheckConstraint("minor <> 0", name="minor"),
        Index(
            "ix_ledger_postings_account", "account_id", "at", "entry_id",
            postgresql_include=["minor"],
        ),
    )  # fmt: skip

    entry_id: int = Field(sa_type=BigInteger, primary_key=True)
    account_id: int = Field(sa_type=BigInteger, primary_key=True)
    at: datetime = moment()
    minor: int = minor()
