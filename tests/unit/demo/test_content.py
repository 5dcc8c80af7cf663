"""The laws of the demo content: nothing dangles, nothing is real, all can be sold."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random  # noqa: TID251 - the seed is the point
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.numbers import get_currency_precision, list_currencies

from bilten_app.demo.art import FAMILIES, MOTIFS, PALETTES
from bilten_app.demo.content import EVENTS, ORGANIZERS, VENUES, Event, Person, When, people

BASE = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONES = {venue.slug: venue.zone for venue in VENUES}
PLACES = {venue.slug: venue.places for venue in VENUES}
RESERVED = (".example", "example.org", "example.com", "example.net")


def starts(event: Event, base: datetime = BASE) -> datetime:
    return event.when.local(base, ZONES[event.venue])


def crowd(size: int) -> list[Person]:
    return list(islice(people(Random("crowd")), size))  # noqa: S311 - not a secret


def repeated(words: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {word for word in words if word in seen or seen.add(word)}


def test_there_is_enough_to_look_at():
    assert len(EVENTS) >= 40
    assert len(ORGANIZERS) >= 12
    assert len(VENUES) >= 30
    assert len({event.currency for event in EVENTS}) >= 10
    assert len({event.category for event in EVENTS}) == 10
    assert {event.language for event in EVENTS} == {"en", "de", "fr", "es", "it", "ar"}


@pytest.mark.parametrize("things", [EVENTS, ORGANIZERS, VENUES])
def test_slugs_are_unique(things):
    assert not repeated(thing.slug for thing in things)


def test_no_two_events_share_a_cover():
    assert not repeated(str(event.cover) for event in EVENTS)


def test_every_venue_lies_in_a_zone_that_exists():
    assert {venue.zone for venue in VENUES} <= available_timezones()
    assert all(-90 < venue.lat < 90 and -180 < venue.lon < 180 for venue in VENUES)


def test_every_name_an_event_uses_exists():
    organizers = {organizer.slug for organizer in ORGANIZERS}
    for event in EVENTS:
        assert event.organizer in organizers
        assert event.venue in ZONES
        assert event.cover.family in FAMILIES
        assert event.cover.beside in FAMILIES
        assert event.cover.palette in PALETTES


def test_every_organizer_has_events_and_a_mark():
    assert {organizer.slug for organizer in ORGANIZERS} == {event.organizer for event in EVENTS}
    assert {organizer.motif for organizer in ORGANIZERS} <= set(MOTIFS)


def test_currencies_are_known():
    known = list_currencies()
    used = {event.currency for event in EVENTS} | {organizer.currency for organizer in ORGANIZERS}

    assert used <= known
    assert {get_currency_precision(currency) for currency in used} == {0, 2, 3}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.slug)
def test_tickets_are_sellable(event: Event):
    assert 2 <= len(event.tickets) <= 4
    assert not repeated(ticket.name for ticket in event.tickets)
    assert sum(ticket.places for ticket in event.tickets) <= PLACES[event.venue]
    for ticket in event.tickets:
        assert ticket.places > 0
        assert ticket.price_minor >= 0
        assert 0 < ticket.per_order <= 10
        assert 0 <= ticket.sold <= 1
        assert event.on_sale_in_days is None or ticket.sold == 0


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.slug)
def test_copy_is_clean(event: Event):
    assert 2 <= len(event.about) <= 4
    assert len(event.summary) <= 100
    for words in (event.title, event.summary, *event.about):
        assert words == words.strip()
        assert "  " not in words


@pytest.mark.parametrize("days", range(7))
def test_only_what_is_over_was_attended_whatever_the_weekday(days: int):
    base = BASE + timedelta(days=days)

    for event in EVENTS:
        assert (event.attended > 0) == (starts(event, base) < base - timedelta(days=1))


def test_the_demo_is_as_fresh_next_year():
    later = BASE + timedelta(days=365)

    for event in EVENTS:
        if not event.when.clock_change:
            assert abs((starts(event, later) - starts(event)) - timedelta(days=365)).days <= 7


def test_weekdays_are_kept():
    saturday = When(1, "20:00", 5).local(BASE, "Europe/Berlin")

    assert saturday.isoformat() == "2026-11-28T20:00:00+01:00"


def test_one_event_runs_across_the_change_of_the_clocks():
    event = next(event for event in EVENTS if event.when.clock_change)

    begin = starts(event)
    end = (begin.astimezone(UTC) + timedelta(minutes=event.minutes)).astimezone(
        ZoneInfo(ZONES[event.venue])
    )

    assert begin.utcoffset() != end.utcoffset()


def test_some_events_are_sold_out_free_cancelled_and_unfinished():
    assert any(all(ticket.sold == 1 for ticket in event.tickets) for event in EVENTS)
    assert any(ticket.price_minor == 0 for event in EVENTS for ticket in event.tickets)
    assert any(ticket.rotating for event in EVENTS for ticket in event.tickets)
    assert any(event.on_sale_in_days for event in EVENTS)
    assert {event.stage for event in EVENTS} == {"draft", "published", "cancelled"}


def test_people_are_the_same_at_every_run():
    one, two = (crowd(300) for _ in range(2))

    assert one == two


def test_people_have_addresses_of_their_own_in_reserved_domains():
    found = crowd(2000)

    assert not repeated(person.email for person in found)
    assert all(person.email.isascii() and person.email.islower() for person in found)
    assert all(person.email.endswith(RESERVED) for person in found)
    assert all(organizer.email.endswith(RESERVED) for organizer in ORGANIZERS)


def test_people_come_from_many_cultures():
    found = crowd(500)

    assert len({person.language for person in found}) >= 10
    assert any("\u0600" <= person.name[0] <= "\u06ff" for person in found)
    assert len({person.name for person in found}) > 250
