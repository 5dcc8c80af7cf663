"""An organizer is suspended while buyers are on their way: nobody can pay, and no money is kept."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import CloseReason, OrderState
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import OrganizerStopped
from bilten_app.domains.waiting import service as waiting
from bilten_app.domains.waiting.public import EntryState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.clock import FrozenClock
from tests.banks import books, hear, is_sound, refunds_sent
from tests.changes import subjects
from tests.factories import (
    Stage,
    draft,
    given_checkout,
    given_event,
    given_order,
    new_guest,
    order_of,
    places,
)
from tests.gateway import card, gateway_of
from tests.waiting import entry_of, full_event, listed, release, tick
from tests.work import settle, tell_all_again


async def told(rt: Runtime, stage: Stage, act: Callable[..., Awaitable[Any]]) -> None:
    """Let the platform's staff suspend the organizer, or restore it."""
    async with rt.unit_of_work(SYSTEM) as uow:
        await act(uow, SYSTEM, organizer_id=stage.organizer_id, reason="Reported three times")


@pytest.mark.parametrize("price_minor", [25_00, 0])
async def test_what_was_placed_before_cannot_be_paid_until_the_organizer_is_back(
    rt: Runtime, price_minor: int
) -> None:
    stage = await given_event(rt, draft(price_minor=price_minor))
    ref = await given_order(rt, stage)
    await told(rt, stage, organizers.suspend)

    async def pay() -> None:
        await orders.pay(rt, new_guest(), order_id=ref.id, return_url="http://bilten.test")

    with pytest.raises(OrganizerStopped):
        await pay()
    assert (await order_of(rt, ref)).state is OrderState.placed
    await told(rt, stage, organizers.restore)
    await pay()


@pytest.mark.parametrize("is_over", [False, True])
async def test_money_that_arrives_anyway_goes_back_at_once_and_the_buyer_is_told(
    rt: Runtime, clock: FrozenClock, *, is_over: bool
) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage, email="late@guests.example.com")
    checkout = await given_checkout(rt, ref)
    await told(rt, stage, organizers.suspend)
    await gateway_of(rt).choose(checkout, card("Success"))
    if is_over:
        clock.move(timedelta(minutes=16))
        await orders.expire_due(rt)

    await hear(rt, times=2)
    await tell_all_again(rt)
    await settle(rt)

    order = await order_of(rt, ref)
    assert order.state is (OrderState.expired if is_over else OrderState.cancelled)
    assert order.close_reason == CloseReason.organizer_stopped
    assert await refunds_sent(rt) == [order.total.minor]
    assert (await places(rt, stage))[0] == (100, 0, 0)
    assert (await subjects(rt, "late@guests.example.com"))[-1].endswith("goes back to you")
    assert await books(rt) == {}
    assert await is_sound(rt)


async def test_an_offer_of_a_list_is_not_taken_and_none_is_made_meanwhile(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    offered, waits = await listed(rt, stage), await listed(rt, stage)
    await release(rt, held[0])
    await tick(rt, clock)
    await told(rt, stage, organizers.suspend)
    await release(rt, held[1])

    with pytest.raises(OrganizerStopped):
        await waiting.accept(rt, new_guest(), entry_id=offered.id)
    await tick(rt, clock)

    assert (await entry_of(rt, offered)).state is EntryState.offered
    assert (await entry_of(rt, waits)).state is EntryState.waiting
    await told(rt, stage, organizers.restore)
    await tick(rt, clock)
    assert (await entry_of(rt, waits)).state is EntryState.offered
    await waiting.accept(rt, new_guest(), entry_id=offered.id)
