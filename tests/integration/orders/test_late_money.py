"""Money that came too late is on its way back, whatever happens afterwards."""

from datetime import timedelta

from bilten_app.domains.orders import service as orders
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.banks import given_late, hear, refunds_sent, states
from tests.factories import order_of, places
from tests.work import tell_all_again


async def test_money_that_went_back_buys_nothing_when_places_come_free_and_it_is_told_again(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage, ref, _ = await given_late(rt, clock)
    await hear(rt)
    clock.move(timedelta(minutes=16))
    await orders.expire_due(rt)
    free = await places(rt, stage)

    await tell_all_again(rt)

    order = await order_of(rt, ref)
    assert (order.state, await states(rt, ref)) == ("expired", [])
    assert await refunds_sent(rt) == [order.total.minor]
    assert free == await places(rt, stage) == [(2, 0, 0)]
