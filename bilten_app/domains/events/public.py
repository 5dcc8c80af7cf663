"""The states of an event, the facts about it, and what others see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, TypedDict
from uuid import UUID

from bilten_app.domains.media.public import MediaView
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

EventId = NewType("EventId", UUID)

MAX_GALLERY = 6
MAX_REFUND_HOURS = 8760


class EventState(StrEnum):
    """Where an event is in its life."""

    draft = "draft"
    published = "published"
    ended = "ended"
    cancelled = "cancelled"


EVENT_FLOW = Flow[EventState](
    {
        EventState.draft: {EventState.published},
        EventState.published: {EventState.draft, EventState.ended, EventState.cancelled},
    }
)


class Category(StrEnum):
    """What kind of event; the words for people are in `web/words.py`'s catalog."""

    music = "music"
    theatre = "theatre"
    sports = "sports"
    tech = "tech"
    food = "food"
    arts = "arts"
    family = "family"
    workshops = "workshops"
    nightlife = "nightlife"
    film = "film"
    other = "other"


@dataclass(frozen=True, slots=True)
class EventPublished(Fact):
    """An event may be found and its tickets bought."""

    name = "events.published"

    event_id: UUID
    organizer_id: UUID


@dataclass(frozen=True, slots=True)
class EventChanged(Fact):
    """Something of an event that may be found is not what it was."""

    name = "events.changed"

    event_id: UUID
    organizer_id: UUID
    change_id: UUID


@dataclass(frozen=True, slots=True)
class EventCancelled(Fact):
    """An event will not happen."""

    name = "events.cancelled"

    event_id: UUID
    organizer_id: UUID


@dataclass(frozen=True, slots=True)
class EventTimes:
    """The instants of an event, and the zone of its venue."""

    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class EventSale:
    """What selling needs to know of an event."""

    id: EventId
    organizer_id: UUID
    slug: str
    title: str
    state: EventState
    currency: str
    fees_passed_on: bool
    suspended: bool = False

    @property
    def is_for_sale(self) -> bool:
        """Whether tickets may be sold: it is published, and its organizer is not suspended."""
        return self.state is EventState.published and not self.suspended


class Verb(StrEnum):
    """What the audit says about events."""

    drafted = "events.drafted"
    edited = "events.edited"
    placed = "events.venue_set"
    published = "events.published"
    cancelled = "events.cancelled"
    featured = "events.featured"
    ended = "events.ended"


class ClockNote(StrEnum):
    """What a change of clocks does to a wall time, so that pages can say it."""

    skipped = "skipped"
    repeated = "repeated"


class Step(StrEnum):
    """The steps of the editor, in order."""

    basics = "basics"
    place = "place"
    tickets = "tickets"
    look = "look"
    publish = "publish"


class EventChanges(TypedDict, total=False):
    """What may be edited; what is left out stays. Wall times are naive and of the venue's zone."""

    title: str
    summary: str
    description: str
    language: str
    category: Category
    tags: Sequence[str]
    line_up: Sequence[str]
    age_policy: str
    refund_policy: str
    refund_until_hours: int | None
    currency: str
    fees_passed_on: bool
    time_zone: str
    starts_local: datetime
    ends_local: datetime
    doors_local: datetime | None
    cover_id: UUID | None
    gallery: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class VenueView:
    """Where an event happens."""

    id: UUID
    name: str
    address: str
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    accessibility: str


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in a list."""

    id: EventId
    organizer_id: UUID
    slug: str
    state: EventState
    title: str
    summary: str
    category: Category
    city: str
    country: str
    venue_name: str
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    currency: str
    from_minor: int | None
    featured: bool
    cover: MediaView | None


@dataclass(frozen=True, slots=True)
class EventView(EventCard):
    """An event as a whole."""

    description: str
    language: str
    tags: tuple[str, ...]
    line_up: tuple[str, ...]
    age_policy: str
    refund_policy: str
    fees_passed_on: bool
    starts_local: datetime
    ends_local: datetime
    doors_local: datetime | None
    doors_at: datetime | None
    starts_note: ClockNote | None
    ends_note: ClockNote | None
    venue: VenueView | None
    gallery: tuple[MediaView, ...]
    published_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    refund_until_hours: int | None = None

    @property
    def refund_until(self) -> datetime | None:
        """Until when buyers may ask for their money back; None when there are no refunds."""
        if self.refund_until_hours is None:
            return None
        return self.starts_at - timedelta(hours=self.refund_until_hours)

    @property
    def address(self) -> str:
        """Street and number, or nothing while there is no place."""
        return self.venue.address if self.venue else ""

    @property
    def latitude(self) -> float | None:
        """Degrees north, where known."""
        return self.venue.latitude if self.venue else None

    @property
    def longitude(self) -> float | None:
        """Degrees east, where known."""
        return self.venue.longitude if self.venue else None

    @property
    def cover_id(self) -> UUID | None:
        """The id of the cover picture."""
        return self.cover.id if self.cover else None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing an event needs before it can be published, and the step where to give it."""

    step: Step
    text: str
    is_done: bool


class InvalidEvent(Invalid):
    """Something of the event cannot be saved; `problems` says what, field by field."""

    code = "invalid_event"


class NotReady(Refused):
    """The event cannot be published yet: the checklist says what is missing."""

    code = "event_not_ready"
    text = msgid("This event is not ready yet: {left} things of the checklist are open.")


class CurrencyFixed(Refused):
    """Prices were shown in this currency."""

    code = "currency_fixed"
    text = msgid("The currency cannot change any more, because the event was published.")
