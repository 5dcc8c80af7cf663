"""An event as a calendar file (RFC 5545), with the time zone it needs."""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vGeo

from bilten_app.domains.events.public import EventState, EventView

MIME = "text/calendar"


def calendar_file(event: EventView, *, organizer: str, place: str, url: str, at: datetime) -> bytes:
    """Return the file. Its id stays, so that a calendar replaces what an older mail brought."""
    zone = ZoneInfo(event.time_zone)
    entry: Any = Event()
    entry.add("uid", f"{event.id}@bilten")
    entry.add("dtstamp", at)
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("summary", event.title)
    entry.add("location", place)
    entry.add("description", f"{organizer}\n{event.summary}\n{url}")
    entry.add("url", url)
    cancelled = event.state is EventState.cancelled
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if event.venue and event.venue.latitude is not None and event.venue.longitude is not None:
        entry.add("geo", vGeo((event.venue.latitude, event.venue.longitude)))
    calendar: Any = Calendar()
    calendar.add("prodid", "-//Bilten//Tickets//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    zones = map(_zone, calendar.get_missing_tzids())
    head, event_begins, rest = bytes(calendar.to_ical()).partition(b"BEGIN:VEVENT")
    return b"".join([head, *zones, event_begins, rest])


@cache
def _zone(name: str) -> bytes:
    """Write the changes of a zone's clock; to find and write them takes longer than the rest."""
    return bytes(Timezone.from_tzid(name).to_ical())
