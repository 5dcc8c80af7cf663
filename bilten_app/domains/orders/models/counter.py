"""Orders that members make: shifts at a drawer, and files of orders sold elsewhere."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from bilten_app.infra.db import Row, document, minor, moment, words
from bilten_app.kit.ids import new_id


class TillShift(Row, table=True):
    """A person's hours at a cash drawer. A person has one open shift at an organization."""

    __tablename__ = "till_shifts"
    __table_args__ = (
        CheckConstraint("float_minor >= 0 AND counted_minor >= 0", name="not_negative"),
        CheckConstraint("(closed_at IS NULL) = (counted_minor IS NULL)", name="closed"),
        Index(
            "uq_till_shifts_open", "organizer_id", "opened_by", unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_till_shifts_organizer", "organizer_id", "opened_at"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    currency: str
    opened_by: str
    opened_at: datetime = moment()
    float_minor: int = minor()
    closed_at: datetime | None = moment(default=None, nullable=True)
    counted_minor: int | None = minor(default=None, nullable=True)
    note: str = words(default="")


class TillMove(Row, table=True):
    """Money that somebody took or gave back in a shift; `tendered_minor` is what they were given.

    `reference` is what the card terminal printed.
    """

    __tablename__ = "till_moves"
    __table_args__ = (
        CheckConstraint("kind IN ('sale', 'refund')", name="kind"),
        CheckConstraint("tender IN ('cash', 'terminal')", name="tender"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("kind = 'refund' OR tendered_minor >= amount_minor", name="tendered"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    shift_id: UUID = Field(foreign_key="till_shifts.id", index=True)
    order_id: UUID = Field(foreign_key="orders.id", index=True)
    kind: str
    tender: str
    amount_minor: int = minor()
    tendered_minor: int = minor(default=0)
    reference: str = ""
    at: datetime = moment()


class OrderImport(Row, table=True):
    """A file of orders sold elsewhere; `position` is the line that was taken in last."""

    __tablename__ = "order_imports"
    __table_args__ = (
        CheckConstraint("state IN ('uploaded', 'running', 'done')", name="state"),
        Index("ix_order_imports_organizer", "organizer_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    event_id: UUID = Field(foreign_key="events.id")
    state: str = "uploaded"
    file_name: str
    content: bytes = Field(sa_type=LargeBinary)
    digest: str
    mapping: dict[str, int] = document()
    tells: bool = False
    total: int
    position: int = 0
    made: int = 0
    known: int = 0
    problems: list[Any] = document()
    made_by: str
    made_at: datetime = moment()
    finished_at: datetime | None = moment(default=None, nullable=True)


class ImportedOrder(Row, table=True):
    """The order of a reference from elsewhere: an event has each once."""

    __tablename__ = "imported_orders"

    event_id: UUID = Field(foreign_key="events.id", primary_key=True)
    reference: str = Field(primary_key=True)
    order_id: UUID
