"""A payment service goes down in the middle of a sale: more time, once, and another way to pay."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.infra.breaker import FAILURES, REST, Outages
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.kit.money import Money
from tests.factories import Stage, draft, given_event, given_order, new_guest, order_of, places
from tests.till import Till, opened_till

HOLD, MORE = timedelta(minutes=15), timedelta(minutes=10)


@pytest.fixture
async def till(rt: Runtime, clock: FrozenClock) -> AsyncIterator[Till]:
    async with opened_till(rt, clock) as till:
        yield till


async def try_to_pay(rt: Runtime, ref: OrderRef, method: str | None) -> str | None:
    return await orders.pay(
        rt, new_guest(), order_id=ref.id, return_url="http://bilten.example/", method=method
    )


async def given_outage(till: Till, ref: OrderRef, method: str = "stripe") -> None:
    """A buyer tries to pay while a gateway goes down."""
    await till.world(method).go_down()
    for _ in range(FAILURES):
        with pytest.raises(Unavailable):
            await try_to_pay(till.rt, ref, method)


async def kept_until(rt: Runtime, ref: OrderRef) -> tuple[datetime, datetime | None]:
    """Return until when an order waits, and until when its places are held."""
    async with rt.read() as session:
        held = await session.execute(
            text("SELECT max(h.expires_at) FROM holds h JOIN orders o USING (hold_id)"
                 " WHERE o.id = :id"), {"id": ref.id},
        )  # fmt: skip
        return (await order_of(rt, ref)).hold_until, held.scalar_one()


async def test_an_outage_gives_more_time_once_and_offers_another_way(
    till: Till, clock: FrozenClock
) -> None:
    stage = await given_event(till.rt)
    ref, other = await given_order(till.rt, stage), await given_order(till.rt, stage)
    end = clock.now() + HOLD
    await given_outage(till, ref)

    extended = [await orders.extend_held_up(till.rt) for _ in range(3)]
    methods = await payment_queries.methods(till.rt, Money(5000, "EUR"))
    url = await try_to_pay(till.rt, ref, "sandbox")

    assert extended == [1, 0, 0]
    assert await kept_until(till.rt, ref) == (end + MORE, end + MORE)
    assert await kept_until(till.rt, other) == (end, end)
    assert [(one.name, one.is_available) for one in methods] == [
        ("sandbox", True), ("stripe", False), ("paypal", True),
    ]  # fmt: skip
    assert url is not None
    clock.move(HOLD + MORE - timedelta(seconds=1))
    await orders.expire_due(till.rt)
    assert (await order_of(till.rt, ref)).state is OrderState.placed
    assert (await order_of(till.rt, other)).state is OrderState.expired
    clock.move(timedelta(seconds=1))
    await orders.expire_due(till.rt)
    assert (await order_of(till.rt, ref)).state is OrderState.expired
    assert (await places(till.rt, stage))[0][1] == 0


async def test_a_gateway_that_goes_down_again_gives_no_more_time(
    till: Till, clock: FrozenClock
) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    end = clock.now() + HOLD
    await given_outage(till, ref)
    await orders.extend_held_up(till.rt)
    till.stripe.fake.down = False
    clock.move(REST)
    await try_to_pay(till.rt, ref, "stripe")

    await given_outage(till, await given_order(till.rt, await given_event(till.rt)))
    await orders.extend_held_up(till.rt)

    assert (await order_of(till.rt, ref)).hold_until == end + MORE


async def test_workers_that_look_at_the_same_moment_give_it_once(
    till: Till, clock: FrozenClock
) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    end = clock.now() + HOLD
    await given_outage(till, ref)

    extended = await asyncio.gather(*(orders.extend_held_up(till.rt) for _ in range(4)))

    assert sum(extended) == 1
    assert (await order_of(till.rt, ref)).hold_until == end + MORE


@pytest.mark.parametrize("ends", ["event", "sale"])
async def test_more_time_ends_where_the_sale_does(
    till: Till, clock: FrozenClock, ends: str
) -> None:
    closes = clock.now() + HOLD + timedelta(minutes=3)
    one = draft(sale_closes_at=closes) if ends == "sale" else draft()
    stage = await given_event(till.rt, one)
    ref = await given_order(till.rt, stage)
    if ends == "event":
        await starts_at(till.rt, stage, closes)
    await given_outage(till, ref)

    await orders.extend_held_up(till.rt)

    assert (await order_of(till.rt, ref)).hold_until == closes


async def starts_at(rt: Runtime, stage: Stage, moment: datetime) -> None:
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            text("UPDATE events SET starts_at = :at WHERE id = :id"),
            {"at": moment, "id": stage.event_id},
        )


async def test_when_nobody_answers_every_open_order_gets_more_time(
    till: Till, clock: FrozenClock
) -> None:
    stage = await given_event(till.rt)
    orders_ = [await given_order(till.rt, stage) for _ in range(2)]
    outages = Outages(till.rt.engine, clock)

    for name in till.rt.gateways.offered:
        await outages.began(name, clock.now() + REST)
    extended = await orders.extend_held_up(till.rt)

    assert extended == len(orders_)


async def test_places_that_went_back_are_not_kept_longer(till: Till, clock: FrozenClock) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    await given_outage(till, ref)
    async with till.rt.unit_of_work() as uow:
        await uow.session.execute(text("DELETE FROM holds"))

    assert await orders.extend_held_up(till.rt) == 0
    assert (await order_of(till.rt, ref)).extended_at is None


async def test_a_process_that_has_just_started_knows_who_is_down(
    till: Till, clock: FrozenClock
) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    await Outages(till.rt.engine, clock).began("stripe", clock.now() + REST)
    asked = len(till.stripe.fake.memory.things)

    with pytest.raises(Unavailable):
        await try_to_pay(till.rt, ref, "stripe")

    assert len(till.stripe.fake.memory.things) == asked
    assert await orders.extend_held_up(till.rt) == 1


async def test_who_names_no_way_to_pay_gets_one_that_answers(till: Till) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    await till.sandbox.go_down()

    url = await try_to_pay(till.rt, ref, None)

    assert url is not None
    assert url.startswith(till.stripe.fake.origin)


async def test_a_call_that_is_repeated_after_more_time_says_what_it_said_first(
    till: Till, clock: FrozenClock
) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    await try_to_pay(till.rt, ref, "stripe")
    async with till.rt.unit_of_work() as uow:  # the answer was lost on its way to us
        await uow.session.execute(text("UPDATE payments SET checkout_url = NULL"))
    await Outages(till.rt.engine, clock).began("stripe", clock.now() + REST)
    await orders.extend_held_up(till.rt)
    clock.move(REST)

    url = await try_to_pay(till.rt, ref, "stripe")

    assert url is not None
