"""What is to be built: which part of the content, how large, around which moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251 - the demo must come out the same at every run

from bilten_app.demo.content import EVENTS, ORGANIZERS, VENUES, Event, Organizer, TicketType, Venue

OWNED = ("atelier-lumen", "midnight-sun", "gridwork")
"""The organizations of the demo organizer: a show today, one sold out, a draft, several past."""

SMALL = 16
GROWTH = 0.34
"""A house of `SMALL` places keeps its size; beyond, the demo's grows only by this power."""

_VENUES = {venue.slug: venue for venue in VENUES}


@dataclass(frozen=True, slots=True)
class Town:
    """The demo around `base`, the moment of its first seeding."""

    base: datetime
    events: tuple[Event, ...] = EVENTS

    @property
    def organizers(self) -> list[Organizer]:
        """Who puts on these events; the demo organizer's first, in their order."""
        needed = {event.organizer for event in self.events}
        there = [one for one in ORGANIZERS if one.slug in needed]
        return sorted(there, key=lambda one: OWNED.index(one.slug) if one.slug in OWNED else 99)

    def starts(self, event: Event) -> datetime:
        """When an event begins, in the zone of its venue."""
        return event.when.local(self.base, venue_of(event).zone)

    def ends(self, event: Event) -> datetime:
        """When it is over, in the same zone."""
        return later(self.starts(event), event.minutes)

    def doors(self, event: Event) -> datetime:
        """When its doors open, in the same zone."""
        return later(self.starts(event), -event.doors_minutes)

    def is_open(self, event: Event) -> bool:
        """Whether people have come through its doors before `base`."""
        return event.attended > 0 and self.doors(event) < self.base

    def published(self, event: Event) -> datetime:
        """When an event was published: three to nine weeks before it began or the demo did."""
        days = 20 + chance("published", event.slug).random() * 40
        return min(self.base, self.starts(event)) - timedelta(days=days)


def venue_of(event: Event) -> Venue:
    """Where an event happens."""
    return _VENUES[event.venue]


def places(ticket: TicketType) -> int:
    """How many places of a kind the demo has, so that a large arena does not take minutes."""
    if ticket.places <= SMALL:
        return ticket.places
    grown = round(SMALL * (ticket.places / SMALL) ** GROWTH)
    return grown if grown < 40 else round(grown, -1)


def sold(ticket: TicketType) -> int:
    """How many of them are sold: all, if and only if the content says so."""
    there = places(ticket)
    return there if ticket.sold >= 1 else min(there - 1, round(there * ticket.sold))


def chance(*words: str) -> Random:
    """A source of chance that is the same at every run, one for each purpose."""
    return Random("/".join(words))  # noqa: S311 - not a secret


def later(moment: datetime, minutes: float) -> datetime:
    """So many real minutes later, in the same zone, whatever its clocks do meanwhile."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(moment.tzinfo)
