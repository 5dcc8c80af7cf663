"""The states of an event and the facts about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.facts import Fact
from bilten_app.kit.states import Flow

EventId = NewType("EventId", UUID)


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
class EventCancelled(Fact):
    """An event will not happen."""

    name = "events.cancelled"

    event_id: UUID
    organizer_id: UUID
