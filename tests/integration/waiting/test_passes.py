"""A pass of the waiting room is for one purchase, whoever races."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.domains.waiting.public import MustWait, NoTurn, PassUsed
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from tests.factories import (
    Stage,
    given_checkout,
    given_event,
    given_order,
    order_of,
    places,
    refunded_of,
)
from tests.gateway import card, gateway_of, hear
from tests.waiting import enter, given_room, hold, join, place_of, tick


async def admitted(rt: Runtime, clock: FrozenClock) -> tuple[Stage, Actor]:
    """Put a room in front of a sale, and let somebody in."""
    stage = await given_event(rt)
    await given_room(rt, stage)
    guest, _ = await join(rt, stage)
    await tick(rt, clock)
    return stage, guest


async def pay(rt: Runtime, ref: OrderRef) -> None:
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, event_id=f"evt_{ref.code}")


async def hold_with_pass(rt: Runtime, stage: Stage, guest: Actor) -> UUID:
    """Take places as a program does: the order comes later."""
    hold_id = await hold(rt, stage)
    await enter(rt, stage, guest, hold_id)
    return hold_id


async def test_a_purchase_ends_the_turn_and_the_next_takes_a_new_place(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, guest = await admitted(rt, clock)
    await join(rt, stage)
    first = await given_order(rt, stage, guest)

    await pay(rt, first)

    assert (await order_of(rt, first)).state is OrderState.paid
    with pytest.raises(MustWait):
        await given_order(rt, stage, guest)
    with pytest.raises(NoTurn):
        await place_of(rt, stage, guest)
    _, again = await join(rt, stage, guest)
    assert again.number == 3


async def test_a_cart_may_change_until_it_is_paid(rt: Runtime, clock: FrozenClock) -> None:
    stage, guest = await admitted(rt, clock)
    first = await given_order(rt, stage, guest)

    second = await given_order(rt, stage, guest, {stage.types[0]: 1})
    await pay(rt, second)

    states = [(await order_of(rt, ref)).state for ref in (first, second)]
    assert states == [OrderState.cancelled, OrderState.paid]


async def test_places_held_before_the_purchase_become_no_second_order(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, guest = await admitted(rt, clock)
    kept = await hold_with_pass(rt, stage, guest)
    await pay(rt, await given_order(rt, stage, guest))

    with pytest.raises(PassUsed):
        await orders.place_held(rt, guest, hold_id=kept)


async def test_of_many_checkouts_begun_at_once_one_opens(rt: Runtime, clock: FrozenClock) -> None:
    stage, guest = await admitted(rt, clock)
    held = await asyncio.gather(*(hold_with_pass(rt, stage, guest) for _ in range(5)))
    # As if from several browsers: the pass alone stands in the way.
    buyers = [Actor(guest.kind, visitor=str(new_id())) for _ in held]

    opened = await asyncio.gather(
        *(orders.place_held(rt, one, hold_id=each) for one, each in zip(buyers, held, strict=True)),
        return_exceptions=True,
    )

    refused = [one for one in opened if isinstance(one, BaseException)]
    assert [type(one) for one in refused] == [PassUsed] * 4


async def test_late_money_goes_back_when_the_pass_has_led_to_another_order(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, guest = await admitted(rt, clock)
    usual = rt.settings
    rt.settings = usual.model_copy(update={"hold_minutes": 5})
    late = await given_order(rt, stage, guest)
    checkout = await given_checkout(rt, late)
    await gateway_of(rt).choose(checkout, card("Success"))
    clock.move(timedelta(minutes=6))
    await orders.expire_due(rt)
    second = await given_order(rt, stage, guest, {stage.types[0]: 1})
    rt.settings = usual

    await hear(rt, checkout)
    await pay(rt, second)

    assert (await order_of(rt, late)).state is OrderState.expired
    assert await refunded_of(rt, late) == (await order_of(rt, late)).total.minor
    assert (await order_of(rt, second)).state is OrderState.paid
    assert await places(rt, stage) == [(99, 0, 1)]


async def test_a_hold_asked_for_twice_keeps_its_turn(rt: Runtime, clock: FrozenClock) -> None:
    stage, guest = await admitted(rt, clock)
    kept = await hold_with_pass(rt, stage, guest)
    await enter(rt, stage, guest, kept)

    order = await orders.place_held(rt, guest, hold_id=kept)

    assert order.state is OrderState.placed
