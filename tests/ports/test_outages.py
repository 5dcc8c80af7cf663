"""A gateway that goes down is left alone, tells the other processes, and comes back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bilten_app.adapters.guarded import GuardedGateway
from bilten_app.infra.breaker import FAILURES, REST, Breaker, Outages, resting
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, Unavailable
from tests.ports.worlds import EVIDENCE, PayPalWorld, paypal_world


@pytest.fixture
async def world(clock: FrozenClock) -> AsyncIterator[PayPalWorld]:
    async with paypal_world(clock) as opened:
        yield opened


@pytest.fixture
def guarded(world: PayPalWorld, engine: AsyncEngine, clock: FrozenClock) -> GuardedGateway:
    return GuardedGateway(world.gateway, Breaker(clock), Outages(engine, clock))


async def fail(guarded: GuardedGateway, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Unavailable):
            await guarded.look_up("ORDER")


async def down(engine: AsyncEngine, clock: FrozenClock) -> frozenset[str]:
    async with AsyncSession(engine) as session:
        return frozenset(await resting(session, clock.now()))


async def test_a_gateway_that_is_down_is_asked_no_more(
    world: PayPalWorld, guarded: GuardedGateway, engine: AsyncEngine, clock: FrozenClock
) -> None:
    world.fake.down = True
    await fail(guarded, FAILURES)
    world.fake.down = False

    with pytest.raises(Unavailable):
        await guarded.look_up("ORDER")

    assert await down(engine, clock) == {"paypal"}
    assert world.fake.token_count == 0


async def test_a_probe_brings_it_back(
    world: PayPalWorld, guarded: GuardedGateway, engine: AsyncEngine, clock: FrozenClock
) -> None:
    world.fake.down = True
    await fail(guarded, FAILURES)
    world.fake.down = False

    clock.move(REST)
    await guarded.look_up("ORDER")

    assert await down(engine, clock) == frozenset()
    await guarded.look_up("ORDER")


async def test_a_probe_that_fails_keeps_it_away(
    world: PayPalWorld, guarded: GuardedGateway, engine: AsyncEngine, clock: FrozenClock
) -> None:
    world.fake.down = True
    await fail(guarded, FAILURES)

    clock.move(REST)
    await fail(guarded, 1)
    clock.move(REST - timedelta(seconds=1))

    assert await down(engine, clock) == {"paypal"}


async def test_a_refusal_is_an_answer(
    world: PayPalWorld, guarded: GuardedGateway, engine: AsyncEngine, clock: FrozenClock
) -> None:
    for _ in range(FAILURES * 2):
        with pytest.raises(NotFound):
            await guarded.submit_evidence("NO-DISPUTE", EVIDENCE)

    assert await down(engine, clock) == frozenset()
