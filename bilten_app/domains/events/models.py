"""Venues and events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, DateTime, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment, words
from bilten_app.kit.ids import new_id

SEARCH_TEXT = (
    "setweight(to_tsvector('simple', plain(title)), 'A') || "
    "setweight(to_tsvector('simple', plain(summary || ' ' || city || ' ' || venue_name)), 'B') || "
    "setweight(to_tsvector('simple', plain(description)), 'C')"
)


class Venue(Row, table=True):
    """A place where events happen."""

    __tablename__ = "venues"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id", index=True)
    name: str
    address: str
    city: str
    country: str
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str
    accessibility: str = words(default="")


class Event(Row, table=True):
    """Something people attend. `city` and `venue_name` repeat the venue for search."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'ended', 'cancelled')", name="state"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("refund_until_hours BETWEEN 0 AND 8760", name="refund_until"),
        UniqueConstraint("id", "organizer_id", name="uq_events_id_organizer"),
        Index("ix_events_search", "search", postgresql_using="gin"),
        Index("ix_events_listed", "state", "starts_at"),
        Index("ix_events_organizer", "organizer_id", "starts_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    venue_id: UUID | None = Field(default=None, foreign_key="venues.id")
    slug: str = Field(unique=True)
    state: str = "draft"
    title: str
    summary: str = words(default="")
    description: str = words(default="")
    language: str = "en"
    category: str = "other"
    tags: list[str] = document(default_factory=list)
    line_up: list[str] = document(default_factory=list)
    age_policy: str = ""
    refund_policy: str = words(default="")
    refund_until_hours: int | None = None
    currency: str = "EUR"
    city: str = ""
    country: str = ""
    venue_name: str = ""
    time_zone: str = "UTC"
    starts_local: datetime = Field(sa_type=DateTime(timezone=False))
    ends_local: datetime = Field(sa_type=DateTime(timezone=False))
    doors_local: datetime | None = Field(
        default=None, sa_type=DateTime(timezone=False), nullable=True
    )
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    doors_at: datetime | None = moment(default=None, nullable=True)
    cover_id: UUID | None = Field(default=None, foreign_key="media.id")
    gallery: list[str] = document(default_factory=list)
    featured: bool = False
    fees_passed_on: bool = True
    from_minor: int | None = None
    created_at: datetime = moment()
    published_at: datetime | None = moment(default=None, nullable=True)
    cancelled_at: datetime | None = moment(default=None, nullable=True)
    cancel_reason: str = words(default="")
    search: Any = Field(
        default=None, sa_column=Column(TSVECTOR, Computed(SEARCH_TEXT, persisted=True))
    )
