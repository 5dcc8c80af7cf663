"""Pools of places, the ticket types that draw on them, and holds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from bilten_app.infra.db import Row, minor, moment, words
from bilten_app.kit.ids import new_id


class Pool(Row, table=True):
    """Places that are interchangeable. Hot: narrow, and with room on its page for updates.

    `wanted` is what the organizer asked for. It may be lowered below what is sold: nothing is
    cancelled then, and `capacity`, the guard, follows it down as places come back. `list_wants` is
    the fewest places its waiting list could use: so many are kept for the list when they come free.
    """

    __tablename__ = "pools"
    __table_args__ = (
        CheckConstraint("held >= 0 AND sold >= 0 AND wanted >= 0", name="not_negative"),
        CheckConstraint("sold + held <= capacity", name="never_oversold"),
        CheckConstraint("list_wants > 0", name="list_wants"),
        Index("ix_pools_listed", "id", postgresql_where=text("list_wants IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 50}},
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id", index=True)
    capacity: int
    wanted: int
    held: int = 0
    sold: int = 0
    list_wants: int | None = None


class TicketType(Row, table=True):
    """A kind of ticket. `number` is its class in the proof (ticket-proof.md), stable for ever."""

    __tablename__ = "ticket_types"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("max_per_order BETWEEN 1 AND 100", name="max_per_order"),
        CheckConstraint("number BETWEEN 1 AND 255", name="number"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id", index=True)
    pool_id: UUID = Field(foreign_key="pools.id", index=True)
    number: int
    position: int = 0
    name: str
    note: str = words(default="")
    price_minor: int = minor()
    max_per_order: int = 10
    sale_opens_at: datetime | None = moment(default=None, nullable=True)
    sale_closes_at: datetime | None = moment(default=None, nullable=True)
    paused: bool = False
    hidden: bool = False
    rotating: bool = False


class HoldLine(Row, table=True):
    """Places of one ticket type that nobody else may take until `expires_at`."""

    __tablename__ = "holds"
    __table_args__ = (
        Index("uq_holds_list", "pool_id", unique=True, postgresql_where=text("reason = 'list'")),
    )

    hold_id: UUID = Field(primary_key=True)
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True)
    pool_id: UUID = Field(foreign_key="pools.id", index=True)
    quantity: int
    reason: str
    expires_at: datetime = moment(index=True)
