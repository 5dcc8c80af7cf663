"""A seat is held once and sold once, and its pool always agrees with it."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory import service as places_service
from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders import service as orders
from bilten_app.domains.seating import queries, service
from bilten_app.domains.seating.public import NoSeatsLeft, SeatState, SeatTaken, Section
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from tests.factories import Stage, given_event, new_guest, places
from tests.theatre import given_theatre, hold_seats, pools_of, seat_ids, seats_of, taken

HELD, SOLD, FREE = SeatState.held, SeatState.sold, SeatState.free


async def prove(rt: Runtime) -> None:
    """Check that seats, rows and counters say the same."""
    async with rt.read() as session:
        assert await queries.drifts(session) == []
        assert await inventory.drifts(session) == []


async def test_a_published_plan_says_how_many_places_there_are(rt: Runtime) -> None:
    stage = await given_theatre(rt, blocked=[0, 1])

    assert await places(rt, stage) == [(22, 0, 0), (12, 0, 0)]
    await prove(rt)


@pytest.mark.parametrize(("version", "place"), [(1, 2**31), (2**63, 0), (1, -1), (1, 36)])
async def test_there_is_no_seat_where_none_stands(rt: Runtime, version: int, place: int) -> None:
    stage = await given_theatre(rt)

    async with rt.read() as session:
        assert await queries.seat_at(session, stage.event_id, version=1, place=33) is not None
        found = await queries.seat_at(session, stage.event_id, version=version, place=place)

    assert found is None


async def test_one_of_many_carts_gets_the_seat_and_the_others_hear_what_is_near(
    rt: Runtime,
) -> None:
    stage = await given_theatre(rt)
    seat = await seat_ids(rt, stage, "A4")

    told = await asyncio.gather(
        *(hold_seats(rt, stage, seat) for _ in range(40)), return_exceptions=True
    )

    refused = [answer for answer in told if isinstance(answer, SeatTaken)]
    assert Counter(type(answer).__name__ for answer in told) == {"UUID": 1, "SeatTaken": 39}
    assert await taken(rt, stage, HELD) == ["A4"]
    offered = str(refused[0].fields["offers"]).split(" ")
    assert len(offered) == 3
    near = {str(each) for each in await seat_ids(rt, stage, "A3", "A5", "B4", "B3", "A2")}
    assert set(offered) <= near
    await prove(rt)


async def test_two_lanes_do_not_give_a_seat_twice(rt: Runtime, database: str) -> None:
    stage = await given_theatre(rt)
    [seat] = await seat_ids(rt, stage, "A4")

    told = await asyncio.gather(*(_ask_alone(rt, database, stage, seat) for _ in range(8)))

    assert Counter(told) == {"taken": 1, "seat_taken": 7}
    await prove(rt)


async def test_without_the_guards_the_same_race_gives_it_twice(rt: Runtime, database: str) -> None:
    stage = await given_theatre(rt)
    [seat] = await seat_ids(rt, stage, "A4")
    await _switch_the_guards_off(database)

    told = await asyncio.gather(*(_ask_alone(rt, database, stage, seat) for _ in range(8)))

    assert Counter(told)["taken"] > 1
    async with rt.read() as session:
        assert len(await queries.drifts(session)) == 1


async def test_a_cart_takes_all_its_seats_or_none(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    await hold_seats(rt, stage, await seat_ids(rt, stage, "B2"))

    with pytest.raises(SeatTaken):
        await hold_seats(rt, stage, await seat_ids(rt, stage, "B1", "B2", "B3"))

    assert await taken(rt, stage, HELD) == ["B2"]
    await prove(rt)


async def test_carts_in_one_batch_do_not_see_seats_of_refused_ones(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    many = [seat.id for seat in await seats_of(rt, stage)][:11]

    told = await asyncio.gather(
        hold_seats(rt, stage, many), hold_seats(rt, stage, many[:1]), return_exceptions=True
    )

    assert [type(answer).__name__ for answer in told] == ["TooManyInOrder", "UUID"]
    assert await taken(rt, stage, HELD) == ["A1"]


async def test_places_without_chosen_seats_get_the_best_ones_together(rt: Runtime) -> None:
    stage = await given_theatre(rt)

    await orders.place(rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 3})

    assert await taken(rt, stage, HELD) == ["A2", "A3", "A4"]
    await prove(rt)


async def test_seats_must_be_those_of_the_tickets(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    other = await given_theatre(rt)
    above = await seat_ids(rt, stage, "Circle A1")
    foreign = await seat_ids(rt, other, "A1")

    for seats in (above, foreign):
        with pytest.raises((NoSeatsLeft, SeatTaken)):
            await hold_seats(rt, stage, seats)

    assert await taken(rt, stage, HELD) == []
    await prove(rt)


async def test_a_hold_that_runs_out_frees_its_seats(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_theatre(rt)
    await hold_seats(rt, stage, await seat_ids(rt, stage, "A1", "A2"))

    clock.move(timedelta(minutes=16))
    async with rt.unit_of_work() as uow:
        await places_service.release_expired(uow)

    assert await taken(rt, stage, HELD) == []
    assert await places(rt, stage) == [(24, 0, 0), (12, 0, 0)]
    await prove(rt)


async def test_the_same_hold_again_is_known(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    seats, hold_id = await seat_ids(rt, stage, "A1"), new_id()
    until = rt.clock.now() + timedelta(minutes=15)

    told = [
        await service.take(
            rt, event_id=stage.event_id, hold_id=hold_id, lines={stage.types[0]: 1}, until=until,
            seats=seats,
        )
        for _ in range(2)
    ]  # fmt: skip

    assert [one.is_new for one in told] == [True, False]
    await prove(rt)


async def test_wheelchair_places_go_to_those_who_ask(rt: Runtime) -> None:
    stage = await given_theatre(rt, Section("Stalls", rows=1, seats=3), accessible=[1])
    lines = {stage.types[0]: 2}

    with pytest.raises(NoSeatsLeft):
        await orders.place(rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 3})
    await orders.place(rt, new_guest(), event_id=stage.event_id, lines=lines, accessible=True)

    assert "A2" in await taken(rt, stage, HELD)


async def test_places_sold_without_seats_cannot_be_sold_in_a_seated_pool(rt: Runtime) -> None:
    stage = await given_theatre(rt)

    with pytest.raises(SoldOut):
        async with rt.unit_of_work() as uow:
            await places_service.commit(uow, hold_ids=(), tickets={stage.types[0]: 1})

    assert await places(rt, stage) == [(24, 0, 0), (12, 0, 0)]


async def test_events_without_seats_know_nothing_of_them(rt: Runtime) -> None:
    stage = await given_event(rt)

    await orders.place(rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 2})

    assert await places(rt, stage) == [(98, 2, 0)]
    assert len(await pools_of(rt, stage)) == 1


async def _ask_alone(rt: Runtime, database: str, stage: Stage, seat: UUID) -> str:
    """Ask on a connection of one's own, as another process would."""
    connection = await asyncpg.connect(database.replace("+asyncpg", ""))
    now = rt.clock.now()
    request = (
        f'[{{"hold": "{new_id()}", "at": "{now.isoformat()}",'
        f' "expires": "{(now + timedelta(minutes=15)).isoformat()}",'
        f' "lines": [["{stage.types[0]}", 1]], "unlocked": [], "seats": ["{seat}"]}}]'
    )
    try:
        return str(await connection.fetchval("SELECT outcome FROM take_carts($1::jsonb)", request))
    finally:
        await connection.close()


async def _switch_the_guards_off(database: str) -> None:
    """Let the function look at no state: neither before it claims a seat, nor while, nor after."""
    connection = await asyncpg.connect(database.replace("+asyncpg", ""))
    try:
        source: str = await connection.fetchval(
            "SELECT pg_get_functiondef('take_carts(jsonb)'::regprocedure)"
        )
        changed = (
            source.replace("AND s.state = 'free'", "")
            .replace("cardinality(wrong) > 0", "false")
            .replace("= ANY (wrong)", "= ANY ('{}'::uuid[])")
        )
        assert changed.count("s.state = 'free'") == 0
        await connection.execute(changed)
    finally:
        await connection.close()
