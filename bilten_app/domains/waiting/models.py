"""Rooms and the turns in them; entries of waiting lists, what they were offered and why not."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id

OFFERED_OR_WAITING = text("state IN ('waiting', 'offered')")


class Room(Row, table=True):
    """The waiting room of an event. Hot: one row, written once for a batch of joins.

    An automatic room was put in force at `called_at`, when more came than may go in.
    `drawn` counts who came before the opening; their numbers are known once `drawn_at` is set, and
    `seed` with them. Numbers up to `admitted` may go in; `spent_until` is up to when the rate was
    used.
    """

    __tablename__ = "waiting_rooms"
    __table_args__ = (
        CheckConstraint("mode IN ('off', 'on', 'automatic')", name="mode"),
        CheckConstraint("admitted BETWEEN 0 AND issued", name="admitted"),
        CheckConstraint("rate_per_minute BETWEEN 1 AND 60000", name="rate_per_minute"),
        CheckConstraint("at_once BETWEEN 1 AND 100000", name="at_once"),
        CheckConstraint(
            "drawn_at IS NULL OR (drawn IS NOT NULL AND seed IS NOT NULL)", name="draw"
        ),
        Index("ix_waiting_rooms_standing", "event_id", postgresql_where=text("mode <> 'off'")),
        {"postgresql_with": {"fillfactor": 50}},
    )

    event_id: UUID = Field(foreign_key="events.id", primary_key=True)
    mode: str = "off"
    in_force: bool = False
    called_at: datetime | None = moment(default=None, nullable=True)
    opens_at: datetime = moment()
    seed_hash: bytes = Field(sa_type=LargeBinary)
    sealed_seed: bytes = Field(sa_type=LargeBinary)
    seed: bytes | None = Field(default=None, sa_type=LargeBinary)
    drawn: int | None = None
    drawn_at: datetime | None = moment(default=None, nullable=True)
    issued: int = 0
    admitted: int = 0
    spent_until: datetime | None = moment(default=None, nullable=True)
    rate_per_minute: int
    at_once: int
    pass_s: int
    visit_s: int


class Turn(Row, table=True):
    """A visitor's place in a room. A visitor, and an account, has one that is not over."""

    __tablename__ = "waiting_turns"
    __table_args__ = (
        Index("uq_waiting_turns_number", "event_id", "number", unique=True),
        Index(
            "uq_waiting_turns_visitor",
            "event_id",
            "visitor",
            unique=True,
            postgresql_where=text("over_at IS NULL"),
        ),
        Index(
            "uq_waiting_turns_user",
            "event_id",
            "user_id",
            unique=True,
            postgresql_where=text("over_at IS NULL AND user_id IS NOT NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    event_id: UUID = Field(foreign_key="waiting_rooms.event_id")
    visitor: str
    user_id: UUID | None = Field(default=None, foreign_key="users.id")
    joined_at: datetime = moment()
    number: int | None = None
    entered_at: datetime | None = moment(default=None, nullable=True)
    over_at: datetime | None = moment(default=None, nullable=True)


class TurnHold(Row, table=True):
    """Places that were taken with the pass of a turn."""

    __tablename__ = "waiting_turn_holds"

    hold_id: UUID = Field(primary_key=True)
    turn_id: UUID = Field(foreign_key="waiting_turns.id")


class Admission(Row, table=True):
    """From `at` on, numbers up to `up_to` may go in."""

    __tablename__ = "waiting_admissions"

    event_id: UUID = Field(foreign_key="waiting_rooms.event_id", primary_key=True)
    up_to: int = Field(primary_key=True)
    at: datetime = moment()


class Entry(Row, table=True):
    """Somebody who waits for places of a ticket type: `quantity`, or at least `least` of them.

    `skipped_free` is how many places there were when they were last passed over.
    """

    __tablename__ = "waiting_entries"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'offered', 'accepted', 'lapsed', 'left', 'over')", name="state"
        ),
        CheckConstraint("least BETWEEN 1 AND quantity", name="least"),
        Index(
            "uq_waiting_entries_email",
            "ticket_type_id",
            text("lower(email)"),
            unique=True,
            postgresql_where=OFFERED_OR_WAITING,
        ),
        Index(
            "ix_waiting_entries_line",
            "pool_id",
            "id",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_waiting_entries_event", "event_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    event_id: UUID = Field(foreign_key="events.id")
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id")
    pool_id: UUID = Field(foreign_key="pools.id")
    name: str
    email: str
    locale: str
    user_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    quantity: int
    least: int
    state: str = "waiting"
    skipped_free: int | None = None
    joined_at: datetime = moment()
    closed_at: datetime | None = moment(default=None, nullable=True)


class Offer(Row, table=True):
    """Places held for an entry until `expires_at`; the hold has the reason `offer`."""

    __tablename__ = "waiting_offers"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'expired')", name="state"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index(
            "uq_waiting_offers_open",
            "entry_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_waiting_offers_due", "expires_at", postgresql_where=text("state = 'open'")),
        Index("ix_waiting_offers_entry", "entry_id", "offered_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    entry_id: UUID = Field(foreign_key="waiting_entries.id")
    hold_id: UUID = Field(unique=True)
    quantity: int
    state: str = "open"
    offered_at: datetime = moment()
    expires_at: datetime = moment()
    closed_at: datetime | None = moment(default=None, nullable=True)


class Skip(Row, table=True):
    """An entry that was passed over: `free` places were there, too few for the group."""

    __tablename__ = "waiting_skips"
    __table_args__ = (Index("ix_waiting_skips_entry", "entry_id", "at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    entry_id: UUID = Field(foreign_key="waiting_entries.id")
    at: datetime = moment()
    reason: str
    free: int
    least: int
