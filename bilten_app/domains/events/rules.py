"""When a wall time really is, what an event may say, and what it needs before it is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale

from bilten_app.domains.events.public import (
    MAX_GALLERY,
    MAX_REFUND_HOURS,
    Check,
    ClockNote,
    EventChanges,
    Step,
)
from bilten_app.kit.text import country_codes, is_currency, msgid
from bilten_app.kit.zones import zones

LONGEST = timedelta(days=31)
MAX_LENGTHS = {
    "title": 120, "summary": 280, "description": 20_000, "age_policy": 120, "refund_policy": 4000,
}  # fmt: skip
MAX_TAGS, MAX_TAG = 12, 40
MAX_LINE_UP, MAX_ACT = 60, 120

SHORT_TITLE = msgid("Give the event a title of at least 3 characters.")
TOO_LONG = msgid("This is too long. Please shorten it.")
TOO_MANY = msgid("These are too many. Please choose the most important ones.")
BAD_HOURS = msgid("Choose between the start itself and a year before it.")
BAD_LANGUAGE = msgid("Choose one of the offered languages.")
BAD_CURRENCY = msgid("Choose one of the offered currencies.")
BAD_ZONE = msgid("Choose one of the offered time zones.")
BAD_COUNTRY = msgid("Choose a country.")
ENDS_TOO_SOON = msgid("The end must be after the start.")
LASTS_TOO_LONG = msgid("An event lasts at most 31 days. Make several events instead.")
DOORS_TOO_LATE = msgid("The doors must open before the start, on the same day or the day before.")
NO_PLACE_NAME = msgid("Name the place, for example the hall or the park.")
NO_CITY = msgid("Say in which city it is.")
BAD_POSITION = msgid("Latitude goes from -90 to 90, longitude from -180 to 180.")
FOREIGN_PICTURE = msgid("This picture is not here any more. Please upload it again.")
NO_REASON = msgid("Tell the guests why, in a sentence or two.")

NEEDS_TITLE = msgid("A title")
NEEDS_SUMMARY = msgid("One or two sentences for lists and search")
NEEDS_DESCRIPTION = msgid("A description")
NEEDS_VENUE = msgid("A place")
NEEDS_FUTURE = msgid("A start in the future")
NEEDS_TICKETS = msgid("At least one ticket type")
NEEDS_REFUNDS = msgid("A sentence on refunds")


@dataclass(frozen=True, slots=True)
class Instant:
    """The instant of a wall time, and what a change of clocks did to it."""

    at: datetime
    note: ClockNote | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What the checklist looks at."""

    title: str
    summary: str
    description: str
    refund_policy: str
    has_venue: bool
    has_tickets: bool
    starts_at: datetime


def instant(wall: datetime, zone: str) -> Instant:
    """Return when a wall time is in a zone.

    A time that happens twice means the first one; a time that the clocks skip means as long
    after the change as it says (02:30 becomes 03:30). Both are noted.
    """
    there = ZoneInfo(zone)
    first = wall.replace(tzinfo=there, fold=0)
    second = wall.replace(tzinfo=there, fold=1)
    at = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return Instant(at)
    is_skipped = at.astimezone(there).replace(tzinfo=None) != wall
    return Instant(at, ClockNote.skipped if is_skipped else ClockNote.repeated)


def time_problems(
    starts_at: datetime, ends_at: datetime, doors_at: datetime | None
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the times, as (field, sentence)."""
    if ends_at <= starts_at:
        yield "ends_local", ENDS_TOO_SOON
    elif ends_at - starts_at > LONGEST:
        yield "ends_local", LASTS_TOO_LONG
    if doors_at and not starts_at - timedelta(days=1) <= doors_at <= starts_at:
        yield "doors_local", DOORS_TOO_LATE


def problems(changes: EventChanges) -> dict[str, str]:
    """Return what is wrong with the words of an edit, one sentence for each field."""
    return dict([*_word_problems(changes), *_list_problems(changes), *_choice_problems(changes)])


def venue_problems(
    *, name: str, city: str, country: str, time_zone: str, position: tuple[float, float] | None
) -> dict[str, str]:
    """Return what is wrong with a place, one sentence for each field."""
    found = {
        "name": NO_PLACE_NAME if not name else TOO_LONG if len(name) > 120 else None,
        "city": NO_CITY if not city else TOO_LONG if len(city) > 80 else None,
        "country": None if country in country_codes() else BAD_COUNTRY,
        "time_zone": None if time_zone in zones() else BAD_ZONE,
        "position": BAD_POSITION if position and not _is_on_earth(*position) else None,
    }
    return {field: text for field, text in found.items() if text}


def checklist(draft: Draft, now: datetime) -> Sequence[Check]:
    """Return what an event needs before it can be published, in the order of the steps."""
    return [
        Check(Step.basics, NEEDS_TITLE, is_done=len(draft.title) >= 3),
        Check(Step.basics, NEEDS_SUMMARY, is_done=bool(draft.summary)),
        Check(Step.basics, NEEDS_DESCRIPTION, is_done=bool(draft.description)),
        Check(Step.place, NEEDS_VENUE, is_done=draft.has_venue),
        Check(Step.place, NEEDS_FUTURE, is_done=draft.starts_at > now),
        Check(Step.tickets, NEEDS_TICKETS, is_done=draft.has_tickets),
        Check(Step.tickets, NEEDS_REFUNDS, is_done=bool(draft.refund_policy)),
    ]


def _word_problems(changes: EventChanges) -> Iterator[tuple[str, str]]:
    given = cast("Mapping[str, object]", changes)
    for field, longest in MAX_LENGTHS.items():
        if len(str(given.get(field, ""))) > longest:
            yield field, TOO_LONG
    if "title" in changes and len(changes["title"]) < 3:
        yield "title", SHORT_TITLE


def _list_problems(changes: EventChanges) -> Iterator[tuple[str, str]]:
    for field, items, most, longest in (
        ("tags", changes.get("tags", ()), MAX_TAGS, MAX_TAG),
        ("line_up", changes.get("line_up", ()), MAX_LINE_UP, MAX_ACT),
    ):
        if len(items) > most:
            yield field, TOO_MANY
        elif any(len(item) > longest for item in items):
            yield field, TOO_LONG
    if len(changes.get("gallery", ())) > MAX_GALLERY:
        yield "gallery", TOO_MANY


def _choice_problems(changes: EventChanges) -> Iterator[tuple[str, str]]:
    if "language" in changes and changes["language"] not in _languages():
        yield "language", BAD_LANGUAGE
    if "currency" in changes and not is_currency(changes["currency"]):
        yield "currency", BAD_CURRENCY
    if "time_zone" in changes and changes["time_zone"] not in zones():
        yield "time_zone", BAD_ZONE
    hours = changes.get("refund_until_hours")
    if hours is not None and not 0 <= hours <= MAX_REFUND_HOURS:
        yield "refund_until_hours", BAD_HOURS


def _is_on_earth(latitude: float, longitude: float) -> bool:
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


@cache
def _languages() -> frozenset[str]:
    return frozenset(cast("Mapping[str, str]", Locale("en").languages))
