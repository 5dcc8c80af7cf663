"""Finding events: words, filters, what is coming, and the page of one."""

from datetime import timedelta

import pytest

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import Found, Price, SearchQuery, When
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from tests.factories import draft, given_event

pytestmark = pytest.mark.db


async def found(rt: Runtime, query: SearchQuery) -> Found:
    async with rt.read() as session:
        return await discovery.search(session, query, at=rt.clock.now())


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (SearchQuery(), 1),
        (SearchQuery(words="jazz canal"), 1),
        (SearchQuery(words="JÀZZ"), 1),
        (SearchQuery(words="can"), 1),
        (SearchQuery(words="swing berl"), 1),
        (SearchQuery(words="jazz opera"), 0),
        (SearchQuery(words="!!! & | :* '"), 1),
        (SearchQuery(city="Berlin"), 1),
        (SearchQuery(city="Cairo"), 0),
        (SearchQuery(category="sports"), 0),
        (SearchQuery(price=Price.paid), 1),
        (SearchQuery(price=Price.free), 0),
        (SearchQuery(when=When.week), 0),
        (SearchQuery(page=10_000), 0),
        (SearchQuery(page=-1), 1),
    ],
)
async def test_words_and_filters_narrow_what_is_found(
    rt: Runtime, query: SearchQuery, count: int
) -> None:
    await given_event(rt)

    assert len((await found(rt, query)).hits) == count


async def test_a_card_shows_what_the_buyer_pays(rt: Runtime) -> None:
    await given_event(rt, draft(price_minor=2500), draft(name="Seat", price_minor=4000))

    (hit,) = (await found(rt, SearchQuery())).hits

    assert hit.from_price == Money(2603, "EUR")
    assert hit.left == 200
    assert (hit.city, hit.venue_name) == ("Berlin", "Lock House")


async def test_what_is_over_is_not_found(rt: Runtime, clock: FrozenClock) -> None:
    await given_event(rt)

    clock.move(timedelta(days=31))

    assert (await found(rt, SearchQuery())).total == 0


async def test_the_home_page_counts_what_is_coming(rt: Runtime) -> None:
    await given_event(rt)

    async with rt.read() as session:
        lineup = await discovery.line_up(session, at=rt.clock.now())

    assert [hit.title for hit in (*lineup.featured, *lineup.upcoming)] == ["Jazz by the Canal"]
    assert [(city.value, city.count) for city in lineup.cities] == [("Berlin", 1)]


async def test_a_page_is_found_by_its_address(rt: Runtime) -> None:
    await given_event(rt)
    (hit,) = (await found(rt, SearchQuery())).hits

    async with rt.read() as session:
        event = await discovery.event_page(session, hit.slug)

    assert (event.title, event.address, event.organizer) == (
        "Jazz by the Canal",
        "Quay 7",
        "Blue Note Nights",
    )


async def test_an_unknown_address_is_not_found(rt: Runtime) -> None:
    with pytest.raises(NotFound):
        async with rt.read() as session:
            await discovery.event_page(session, "nothing-here")
