"""Orders of one moment share a transaction, and none spoils another."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.domains.payments import service as payments
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.factories import draft, given_checkout, given_event, given_order, order_of, places
from tests.gateway import card, gateway_of, webhook
from tests.people import new_email
from tests.work import settle_together


async def pay(rt: Runtime, refs: list[OrderRef]) -> None:
    """Pay for orders with a good card; the webhooks of all come in at once."""
    gateway = gateway_of(rt)
    checkouts = await asyncio.gather(*(given_checkout(rt, ref) for ref in refs))
    for checkout in checkouts:
        await gateway.choose(checkout, card("Success"))
    bodies = [await webhook(rt, checkout, f"evt_{checkout}") for checkout in checkouts]
    await asyncio.gather(
        *(
            payments.take_webhook(
                rt, gateway="sandbox", body=body, headers=gateway.signed_headers(body)
            )
            for body in bodies * 2
        )
    )


async def count(rt: Runtime, what: str) -> int:
    async with rt.read() as session:
        return (await session.execute(text(f"SELECT count(*) FROM {what}"))).scalar_one()


async def test_thirty_orders_of_one_moment_are_each_paid_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    people = [given_order(rt, stage, email=new_email()) for _ in range(30)]
    refs = list(await asyncio.gather(*people))

    await pay(rt, refs)
    await settle_together(rt)

    states = [(await order_of(rt, ref)).state for ref in refs]
    assert states == [OrderState.paid] * 30
    assert await places(rt, stage) == [(40, 0, 60)]
    assert await count(rt, "tickets") == 60
    assert await count(rt, "ledger_entries WHERE kind = 'sale'") == 30
    assert await count(rt, "deliveries WHERE topic LIKE '%receipt%'") == 30
    async with rt.read() as session:
        assert not await inventory.drifts(session)
        assert not (await ledger.trial_balance(session)).difference


async def test_one_that_comes_too_late_takes_no_other_with_it(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(capacity=10))
    late = await given_order(rt, stage)
    await given_checkout(rt, late)
    clock.move(timedelta(minutes=rt.settings.hold_minutes, seconds=1))
    await orders.expire_due(rt)
    refs = [await given_order(rt, stage) for _ in range(5)]

    await pay_late(rt, late)
    await pay(rt, refs)
    await settle_together(rt)

    assert (await order_of(rt, late)).state is OrderState.expired
    assert [(await order_of(rt, ref)).state for ref in refs] == [OrderState.paid] * 5
    assert await places(rt, stage) == [(0, 0, 10)]
    async with rt.read() as session:
        assert not (await queries.receipt(session, late.id)).tickets
        assert not (await ledger.trial_balance(session)).difference
    assert await count(rt, "refunds WHERE state = 'done'") == 1


async def pay_late(rt: Runtime, ref: OrderRef) -> None:
    """The gateway had the money in time and tells of it only now."""
    async with rt.unit_of_work() as uow:
        found = await uow.session.execute(
            text(
                "UPDATE sandbox.checkouts c"
                " SET state = 'captured', collected_minor = c.amount_minor"
                " FROM payments p WHERE p.id = c.payment_id AND p.reference = :order"
                " RETURNING c.id"
            ),
            {"order": ref.id},
        )
        checkout = found.scalar_one()
    body = await webhook(rt, checkout, "evt_late")
    headers = gateway_of(rt).signed_headers(body)
    await payments.take_webhook(rt, gateway="sandbox", body=body, headers=headers)
