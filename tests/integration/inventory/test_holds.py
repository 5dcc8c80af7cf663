"""Places are never oversold, and never lost."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from bilten_app.domains.inventory import queries, service
from bilten_app.domains.inventory.public import (
    Drift,
    NothingChosen,
    NotOnSale,
    SoldOut,
    TooManyInOrder,
    UnknownTicketType,
)
from bilten_app.infra.lane import Lane
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from tests.factories import draft, given_event, places

LATER = timedelta(minutes=15)


async def hold(rt: Runtime, lines: dict[UUID, int], hold_id: UUID | None = None) -> UUID:
    """Hold places for a quarter of an hour."""
    until = rt.clock.now() + LATER
    hold_id = hold_id or new_id()
    await service.take(rt, hold_id=hold_id, lines=lines, until=until)
    return hold_id


async def race(rt: Runtime, ticket_type: UUID, buyers: int) -> Counter[str]:
    """Let many buyers ask for one place at the same moment; count what they were told."""
    asked = [hold(rt, {ticket_type: 1}) for _ in range(buyers)]
    told = await asyncio.gather(*asked, return_exceptions=True)
    return Counter(type(answer).__name__ for answer in told)


async def test_the_last_place_goes_to_exactly_one_of_200_buyers(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=1))

    told = await race(rt, stage.types[0], 200)

    assert told == {"UUID": 1, "SoldOut": 199}
    assert await places(rt, stage) == [(0, 1, 0)]


async def test_without_the_guard_the_same_race_oversells(rt: Runtime, database: str) -> None:
    stage = await given_event(rt, draft(capacity=1))
    await _switch_the_guard_off(database)

    told = await race(rt, stage.types[0], 200)

    assert told["UUID"] > 1


@pytest.mark.parametrize("counted", ["held = capacity + 1", "sold = capacity + 1", "held = -1"])
async def test_whoever_counts_wrong_the_database_refuses(
    rt: Runtime, database: str, counted: str
) -> None:
    await given_event(rt, draft(capacity=1))

    with pytest.raises(asyncpg.CheckViolationError):
        await _run(database, f"UPDATE pools SET {counted}")


async def test_a_cart_takes_all_its_places_or_none(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(name="Balcony"), draft(name="Box", capacity=0))

    with pytest.raises(SoldOut):
        await hold(rt, {stage.types[0]: 2, stage.types[1]: 1, stage.types[2]: 1})

    assert await places(rt, stage) == [(100, 0, 0), (100, 0, 0), (0, 0, 0)]


async def test_carts_in_one_batch_do_not_see_each_others_refused_places(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=3))

    told = await asyncio.gather(
        *(hold(rt, {stage.types[0]: n}) for n in (2, 2, 1)), return_exceptions=True
    )

    assert [type(answer).__name__ for answer in told] == ["UUID", "SoldOut", "UUID"]
    assert await places(rt, stage) == [(0, 3, 0)]


async def test_the_same_hold_asked_many_times_takes_its_places_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    same = new_id()

    await asyncio.gather(*(hold(rt, {stage.types[0]: 3}, same) for _ in range(20)))

    assert await places(rt, stage) == [(97, 3, 0)]


async def test_two_processes_share_the_last_places_exactly(rt: Runtime, database: str) -> None:
    stage = await given_event(rt, draft(capacity=50))
    neighbour = replace(rt, hold_lane=Lane(database, service.HOLD_STATEMENT))

    told = await asyncio.gather(race(rt, stage.types[0], 60), race(neighbour, stage.types[0], 60))

    assert sum(counted["UUID"] for counted in told) == 50
    await neighbour.hold_lane.close()


async def test_a_hold_comes_back_once_when_its_time_is_over(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await hold(rt, {stage.types[0]: 4})
    clock.move(LATER)

    for _ in range(2):
        async with rt.unit_of_work() as uow:
            await service.release_expired(uow)

    assert await places(rt, stage) == [(100, 0, 0)]


async def test_a_hold_in_time_is_not_released(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await hold(rt, {stage.types[0]: 4})
    clock.move(LATER - timedelta(seconds=1))

    async with rt.unit_of_work() as uow:
        released = await service.release_expired(uow)

    assert released == 0
    assert await places(rt, stage) == [(96, 4, 0)]


async def test_a_capacity_below_what_is_held_cancels_nothing_and_shrinks_as_places_return(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(capacity=10))
    await hold(rt, {stage.types[0]: 6})
    async with rt.unit_of_work(stage.owner) as uow:
        scope = stage.owner.require(Permission.events_write, stage.organizer_id)
        await service.save_ticket_type(
            uow, scope, event_id=stage.event_id, draft=draft(capacity=2),
            ticket_type_id=stage.types[0],
        )  # fmt: skip
    assert await places(rt, stage) == [(0, 6, 0)]
    clock.move(LATER)

    async with rt.unit_of_work() as uow:
        await service.release_expired(uow)

    assert await places(rt, stage) == [(2, 0, 0)]


@pytest.mark.parametrize(
    ("changes", "quantity", "refusal"),
    [
        ({"max_per_order": 4}, 5, TooManyInOrder),
        ({"paused": True}, 1, NotOnSale),
        ({"hidden": True}, 1, NotOnSale),
        ({}, 0, NothingChosen),
        ({}, -1, NothingChosen),
    ],
)
async def test_what_cannot_be_held_is_refused_by_name(
    rt: Runtime, changes: dict[str, object], quantity: int, refusal: type[Exception]
) -> None:
    stage = await given_event(rt, draft(**changes), draft(name="Balcony"))

    with pytest.raises(refusal):
        await hold(rt, {stage.types[0]: quantity})

    assert await places(rt, stage) == [(100, 0, 0)] * 2


async def test_an_unknown_ticket_type_is_refused(rt: Runtime) -> None:
    with pytest.raises(UnknownTicketType):
        await hold(rt, {new_id(): 1})


async def test_a_sale_opens_and_closes_at_its_instants(rt: Runtime, clock: FrozenClock) -> None:
    opens = clock.now() + timedelta(hours=1)
    closes = opens + timedelta(hours=1)
    stage = await given_event(rt, draft(sale_opens_at=opens, sale_closes_at=closes))

    with pytest.raises(NotOnSale):
        await hold(rt, {stage.types[0]: 1})
    clock.move(timedelta(hours=1))
    await hold(rt, {stage.types[0]: 1})
    clock.move(timedelta(hours=1))
    with pytest.raises(NotOnSale):
        await hold(rt, {stage.types[0]: 1})


async def test_counters_equal_the_rows_they_count_and_a_drift_is_seen(
    rt: Runtime, database: str
) -> None:
    stage = await given_event(rt)
    await hold(rt, {stage.types[0]: 2})
    async with rt.read() as session:
        assert await queries.drifts(session) == []

    await _run(database, "UPDATE pools SET held = held + 1")

    async with rt.read() as session:
        drift = (await queries.drifts(session))[0]
    assert isinstance(drift, Drift)
    assert (drift.held, drift.counted_held) == (3, 2)


async def _switch_the_guard_off(database: str) -> None:
    connection = await asyncpg.connect(database)
    taking = await connection.fetchval("SELECT pg_get_functiondef('take_holds'::regproc)")
    assert "free[slot] < line.quantity * line.places[i]" in taking
    await connection.execute(taking.replace("free[slot] < line.quantity * line.places[i]", "false"))
    await connection.execute("ALTER TABLE pools DROP CONSTRAINT ck_pools_never_oversold")
    await connection.close()


async def _run(database: str, statement: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
