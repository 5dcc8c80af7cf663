"""Gates, devices, scans, admissions and incidents."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id


class Gate(Row, table=True):
    """A door of an event. No classes means that every ticket class may pass."""

    __tablename__ = "gates"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id", index=True)
    number: int
    name: str
    classes: list[int] = document(default_factory=list)


class Device(Row, table=True):
    """A scanner. The enrolment link is one-time; the token dies by itself within a day."""

    __tablename__ = "devices"
    __table_args__ = (CheckConstraint("state IN ('pending', 'active', 'revoked')", name="state"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id", index=True)
    event_id: UUID = Field(foreign_key="events.id", index=True)
    gate_id: UUID = Field(foreign_key="gates.id")
    name: str = ""
    state: str = "pending"
    enrol_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    enrol_expires_at: datetime = moment()
    public_key: bytes | None = Field(default=None, sa_type=LargeBinary)
    token_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    token_expires_at: datetime | None = moment(default=None, nullable=True)
    last_seq: int = 0
    last_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    clock_offset_ms: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = moment()
    seen_at: datetime | None = moment(default=None, nullable=True)


class Scan(Row, table=True):
    """One line of a device's log, as it was uploaded; `at` is corrected by the clock's offset."""

    __tablename__ = "scans"
    __table_args__ = (Index("ix_scans_ticket", "event_id", "index"),)

    device_id: UUID = Field(foreign_key="devices.id", primary_key=True)
    seq: int = Field(primary_key=True)
    event_id: UUID = Field(foreign_key="events.id")
    gate_id: UUID = Field(foreign_key="gates.id")
    index: int | None = None
    generation: int | None = None
    direction: str
    verdict: str
    outcome: str
    at: datetime = moment()
    received_at: datetime = moment(index=True)
    entry: dict[str, Any] = document()


class Admission(Row, table=True):
    """The canonical entry of a ticket: the earliest (clock, device)."""

    __tablename__ = "admissions"

    event_id: UUID = Field(foreign_key="events.id", primary_key=True)
    index: int = Field(primary_key=True)
    device_id: UUID = Field(foreign_key="devices.id")
    seq: int
    gate_id: UUID = Field(foreign_key="gates.id")
    at: datetime = moment()


class Incident(Row, table=True):
    """A second admission of a ticket, for the organizer to look at."""

    __tablename__ = "incidents"
    __table_args__ = (UniqueConstraint("device_id", "seq"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id", index=True)
    index: int
    device_id: UUID = Field(foreign_key="devices.id")
    seq: int
    gate_id: UUID = Field(foreign_key="gates.id")
    at: datetime = moment()
    noticed_at: datetime = moment()
    seen_by: UUID | None = Field(default=None, foreign_key="users.id")
    seen_at: datetime | None = moment(default=None, nullable=True)
