"""An organizer watches the refunds of an event that was called off."""

from bilten_app.domains.events import service as events
from bilten_app.domains.orders import service as orders
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import Cancellation
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Permission
from tests.aftersale import empty_account, fill_account, given_paid, refunds
from tests.factories import Stage, given_event, given_order
from tests.work import settle


async def progress(rt: Runtime, stage: Stage) -> Cancellation:
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        return await reporting.cancellation(session, scope, stage.event_id)


async def test_orders_go_from_left_over_moving_to_done(rt: Runtime) -> None:
    stage, other = await given_event(rt), await given_event(rt)
    refs = [await given_paid(rt, stage) for _ in range(3)]
    await given_order(rt, stage)
    await given_paid(rt, other)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=refs[0].id)
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Storm")

    before = await progress(rt, stage)
    await orders.cancel_for_event(rt, order_id=str(refs[1].id))
    between = await progress(rt, stage)
    await settle(rt)
    after = await progress(rt, stage)

    assert before == Cancellation(left=2, moving=0, failed=0, done=0)
    assert between == Cancellation(left=1, moving=1, failed=0, done=0)
    assert after == Cancellation(left=0, moving=0, failed=0, done=2)


async def test_money_that_did_not_arrive_is_counted_until_it_does(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await empty_account(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Storm")
    await settle(rt)

    failed = await progress(rt, stage)
    await fill_account(rt)
    (given,) = await refunds(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.send_again(uow, stage.owner, order_id=ref.id, refund_id=given.id)
    moving = await progress(rt, stage)
    await settle(rt)

    assert (failed.failed, failed.done) == (1, 0)
    assert moving.moving == 1
    assert await progress(rt, stage) == Cancellation(left=0, moving=0, failed=0, done=1)
