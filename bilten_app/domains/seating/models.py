"""Plans as they are edited, and the seats of the published ones."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id


class SeatPlan(Row, table=True):
    """The plan of an event. `version` grows whenever buyers get to see another one."""

    __tablename__ = "seat_plans"
    __table_args__ = (CheckConstraint("version >= 0", name="version"),)

    event_id: UUID = Field(foreign_key="events.id", primary_key=True)
    plan: dict[str, Any] = document()
    version: int = 0
    is_changed: bool = True
    stage: str = ""
    changed_at: datetime = moment()


class SeatRow(Row, table=True):
    """One seat. Its state changes under the lock of its pool only; `hold_id` says who holds it."""

    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("event_id", "section", "row", "number"),
        CheckConstraint("state IN ('free', 'held', 'sold', 'blocked')", name="state"),
        CheckConstraint("(state = 'held') = (hold_id IS NOT NULL)", name="hold"),
        Index("ix_seats_event", "event_id", "place"),
        Index("ix_seats_pool", "pool_id", "state"),
        Index("ix_seats_hold", "hold_id", postgresql_where=text("hold_id IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 80}},
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id")
    pool_id: UUID = Field(foreign_key="pools.id")
    section: str
    row: str
    number: int
    at_table: bool = False
    x: int
    y: int
    run: int
    place: int
    cost: int
    is_accessible: bool = False
    state: str = "free"
    hold_id: UUID | None = None
