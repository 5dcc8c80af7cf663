"""Tickets of a full hall are changed for others of the same places: nothing has to be free."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.inventory.public import (
    NotOnSale,
    SoldOut,
    TooManyForPerson,
    TooManyInOrder,
)
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.domains.seating.public import SeatState
from bilten_app.domains.waiting.public import EntryState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.aftersale import given_paid, tickets_of
from tests.changes import CHEAP, DEAR, SAME, change, pay, sent_back
from tests.counter import is_sound
from tests.factories import Stage, given_event, order_of, places
from tests.stalls import given_pool, given_type, sharing, take
from tests.theatre import given_theatre, pools_of, taken
from tests.waiting import entry_of, listed, tick


async def given_hall(rt: Runtime, capacity: int = 2, **changes: object) -> Stage:
    """Publish an event with a hall that three types share: two at 25.00, and one at 40.00."""
    stage = await given_event(rt)
    hall = await given_pool(rt, stage, "Hall", capacity)
    types = [
        await given_type(rt, stage, sharing(hall, name="Standing")),
        await given_type(rt, stage, sharing(hall, name="Standing, late", **changes)),
        await given_type(rt, stage, sharing(hall, name="With a drink", price_minor=4000)),
    ]
    return replace(stage, types=tuple(types))


async def hall(rt: Runtime, stage: Stage) -> tuple[int, int, int]:
    """Return (left, held, sold) of the hall."""
    return (await places(rt, stage))[1]


async def test_a_swap_in_a_full_hall_moves_place_for_place(rt: Runtime) -> None:
    stage = await given_hall(rt)
    ref = await given_paid(rt, stage)

    new = await change(rt, stage, ref, await tickets_of(rt, ref), SAME)

    assert (await order_of(rt, new)).state is OrderState.paid
    assert (len(await tickets_of(rt, ref)), len(await tickets_of(rt, new))) == (0, 2)
    assert await hall(rt, stage) == (0, 0, 2)
    assert await sent_back(rt) == 0
    assert await is_sound(rt)


async def test_an_upgrade_in_a_full_hall_holds_nothing_and_moves_when_it_is_paid(
    rt: Runtime,
) -> None:
    stage = await given_hall(rt)
    ref = await given_paid(rt, stage)

    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)
    before = await hall(rt, stage)
    await pay(rt, new)

    assert before == await hall(rt, stage) == (0, 0, 2)
    assert len(await tickets_of(rt, new)) == 2
    assert (await order_of(rt, ref)).state is OrderState.cancelled
    assert await is_sound(rt)


async def test_an_upgrade_whose_tickets_were_sold_to_others_meanwhile_gets_its_money_back(
    rt: Runtime,
) -> None:
    stage = await given_hall(rt)
    ref = await given_paid(rt, stage)
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    other = await given_paid(rt, stage)

    await pay(rt, new)

    assert await tickets_of(rt, new) == []
    assert len(await tickets_of(rt, other)) == 2
    assert await hall(rt, stage) == (0, 0, 2)
    assert await is_sound(rt)


@pytest.mark.parametrize("free", [0, 1])
async def test_holds_that_race_a_swap_take_what_is_free_and_nothing_of_it(
    rt: Runtime, free: int
) -> None:
    stage = await given_hall(rt, 2 + free)
    ref = await given_paid(rt, stage)
    both = await tickets_of(rt, ref)

    swap, *told = await asyncio.gather(
        change(rt, stage, ref, both, SAME),
        *(take(rt, {stage.types[place % 2]: 1}) for place in range(20)),
        return_exceptions=True,
    )

    assert isinstance(swap, OrderRef)
    assert Counter(type(one).__name__ for one in told) == Counter(UUID=free, SoldOut=20 - free)
    assert len(await tickets_of(rt, swap)) == 2
    assert await hall(rt, stage) == (0, free, 2)
    assert await is_sound(rt)


async def test_of_two_swaps_of_a_ticket_in_a_full_hall_one_is_made(rt: Runtime) -> None:
    stage = await given_hall(rt)
    ref = await given_paid(rt, stage)
    one, other = await tickets_of(rt, ref)

    told = await asyncio.gather(
        *(change(rt, stage, ref, [one], SAME) for _ in range(4)), return_exceptions=True
    )

    assert len([made for made in told if not isinstance(made, BaseException)]) == 1
    assert await tickets_of(rt, ref) == [other]
    assert await hall(rt, stage) == (0, 0, 2)
    assert await is_sound(rt)


async def test_a_list_that_waits_for_the_hall_gets_no_place_of_a_swap(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_hall(rt)
    ref = await given_paid(rt, stage)
    entry = await listed(rt, stage, type_index=SAME)
    await tick(rt, clock)

    new = await change(rt, stage, ref, await tickets_of(rt, ref), SAME)
    await tick(rt, clock)

    assert len(await tickets_of(rt, new)) == 2
    assert (await entry_of(rt, entry)).state is EntryState.waiting
    assert await hall(rt, stage) == (0, 0, 2)
    assert await is_sound(rt)


async def test_a_swap_within_a_category_keeps_its_seats(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    stalls, _ = await pools_of(rt, stage)
    async with rt.unit_of_work() as uow:
        named = text("UPDATE pools SET name = 'Stalls' WHERE id = :id")
        await uow.session.execute(named, {"id": stalls})
    late = await given_type(rt, stage, sharing(stalls, name="Stalls, late", price_minor=4500))
    stage = replace(stage, types=(stage.types[CHEAP], late))
    ref = await given_paid(rt, stage)
    sold = await taken(rt, stage, SeatState.sold)

    new = await change(rt, stage, ref, await tickets_of(rt, ref), SAME)

    assert await taken(rt, stage, SeatState.sold) == sold
    assert len((await order_of(rt, new)).seats) == 2
    assert await is_sound(rt)


async def test_a_person_has_no_more_by_a_swap_than_each_may(rt: Runtime) -> None:
    stage = await given_hall(rt, max_per_person=1)
    ref = await given_paid(rt, stage)
    one, other = await tickets_of(rt, ref)

    first = await change(rt, stage, ref, [one], SAME)
    with pytest.raises(TooManyForPerson):
        await change(rt, stage, ref, [other], SAME)
    await change(rt, stage, first, await tickets_of(rt, first), CHEAP)
    again = await change(rt, stage, ref, [other], SAME)

    assert len(await tickets_of(rt, again)) == 1
    assert await hall(rt, stage) == (0, 0, 2)
    assert await is_sound(rt)


@pytest.mark.parametrize(
    ("changes", "refusal"), [({"paused": True}, NotOnSale), ({"max_per_order": 1}, TooManyInOrder)]
)
async def test_what_is_not_sold_now_is_nothing_to_change_to(
    rt: Runtime, changes: dict[str, object], refusal: type[Exception]
) -> None:
    stage = await given_hall(rt, 2, **changes)
    ref = await given_paid(rt, stage)

    with pytest.raises(refusal):
        await change(rt, stage, ref, await tickets_of(rt, ref), SAME)

    assert len(await tickets_of(rt, ref)) == 2


async def test_what_takes_a_place_more_still_needs_one_that_is_free(rt: Runtime) -> None:
    stage = await given_hall(rt)
    balcony = await given_pool(rt, stage, "Balcony", 0)
    more = await given_type(
        rt, stage, sharing((await pools_of(rt, stage))[1], balcony, name="Hall and balcony")
    )
    ref = await given_paid(rt, stage)

    with pytest.raises(SoldOut):
        await orders.change_tickets(
            rt, stage.owner, order_id=ref.id, ticket_ids=await tickets_of(rt, ref), type_id=more
        )

    assert await hall(rt, stage) == (0, 0, 2)


async def test_an_upgrade_in_place_that_is_not_paid_leaves_everything_as_it_was(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_hall(rt)
    ref = await given_paid(rt, stage)
    both = await tickets_of(rt, ref)
    new = await change(rt, stage, ref, both, DEAR)

    clock.move(timedelta(hours=13))
    await orders.expire_due(rt)

    assert (await order_of(rt, new)).state is OrderState.expired
    assert await tickets_of(rt, ref) == both
    assert await hall(rt, stage) == (0, 0, 2)
    assert await is_sound(rt)
