"""The waiting list: places that come free are offered to the first who fits, and to nobody else."""

from datetime import timedelta

import pytest

from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders import service as orders
from bilten_app.domains.waiting import service
from bilten_app.domains.waiting.public import (
    EntryRef,
    EntryState,
    OfferOver,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.factories import draft, given_event, given_order, new_guest, places
from tests.waiting import (
    assert_counted,
    change_type,
    entry_of,
    full_event,
    hold,
    listed,
    release,
    tick,
)

MINUTE = timedelta(minutes=1)


async def decline(rt: Runtime, ref: EntryRef) -> None:
    async with rt.unit_of_work() as uow:
        await service.decline(uow, entry_id=ref.id)


async def test_a_place_that_comes_free_is_offered_and_bought(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    ref = await listed(rt, stage)

    await release(rt, held[0])
    await tick(rt, clock)

    entry = await entry_of(rt, ref)
    assert entry.state is EntryState.offered
    assert entry.offer
    assert entry.offer.expires_at == clock.now() + 30 * MINUTE
    guest = new_guest()
    hold_id = await service.accept(rt, guest, entry_id=ref.id)
    assert await service.accept(rt, guest, entry_id=ref.id) == hold_id
    order = await orders.place_held(
        rt, guest, hold_id=hold_id, buyer_name="Noor Aziz", buyer_email="noor@example.com"
    )
    assert order.quantity == 1
    assert (await entry_of(rt, ref)).state is EntryState.accepted
    await assert_counted(rt)


async def test_nobody_is_faster_than_the_list(rt: Runtime, clock: FrozenClock) -> None:
    stage, held = await full_event(rt)
    await listed(rt, stage)

    await release(rt, held[0])

    assert await places(rt, stage) == [(0, 4, 0)]
    with pytest.raises(SoldOut):
        await hold(rt, stage)
    await tick(rt, clock)
    with pytest.raises(SoldOut):
        await hold(rt, stage)
    await assert_counted(rt)


async def test_what_the_list_does_not_want_everybody_may_buy(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    await listed(rt, stage)

    for one in held[:3]:
        await release(rt, one)
    await tick(rt, clock)

    assert await places(rt, stage) == [(2, 2, 0)]
    await assert_counted(rt)


async def test_a_family_of_four_is_not_split_and_can_read_why(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    family = await listed(rt, stage, 4)
    pair = await listed(rt, stage, 2)

    for one in held[:3]:
        await release(rt, one)
    await tick(rt, clock)
    await tick(rt, clock)

    waiting = await entry_of(rt, family)
    assert waiting.state is EntryState.waiting
    assert [(skip.free, skip.least) for skip in waiting.skips][-1] == (3, 4)
    offered = (await entry_of(rt, pair)).offer
    assert offered
    assert offered.quantity == 2
    await release(rt, held[3])
    await decline(rt, pair)
    await tick(rt, clock)
    assert (await entry_of(rt, family)).state is EntryState.offered
    await assert_counted(rt)


async def test_a_group_that_agreed_takes_what_is_there(rt: Runtime, clock: FrozenClock) -> None:
    stage, held = await full_event(rt)
    family = await listed(rt, stage, 4, least=2)

    for one in held[:3]:
        await release(rt, one)
    await tick(rt, clock)

    offer = (await entry_of(rt, family)).offer
    assert offer
    assert offer.quantity == 3


async def test_three_places_for_a_family_of_four_alone_are_logged_and_sold_to_others(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    family = await listed(rt, stage, 4)

    for one in held[:3]:
        await release(rt, one)
    await tick(rt, clock)
    await tick(rt, clock)

    assert await places(rt, stage) == [(3, 1, 0)]
    skips = (await entry_of(rt, family)).skips
    assert [(skip.free, skip.least) for skip in skips] == [(3, 4)]
    await release(rt, held[3])
    assert await places(rt, stage) == [(0, 4, 0)]
    await assert_counted(rt)


async def test_each_time_that_others_are_served_first_is_told(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt, 8)
    family = await listed(rt, stage, 4)
    for _ in range(2):
        await listed(rt, stage, 3)

    for three in (held[:3], held[3:6]):
        for one in three:
            await release(rt, one)
        await tick(rt, clock)
        await tick(rt, clock)

    skips = (await entry_of(rt, family)).skips
    assert [(skip.free, skip.least) for skip in skips] == [(3, 4), (3, 4)]


async def test_an_offer_that_is_not_used_goes_to_the_next_within_a_minute(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    first, second = await listed(rt, stage), await listed(rt, stage)
    await release(rt, held[0])
    await tick(rt, clock)

    clock.move(30 * MINUTE)
    with pytest.raises(OfferOver):
        await service.accept(rt, new_guest(), entry_id=first.id)
    await tick(rt, clock)

    assert (await entry_of(rt, first)).state is EntryState.lapsed
    assert (await entry_of(rt, second)).state is EntryState.offered
    await assert_counted(rt)


async def test_an_expired_hold_that_others_cleared_first_is_still_the_next_ones(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    first, second = await listed(rt, stage), await listed(rt, stage)
    await release(rt, held[0])
    await tick(rt, clock)

    clock.move(30 * MINUTE)
    await orders.expire_due(rt)
    with pytest.raises(SoldOut):
        await hold(rt, stage)
    await tick(rt, clock)

    assert (await entry_of(rt, first)).state is EntryState.lapsed
    assert (await entry_of(rt, second)).state is EntryState.offered
    await assert_counted(rt)


async def test_declining_and_leaving_pass_the_places_on(rt: Runtime, clock: FrozenClock) -> None:
    stage, held = await full_event(rt)
    refs = [await listed(rt, stage) for _ in range(3)]
    await release(rt, held[0])
    await tick(rt, clock)

    await decline(rt, refs[0])
    await tick(rt, clock)
    async with rt.unit_of_work() as uow:
        await service.leave(uow, entry_id=refs[1].id)
    await tick(rt, clock)

    states = [(await entry_of(rt, ref)).state for ref in refs]
    assert states == [EntryState.lapsed, EntryState.left, EntryState.offered]
    async with rt.unit_of_work() as uow:
        await service.leave(uow, entry_id=refs[2].id)
    await tick(rt, clock)
    assert await places(rt, stage) == [(1, 3, 0)]
    await assert_counted(rt)


async def test_more_capacity_and_cancelled_orders_go_to_the_list_first(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(capacity=2, price_minor=0))
    order = await given_order(rt, stage)
    await orders.pay(rt, new_guest(), order_id=order.id, return_url="http://x.test")
    refs = [await listed(rt, stage) for _ in range(3)]

    await change_type(rt, stage, draft(capacity=3, price_minor=0))
    with pytest.raises(SoldOut):
        await hold(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=order.id)
    with pytest.raises(SoldOut):
        await hold(rt, stage)
    await tick(rt, clock)

    assert [(await entry_of(rt, ref)).state for ref in refs] == [EntryState.offered] * 3
    assert await places(rt, stage) == [(0, 3, 0)]
    await assert_counted(rt)
