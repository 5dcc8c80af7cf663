"""Who sells at the same moment waits in one order, and nobody in a circle."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest
from sqlalchemy import text

from bilten_app.domains.inventory import service as inventory
from bilten_app.infra.runtime import Runtime
from tests.counter import given_shift, sell
from tests.factories import Stage
from tests.integration.orders.test_imports import imported, past
from tests.locks import waiting
from tests.theatre import given_theatre, pools_of

type Sell = Callable[[Runtime, Stage], Coroutine[None, None, object]]


async def import_one(rt: Runtime, stage: Stage) -> object:
    return await imported(rt, stage, past(rt, stage, 2))


async def sell_at_counter(rt: Runtime, stage: Stage) -> object:
    return await sell(rt, stage, 2)


@pytest.mark.parametrize("sell", [import_one, sell_at_counter])
async def test_a_sale_that_meets_another_in_a_seated_event_waits_for_it(
    rt: Runtime, sell: Sell
) -> None:
    stage = await given_theatre(rt)
    await given_shift(rt, stage)
    pools = set(await pools_of(rt, stage))
    await sell(rt, stage)  # makes the event's keys

    async with rt.unit_of_work() as uow:
        # As every sale does: it has its serial numbers, and is about to lock the pools.
        await uow.session.execute(text("UPDATE event_proofs SET next_serial = next_serial + 1"))
        meanwhile = asyncio.create_task(sell(rt, stage))
        await waiting(rt)
        await inventory.lock_pools(uow, pools)

    assert await meanwhile
