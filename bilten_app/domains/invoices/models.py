"""Series of numbers, and the papers that have them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from bilten_app.infra.db import Row, document, minor, moment
from bilten_app.kit.ids import new_id


class InvoiceSeries(Row, table=True):
    """The next number of an organizer's papers of one kind in one year."""

    __tablename__ = "invoice_series"
    __table_args__ = (
        CheckConstraint("kind IN ('invoice', 'credit_note')", name="kind"),
        CheckConstraint("last_number >= 0", name="last_number"),
    )

    organizer_id: UUID = Field(primary_key=True, foreign_key="organizers.id")
    kind: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last_number: int = 0


class Invoice(Row, table=True):
    """An invoice or a credit note; append-only. `cause` is the order, or the refund.

    Who bought is locked with the key of the order: once that is destroyed, nobody reads it.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("kind IN ('invoice', 'credit_note')", name="kind"),
        CheckConstraint("net_minor + tax_minor = total_minor", name="gross"),
        CheckConstraint("(kind = 'credit_note') = (corrects_id IS NOT NULL)", name="corrects"),
        Index("uq_invoices_number", "organizer_id", "kind", "year", "number", unique=True),
        Index("uq_invoices_cause", "cause", "kind", unique=True),
        Index("ix_invoices_order", "order_id"),
        Index("ix_invoices_organizer", "organizer_id", "issued_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    order_id: UUID = Field(foreign_key="orders.id")
    kind: str
    year: int
    number: int
    name: str
    cause: UUID
    corrects_id: UUID | None = Field(default=None, foreign_key="invoices.id")
    currency: str
    net_minor: int = minor()
    tax_minor: int = minor()
    total_minor: int = minor()
    content: dict[str, Any] = document()
    issued_at: datetime = moment()


class PaperKey(Row, table=True):
    """What locks the buyer on an order's papers, sealed; null once the law lets go of them."""

    __tablename__ = "paper_keys"

    order_id: UUID = Field(primary_key=True, foreign_key="orders.id")
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    destroyed_at: datetime | None = moment(default=None, nullable=True)
