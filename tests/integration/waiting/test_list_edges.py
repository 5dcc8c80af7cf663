"""The edges of a waiting list: ends, pauses, races, and who may see it."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from bilten_app.domains.events import service as events
from bilten_app.domains.events.public import EventChanges
from bilten_app.domains.orders import service as orders
from bilten_app.domains.waiting import queries, service
from bilten_app.domains.waiting.public import (
    AlreadyListed,
    EntryState,
    ListClosed,
    OfferState,
    StillOnSale,
    Wish,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Invalid, NotFound
from tests.factories import draft, new_guest
from tests.people import given_organizer
from tests.waiting import (
    assert_counted,
    change_type,
    entry_of,
    full_event,
    listed,
    release,
    tick,
)

MINUTE = timedelta(minutes=1)


async def test_fewer_places_are_taken_from_what_is_kept_before_it_is_offered(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    refs = [await listed(rt, stage) for _ in range(2)]
    await release(rt, held[0])
    await release(rt, held[1])

    await change_type(rt, stage, draft(capacity=3))
    await tick(rt, clock)

    assert [(await entry_of(rt, ref)).state for ref in refs] == [
        EntryState.offered,
        EntryState.waiting,
    ]
    await assert_counted(rt)


async def test_nothing_is_offered_after_the_sale_or_the_start(
    rt: Runtime, clock: FrozenClock
) -> None:
    closes = clock.now() + 10 * MINUTE
    stage, held = await full_event(rt, sale_closes_at=closes)
    refs = [await listed(rt, stage) for _ in range(2)]
    await release(rt, held[0])
    await tick(rt, clock)
    offer = (await entry_of(rt, refs[0])).offer
    assert offer
    assert offer.expires_at == closes

    clock.move(9 * MINUTE + timedelta(seconds=59))
    await tick(rt, clock)
    await release(rt, held[1])
    await tick(rt, clock)

    assert (await entry_of(rt, refs[0])).state is EntryState.over
    assert (await entry_of(rt, refs[1])).state is EntryState.waiting
    with pytest.raises(ListClosed):
        await listed(rt, stage, 4)
    clock.move(timedelta(days=30))
    await tick(rt, clock)
    assert (await entry_of(rt, refs[1])).state is EntryState.over
    await assert_counted(rt)


async def test_a_cancelled_event_ends_its_list(rt: Runtime, clock: FrozenClock) -> None:
    stage, _ = await full_event(rt)
    ref = await listed(rt, stage)

    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Flood")
    await tick(rt, clock)

    assert (await entry_of(rt, ref)).state is EntryState.over


async def test_an_offer_ends_with_the_sale_wherever_that_is_moved_to(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    refs = [await listed(rt, stage) for _ in range(2)]
    await release(rt, held[0])
    await release(rt, held[1])
    await tick(rt, clock)
    closes = clock.now() + 10 * MINUTE
    starts = (clock.now() + 5 * MINUTE).replace(tzinfo=None)

    await change_type(rt, stage, draft(capacity=4, sale_closes_at=closes))
    await tick(rt, clock)
    shortened = [(await entry_of(rt, ref)).offer for ref in refs]
    async with rt.unit_of_work(stage.owner) as uow:
        times = EventChanges(starts_local=starts, ends_local=starts + 60 * MINUTE)
        times |= EventChanges(time_zone="UTC", doors_local=None)
        await events.edit(uow, stage.owner, event_id=stage.event_id, **times)
    clock.move(5 * MINUTE)
    with pytest.raises(ListClosed):
        await service.accept(rt, new_guest(), entry_id=refs[0].id)
    await tick(rt, clock)

    assert [one and one.expires_at for one in shortened] == [closes, closes]
    assert {(await entry_of(rt, ref)).state for ref in refs} == {EntryState.over}
    await assert_counted(rt)


async def test_an_offer_ends_with_a_cancelled_event(rt: Runtime, clock: FrozenClock) -> None:
    stage, held = await full_event(rt)
    ref = await listed(rt, stage)
    await release(rt, held[0])
    await tick(rt, clock)

    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Flood")
    with pytest.raises(ListClosed):
        await service.accept(rt, new_guest(), entry_id=ref.id)
    await tick(rt, clock)

    entry = await entry_of(rt, ref)
    assert entry.state is EntryState.over
    assert entry.offer
    assert entry.offer.state is OfferState.expired
    await assert_counted(rt)


async def test_a_pause_of_the_sale_gives_kept_places_to_nobody_and_later_to_the_list(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    ref = await listed(rt, stage)
    await change_type(rt, stage, draft(capacity=4, paused=True))
    await tick(rt, clock)

    await release(rt, held[0])
    await tick(rt, clock)
    paused = (await entry_of(rt, ref)).state
    await change_type(rt, stage, draft(capacity=4))
    await tick(rt, clock)

    assert paused is EntryState.waiting
    assert (await entry_of(rt, ref)).state is EntryState.offered


async def test_who_can_buy_does_not_wait_and_nobody_waits_twice(rt: Runtime) -> None:
    stage, held = await full_event(rt)
    await release(rt, held[0])
    with pytest.raises(StillOnSale):
        await listed(rt, stage)
    await listed(rt, stage, 2)
    wish = Wish(stage.types[0], 3)
    join = partial(
        service.join_list, rt, new_guest(), event_id=stage.event_id, name="Noor", locale="en"
    )

    await join(wish=wish, email="noor@example.com")

    with pytest.raises(AlreadyListed):
        await join(wish=wish, email="NOOR@example.com")
    for wrong in (Wish(stage.types[0], 0), Wish(stage.types[0], 2, 3), Wish(stage.types[0], 2, 0)):
        with pytest.raises(Invalid):
            await join(wish=wrong, email="a@example.com")


async def test_two_workers_make_no_offer_twice(rt: Runtime, clock: FrozenClock) -> None:
    stage, held = await full_event(rt, 8)
    refs = [await listed(rt, stage) for _ in range(12)]
    for one in held[:6]:
        await release(rt, one)
    clock.move(timedelta(seconds=1))

    await asyncio.gather(*(service.serve_lists(rt) for _ in range(6)))

    states = [(await entry_of(rt, ref)).state for ref in refs]
    assert states == [EntryState.offered] * 6 + [EntryState.waiting] * 6
    async with rt.read() as session:
        offers = await session.execute(text("SELECT count(*) FROM waiting_offers"))
        assert offers.scalar_one() == 6
    await assert_counted(rt)


async def test_accepting_twice_at_once_and_at_the_last_moment_sells_once(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    first, second = await listed(rt, stage), await listed(rt, stage)
    await release(rt, held[0])
    await tick(rt, clock)
    clock.move(30 * MINUTE - timedelta(milliseconds=1))

    answers = await asyncio.gather(
        service.accept(rt, new_guest(), entry_id=first.id),
        service.accept(rt, new_guest(), entry_id=first.id),
        service.serve_lists(rt),
        orders.expire_due(rt),
    )
    await tick(rt, clock)

    assert answers[0] == answers[1]
    offer = (await entry_of(rt, first)).offer
    assert offer
    assert offer.state is OfferState.accepted
    assert (await entry_of(rt, second)).state is EntryState.waiting
    await assert_counted(rt)


async def test_the_list_of_an_event_is_its_organizers(rt: Runtime) -> None:
    stage, _ = await full_event(rt)
    refs = [await listed(rt, stage) for _ in range(3)]
    stranger, _ = await given_organizer(rt)

    async with rt.read() as session:
        page = await queries.entries(session, stage.owner, stage.event_id, size=2)
        rest = await queries.entries(
            session, stage.owner, stage.event_id, cursor=page.next_cursor, size=2
        )
        with pytest.raises(NotFound):
            await queries.entries(session, stranger, stage.event_id)
        with pytest.raises(NotFound):
            await queries.by_link(session, rt.vault, code=refs[0].code, secret=refs[1].secret)
        mine = await queries.by_link(session, rt.vault, code=refs[1].code, secret=refs[1].secret)

    assert [one.id for one in (*page.rows, *rest.rows)] == [ref.id for ref in refs]
    assert mine.before == 1
