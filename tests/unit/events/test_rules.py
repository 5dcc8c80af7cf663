"""Wall times across clock changes, and what an event may say."""

from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.domains.events import rules
from bilten_app.domains.events.public import ClockNote, EventChanges, Step

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
READY = rules.Draft(
    title="Jazz by the Nile",
    summary="An evening on the river.",
    description="Four sets, two boats.",
    refund_policy="Until a day before.",
    has_venue=True,
    has_tickets=True,
    starts_at=NOW + timedelta(days=3),
)


@pytest.mark.parametrize(
    ("wall", "zone", "at", "note"),
    [
        ("2026-07-04T20:00", "Europe/Berlin", "2026-07-04T18:00", None),
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30", ClockNote.skipped),
        ("2026-03-29T01:59", "Europe/Berlin", "2026-03-29T00:59", None),
        ("2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00", None),
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30", ClockNote.repeated),
        ("2026-10-25T03:00", "Europe/Berlin", "2026-10-25T02:00", None),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30", ClockNote.repeated),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:45", ClockNote.skipped),
        ("2026-12-31T23:00", "Asia/Kathmandu", "2026-12-31T17:15", None),
        ("2026-07-04T20:00", "UTC", "2026-07-04T20:00", None),
    ],
)
def test_a_wall_time_is_one_instant(wall: str, zone: str, at: str, note: ClockNote | None) -> None:
    found = rules.instant(datetime.fromisoformat(wall), zone)

    assert (found.at, found.note) == (datetime.fromisoformat(at).replace(tzinfo=UTC), note)


@pytest.mark.parametrize(
    ("lasts_h", "doors_h", "problem"),
    [
        (3, None, {}),
        (3, -1, {}),
        (3, 0, {}),
        (0, None, {"ends_local": rules.ENDS_TOO_SOON}),
        (-1, None, {"ends_local": rules.ENDS_TOO_SOON}),
        (24 * 32, None, {"ends_local": rules.LASTS_TOO_LONG}),
        (3, 1, {"doors_local": rules.DOORS_TOO_LATE}),
        (3, -25, {"doors_local": rules.DOORS_TOO_LATE}),
    ],
)
def test_the_times_of_an_event_make_sense(
    lasts_h: int, doors_h: int | None, problem: dict[str, str]
) -> None:
    doors = None if doors_h is None else NOW + timedelta(hours=doors_h)

    found = dict(rules.time_problems(NOW, NOW + timedelta(hours=lasts_h), doors))

    assert found == problem


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, {}),
        ({"title": "ab"}, {"title": rules.SHORT_TITLE}),
        ({"title": "a" * 121}, {"title": rules.TOO_LONG}),
        ({"summary": "a" * 281}, {"summary": rules.TOO_LONG}),
        ({"currency": "EUR", "language": "de", "time_zone": "Africa/Cairo"}, {}),
        ({"currency": "DOG"}, {"currency": rules.BAD_CURRENCY}),
        ({"language": "klingon"}, {"language": rules.BAD_LANGUAGE}),
        ({"time_zone": "Mars/Olympus"}, {"time_zone": rules.BAD_ZONE}),
        ({"time_zone": "Etc/GMT+3"}, {"time_zone": rules.BAD_ZONE}),
        ({"tags": ["x"] * 13}, {"tags": rules.TOO_MANY}),
        ({"line_up": ["x" * 121]}, {"line_up": rules.TOO_LONG}),
    ],
)
def test_each_wrong_field_gets_its_sentence(
    changes: EventChanges, problems: dict[str, str]
) -> None:
    assert rules.problems(changes) == problems


def test_a_place_has_a_name_a_city_a_country_and_a_zone() -> None:
    found = rules.venue_problems(
        name="", city="", country="ZZ", time_zone="nowhere", position=(91, 0)
    )

    assert set(found) == {"name", "city", "country", "time_zone", "position"}


def test_a_complete_event_has_nothing_left_to_do() -> None:
    assert all(check.is_done for check in rules.checklist(READY, NOW))


def test_an_empty_draft_is_told_everything_it_lacks_step_by_step() -> None:
    empty = rules.Draft("", "", "", "", has_venue=False, has_tickets=False, starts_at=NOW)

    left = [check for check in rules.checklist(empty, NOW) if not check.is_done]

    assert len({check.text for check in left}) == len(left) == 7
    assert [check.step for check in left] == sorted(
        (check.step for check in left), key=list(Step).index
    )
