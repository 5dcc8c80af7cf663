from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from bilten_app.domains.events.public import EventState, EventView
from bilten_app.domains.messaging.calendar_file import calendar_file
from tests.unit.messaging.stories import STARTS, make_event

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def read(event: EventView) -> Any:
    content = calendar_file(
        event, organizer="Nile Sound", place="Park, Cairo", url="https://x.example/e/jazz", at=NOW
    )
    return Calendar.from_ical(content)


def test_the_file_holds_the_event_in_its_own_zone() -> None:
    calendar = read(make_event())

    (entry,) = calendar.walk("VEVENT")
    (zone,) = calendar.walk("VTIMEZONE")
    assert entry.decoded("dtstart") == STARTS
    assert entry["dtstart"].params["TZID"] == zone["tzid"] == "Africa/Cairo"
    assert str(entry["location"]) == "Park, Cairo"
    assert str(entry["url"]) == "https://x.example/e/jazz"


def test_the_id_stays_when_the_event_moves() -> None:
    before, after = (read(make_event(title=title)) for title in ("Jazz", "Jazz, moved"))

    assert before.walk("VEVENT")[0]["uid"] == after.walk("VEVENT")[0]["uid"]


def test_a_cancelled_event_is_marked_in_the_calendar() -> None:
    (entry,) = read(make_event(state=EventState.cancelled)).walk("VEVENT")

    assert str(entry["status"]) == "CANCELLED"


def test_an_event_without_a_venue_has_no_place_on_the_map() -> None:
    (entry,) = read(make_event(venue=None)).walk("VEVENT")

    assert "geo" not in entry
