"""What people look for, and what they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.domains.media.public import MediaView
from bilten_app.kit.money import Money
from bilten_app.kit.twins import is_test

PAGE_SIZE = 24
LAST_PAGE = 200


class When(StrEnum):
    """How soon an event should be."""

    today = "today"
    weekend = "weekend"
    week = "week"
    month = "month"


class Price(StrEnum):
    """What an event may cost."""

    free = "free"
    paid = "paid"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words and filters, as the address of the listing holds them.

    With `sandbox` it looks among the events of that test organization and nowhere else.
    """

    words: str = ""
    category: str = ""
    city: str = ""
    when: When | None = None
    price: Price | None = None
    since: datetime | None = None
    until: datetime | None = None
    currency: str = ""
    page: int = 1
    sandbox: UUID | None = None


@dataclass(frozen=True, slots=True)
class EventHit:
    """An event as a card shows it; `from_price` includes what the buyer pays in fees."""

    id: UUID
    slug: str
    title: str
    summary: str
    category: str
    city: str
    country: str
    venue_name: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    from_price: Money | None
    left: int | None
    organizer: str
    cover: MediaView | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search and how many there are in all."""

    hits: Sequence[EventHit]
    total: int
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, min(LAST_PAGE, -(-self.total // PAGE_SIZE)))


@dataclass(frozen=True, slots=True)
class Counted:
    """A filter's value and how many coming events it has."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Lineup:
    """What the home page shows."""

    featured: Sequence[EventHit] = field(default_factory=tuple)
    upcoming: Sequence[EventHit] = field(default_factory=tuple)
    categories: Sequence[Counted] = field(default_factory=tuple)
    cities: Sequence[Counted] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class EventPage:
    """Everything the event's own page says; tickets and their counts come from inventory."""

    id: UUID
    organizer_id: UUID
    slug: str
    state: str
    title: str
    summary: str
    description: str
    language: str
    category: str
    tags: Sequence[str]
    line_up: Sequence[str]
    age_policy: str
    refund_policy: str
    currency: str
    fees_passed_on: bool
    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None
    time_zone: str
    venue_name: str
    address: str
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    accessibility: str
    organizer: str
    organizer_about: str
    organizer_logo: MediaView | None
    cover: MediaView | None
    gallery: Sequence[MediaView]
    cancel_reason: str

    @property
    def is_test(self) -> bool:
        """Whether nothing of it is real."""
        return is_test(self.organizer_id)
