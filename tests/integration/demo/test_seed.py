"""The demo fills an empty database once, whatever interrupts it, and tells nobody."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import text

from bilten_app.bootstrap import House
from bilten_app.demo.accounts import FAN, ORGANIZER
from bilten_app.demo.content import EVENTS, Event
from bilten_app.demo.seed import fill
from bilten_app.demo.seed.carts import carts
from bilten_app.demo.seed.town import Town, places, sold
from bilten_app.domains.identity import service as identity
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.tickets import queries as tickets
from bilten_app.kit.actor import GUEST
from bilten_app.kit.clock import FrozenClock
from tests.conftest import NOON
from tests.people import given_user

SMALL = tuple(
    event
    for event in EVENTS
    if event.slug in {"dumpling-parliament", "the-salt-letters", "field-recording-weekend"}
)
AT_ONCE = 14
MOST_KILLS = 40
_TOLD = "SELECT count(*) FROM facts WHERE dispatched_at IS NULL"
_ADMITTED = (
    "SELECT count(*) = (SELECT round(count(*) * 0.95) FROM tickets k JOIN events e"
    " ON e.id = k.event_id WHERE e.state = 'ended' AND k.state = 'valid') FROM admissions"
)
_ORDERS = "SELECT e.title, o.state, o.paid_at FROM orders o JOIN events e ON e.id = o.event_id"


class Killed(Exception):
    """The process ended here."""


@pytest.fixture
def town(clock: FrozenClock) -> Town:
    return Town(clock.now(), SMALL)


async def rows(house: House, statement: str) -> list[tuple[object, ...]]:
    async with house.rt.read() as session:
        return [tuple(row) for row in await session.execute(text(statement))]


async def fill_small(house: House, only: tuple[Event, ...] = SMALL) -> list[str]:
    said: list[str] = []
    await fill(house, said.append, only)
    return said


async def require_complete(house: House, town: Town) -> None:
    """Everything is there, exactly as planned, and once."""
    planned = Counter(
        (event.title, "cancelled" if is_back else "paid", cart.at)
        for event in town.events
        for cart in carts(town)[event.slug]
        for is_back in [cart.is_given_back or event.stage == "cancelled"]
    )
    async with house.rt.read() as session:
        assert not await inventory.drifts(session)
    assert Counter(await rows(house, _ORDERS)) == planned
    assert sorted(await rows(house, "SELECT slug, state FROM events")) == [
        ("field-recording-weekend", "draft"),
        ("the-dumpling-parliament", "ended"),
        ("the-salt-letters", "cancelled"),
    ]
    assert await rows(house, "SELECT count(*) FROM organizers") == [(3,)]
    assert await rows(house, "SELECT count(*) FROM refunds WHERE state <> 'done'") == [(0,)]
    assert await rows(house, "SELECT count(*) FROM pgqueuer") == [(0,)]
    assert await rows(house, "SELECT count(*) FROM devices WHERE state = 'active'") == [(2,)]
    assert await rows(house, "SELECT count(*) FROM incidents") == [(1,)]
    assert await rows(house, _ADMITTED) == [(True,)]
    assert await rows(house, _TOLD) == [(0,)]


async def test_a_second_seeding_changes_nothing(house: House, town: Town):
    await fill_small(house)
    await require_complete(house, town)
    before = await rows(house, "SELECT count(*), max(id) FROM audit_lines")

    said = await fill_small(house)

    assert said == []
    assert await rows(house, "SELECT count(*), max(id) FROM audit_lines") == before


async def test_a_seeding_killed_again_and_again_ends_as_if_it_never_was(
    house: House, town: Town, clock: FrozenClock
):
    left = 0

    def die_in_time(_connection: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    hooks.listen(house.rt.engine.sync_engine, "commit", die_in_time)
    kills = 0
    while kills < MOST_KILLS:
        left = AT_ONCE + kills % 3
        try:
            await fill_small(house)
            break
        except Killed:
            kills += 1
            clock.move(timedelta(hours=5))
    hooks.remove(house.rt.engine.sync_engine, "commit", die_in_time)

    assert 3 < kills < MOST_KILLS
    await require_complete(house, town)


async def test_a_database_in_use_gets_no_demo(house: House):
    await given_user(house.rt)

    said = await fill_small(house)

    assert said == ["The database is in use, so it gets no demo."]
    assert await rows(house, "SELECT count(*) FROM events") == [(0,)]


async def test_the_demo_accounts_sign_in_with_their_rights(house: House):
    await fill_small(house)

    actors = []
    for account in (ORGANIZER, FAN):
        signed_in = await identity.sign_in(
            house.rt, GUEST, email=account.email, password=account.password, address=account.email
        )
        actors.append(
            await organizers.actor_of(house.rt, session_token=signed_in.token, visitor=None)
        )

    organizer, fan = actors
    assert organizer.verified
    assert len(organizer.grants) == 2
    async with house.rt.read() as session:
        mine = await tickets.of_user(session, fan.require_user())
    assert {ticket.state for ticket in mine} == {"valid", "void"}


def test_the_whole_town_has_the_size_of_a_quick_start():
    ordered = carts(Town(NOON))
    sold_places = sum(sum(cart.lines.values()) for each in ordered.values() for cart in each)

    assert 800 <= sum(map(len, ordered.values())) <= 1000
    assert 2300 <= sold_places <= 2700


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.slug)
def test_a_type_is_sold_out_if_and_only_if_its_content_says_so(event: Event):
    for ticket in event.tickets:
        assert (sold(ticket) == places(ticket)) == (ticket.sold == 1)


async def test_a_show_that_is_sold_out_has_tickets_for_resale(house: House) -> None:
    full = tuple(event for event in EVENTS if event.slug == "glasshouse-sessions-dark")

    await fill_small(house, full)

    listed = "SELECT state, count(*), bool_and(price_minor <= face_minor * 11 / 10) FROM listings"
    assert await rows(house, f"{listed} GROUP BY state") == [("open", 4, True)]
