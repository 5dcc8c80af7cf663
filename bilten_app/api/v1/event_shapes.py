"""An event as its organizer lists it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from bilten_app.domains.events.public import Category, EventCard, EventState


class OwnEventOut(BaseModel):
    """An event as its organizer lists it."""

    id: UUID
    slug: str
    state: EventState
    title: str
    category: Category
    city: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    currency: str

    @classmethod
    def of(cls, card: EventCard) -> "OwnEventOut":
        """Return the shape of an event."""
        return cls(
            id=card.id,
            slug=card.slug,
            state=card.state,
            title=card.title,
            category=card.category,
            city=card.city,
            starts_at=card.starts_at,
            ends_at=card.ends_at,
            time_zone=card.time_zone,
            currency=card.currency,
        )


class OwnEventListOut(BaseModel):
    """One page of an organization's events, the latest start first."""

    events: list[OwnEventOut]
    next_cursor: str | None
