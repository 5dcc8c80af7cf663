"""Types that share places, types that need several, bundles and add-ons: all or nothing."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from bilten_app.domains.inventory import queries, service
from bilten_app.domains.inventory.public import (
    AddonAlone,
    PoolInUse,
    SoldOut,
    TooManyAddons,
    UnknownTicketType,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import BiltenError, Invalid, NotFound
from bilten_app.kit.roles import Permission
from tests.factories import Stage, draft, given_event
from tests.stalls import (
    addon,
    assert_counted,
    bundle,
    given_pool,
    given_type,
    left,
    sharing,
    take,
)


async def race(rt: Runtime, *types: UUID, buyers: int) -> Counter[str]:
    """Let buyers ask for one place each at the same moment, of these types in turn."""
    asked = [take(rt, {types[i % len(types)]: 1}) for i in range(buyers)]
    told = await asyncio.gather(*asked, return_exceptions=True)
    return Counter(type(answer).__name__ for answer in told)


async def given_sharing_types(rt: Runtime, places: int) -> tuple[Stage, UUID, UUID]:
    stage = await given_event(rt)
    floor = await given_pool(rt, stage, "Main floor", places)
    early = await given_type(rt, stage, sharing(floor, name="Early bird"))
    return stage, early, await given_type(rt, stage, sharing(floor, name="Regular"))


async def test_types_that_share_places_never_sell_more_than_there_are(rt: Runtime) -> None:
    stage, early, regular = await given_sharing_types(rt, 30)

    told = await race(rt, early, regular, buyers=200)

    assert told == {"UUID": 30, "SoldOut": 170}
    assert {key: (await left(rt, stage))[key] for key in (early, regular)} == {early: 0, regular: 0}
    await assert_counted(rt)


async def test_without_the_guard_types_that_share_places_oversell(
    rt: Runtime, database: str
) -> None:
    _, early, regular = await given_sharing_types(rt, 30)
    connection = await asyncpg.connect(database)
    taking = await connection.fetchval("SELECT pg_get_functiondef('take_holds'::regproc)")
    guard = "free[slot] < line.quantity * line.places[i]"
    await connection.execute(taking.replace(guard, "false"))
    await connection.execute("ALTER TABLE pools DROP CONSTRAINT ck_pools_never_oversold")
    await connection.close()

    told = await race(rt, early, regular, buyers=200)

    assert told["UUID"] > 30


async def test_a_type_with_its_own_limit_in_a_shared_pool_needs_a_place_of_both(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    floor = await given_pool(rt, stage, "Main floor", 5)
    early = await given_type(rt, stage, sharing(floor, capacity=3))
    regular = await given_type(rt, stage, sharing(floor))
    await take(rt, {early: 2, regular: 2})

    with pytest.raises(SoldOut) as refused:
        await take(rt, {early: 2})

    assert refused.value.fields == {"left": 1, "ticket_type_id": str(early)}
    counted = await left(rt, stage)
    assert (counted[early], counted[regular]) == (1, 1)
    await assert_counted(rt)


async def test_a_bundle_with_one_part_sold_out_holds_nothing_of_the_others(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(name="Child"), draft(name="Meal", capacity=0))
    adult, child, meal = stage.types
    family = await given_type(rt, stage, bundle({adult: 2, child: 1, meal: 1}))

    with pytest.raises(SoldOut) as refused:
        await take(rt, {adult: 1, family: 1})

    assert refused.value.fields == {"left": 0, "ticket_type_id": str(family)}
    counted = await left(rt, stage)
    assert (counted[adult], counted[child], counted[family]) == (100, 100, 0)
    await assert_counted(rt)


async def test_a_bundle_takes_the_places_of_all_its_parts_and_gives_them_back_once(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(), draft(name="Child", capacity=10))
    adult, child = stage.types
    family = await given_type(rt, stage, bundle({adult: 2, child: 3}))

    await take(rt, {family: 2})

    counted = await left(rt, stage)
    assert (counted[adult], counted[child], counted[family]) == (96, 4, 1)
    await assert_counted(rt)
    clock.move(timedelta(minutes=15))
    for _ in range(2):
        async with rt.unit_of_work() as uow:
            await service.release_expired(uow)
    counted = await left(rt, stage)
    assert (counted[adult], counted[child], counted[family]) == (100, 10, 3)


async def test_a_hold_of_a_bundle_is_so_many_bundles(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(name="Child"))
    adult, child = stage.types
    family = await given_type(rt, stage, bundle({adult: 2, child: 3}))

    hold_id = await take(rt, {family: 2, adult: 1})

    async with rt.read() as session:
        held = await queries.hold(session, hold_id)
    assert held is not None
    assert {line.ticket_type_id: line.quantity for line in held.lines} == {family: 2, adult: 1}


async def test_an_add_on_is_refused_without_the_ticket_it_goes_with(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(name="Balcony"))
    standing, balcony = stage.types
    parking = await given_type(rt, stage, addon(standing, most_each=2))

    for cart, refusal in (
        ({parking: 1}, AddonAlone),
        ({balcony: 3, parking: 1}, AddonAlone),
        ({standing: 1, parking: 3}, TooManyAddons),
    ):
        with pytest.raises(refusal):
            await take(rt, cart)
    assert set((await left(rt, stage)).values()) == {100}

    await take(rt, {standing: 1, parking: 2})
    await assert_counted(rt)


async def test_an_add_on_goes_with_the_tickets_in_a_bundle_as_well(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(name="Child"))
    adult, child = stage.types
    family = await given_type(rt, stage, bundle({adult: 2, child: 1}))
    parking = await given_type(rt, stage, addon(adult))

    with pytest.raises(TooManyAddons) as refused:
        await take(rt, {family: 1, parking: 3})
    await take(rt, {family: 1, parking: 2})

    assert refused.value.fields["most"] == 2


async def test_pools_of_a_type_stay_as_they_are_while_something_of_it_is_held(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, early, _ = await given_sharing_types(rt, 30)
    await take(rt, {early: 1})

    with pytest.raises(Invalid) as refused:
        await given_type(rt, stage, draft(capacity=5), early)

    assert set(refused.value.problems) == {"pools"}
    clock.move(timedelta(minutes=15))
    async with rt.unit_of_work() as uow:
        await service.release_expired(uow)
    await given_type(rt, stage, draft(capacity=5), early)
    assert (await left(rt, stage))[early] == 5


async def test_a_shared_pool_is_removed_only_when_nothing_draws_on_it(rt: Runtime) -> None:
    stage = await given_event(rt)
    floor = await given_pool(rt, stage, "Main floor", 5)
    early = await given_type(rt, stage, sharing(floor))
    scope = stage.owner.require(Permission.events_write, stage.organizer_id)

    async with rt.unit_of_work(stage.owner) as uow:
        with pytest.raises(PoolInUse):
            await service.remove_pool(uow, scope, event_id=stage.event_id, pool_id=floor)
    await given_type(rt, stage, draft(capacity=5), early)
    async with rt.unit_of_work(stage.owner) as uow:
        await service.remove_pool(uow, scope, event_id=stage.event_id, pool_id=floor)

    async with rt.read() as session:
        assert await queries.shared_pools(session, stage.event_id) == []


async def test_what_belongs_to_another_event_makes_no_bundle_and_no_pool(rt: Runtime) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    foreign = await given_pool(rt, other, "Main floor", 5)
    mine = stage.types[0]

    for one in (bundle({mine: 1, other.types[0]: 1}), sharing(foreign), addon(other.types[0])):
        with pytest.raises(NotFound):
            await given_type(rt, stage, one)


@pytest.mark.parametrize("field", ["parts", "goes_with", "capacity", "most_each", "max_per_person"])
async def test_what_makes_no_sense_is_said_beside_its_field(rt: Runtime, field: str) -> None:
    stage = await given_event(rt)
    mine = stage.types[0]
    wrong = {
        "parts": bundle({mine: 1}),
        "goes_with": addon(),
        "capacity": sharing(),
        "most_each": addon(mine, most_each=21),
        "max_per_person": draft(max_per_person=0),
    }

    with pytest.raises(Invalid) as refused:
        await given_type(rt, stage, wrong[field])

    assert set(refused.value.problems) == {field}


async def test_two_shared_pools_of_an_event_have_two_names(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_pool(rt, stage, "Main floor", 5)

    with pytest.raises(Invalid) as refused:
        await given_pool(rt, stage, "main Floor ", 5)

    assert set(refused.value.problems) == {"name"}


async def test_an_event_counts_shared_places_once(rt: Runtime) -> None:
    stage, early, _ = await given_sharing_types(rt, 30)
    await given_type(rt, stage, addon(early))
    await given_type(rt, stage, bundle({early: 2}))

    async with rt.read() as session:
        counted = await queries.left_by_event(session, [stage.event_id])

    assert counted[stage.event_id] == 100 + 30


async def test_many_carts_of_bundles_and_parts_at_once_end_exactly(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=20), draft(name="Child", capacity=20))
    adult, child = stage.types
    family = await given_type(rt, stage, bundle({adult: 2, child: 1}))
    carts = ({family: 1}, {adult: 1}, {child: 2}, {family: 1, child: 1})

    told = await asyncio.gather(
        *(take(rt, carts[i % 4]) for i in range(80)), return_exceptions=True
    )

    assert {type(one) for one in told if isinstance(one, BiltenError)} == {SoldOut}
    assert all(count >= 0 for count in (await left(rt, stage)).values())
    await assert_counted(rt)


async def test_an_unknown_part_of_a_cart_is_named(rt: Runtime) -> None:
    stage = await given_event(rt)
    unknown = UUID(int=7)

    with pytest.raises(UnknownTicketType) as refused:
        await take(rt, {stage.types[0]: 1, unknown: 1})

    assert refused.value.fields == {"ticket_type_id": str(unknown)}
