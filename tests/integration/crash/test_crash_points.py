"""A crash between any two commits of a sale loses nothing and doubles nothing.

The flow is run again and again; each time the process "dies" at the next commit, once just before
it and once just after. Then a new process comes up and does what is left.
"""

import pytest
from sqlalchemy import text

from bilten_app.domains.orders import queries, service
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.payments import service as payments
from bilten_app.infra.runtime import Runtime
from tests.factories import Stage, given_checkout, given_event, given_order, order_of, places
from tests.gateway import card, gateway_of, hear
from tests.integration.crash.deaths import Killed, dying
from tests.people import new_email
from tests.work import settle


async def buy(rt: Runtime, ref: OrderRef) -> None:
    """Pay for an order, hear of it, and do everything that follows."""
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}")
    await settle(rt)


async def come_back(rt: Runtime, ref: OrderRef) -> None:
    """A new process: the gateway repeats itself, the queue is worked off, looks are due."""
    async with rt.read() as session:
        payment = await payment_queries.latest_of(session, ref.id)
    if payment is None or payment.checkout_url is None:
        await buy(rt, ref)
        return
    checkout = payment.checkout_url.rsplit("/", 1)[1]
    await gateway_of(rt).choose(checkout, card("Success"))
    await look_now(rt)
    await settle(rt)


async def look_now(rt: Runtime) -> None:
    """Let the time come in which payments are looked at."""
    async with rt.unit_of_work() as uow:
        due = text("UPDATE payments SET look_at = '2000-01-01' WHERE look_at IS NOT NULL")
        await uow.session.execute(due)
    await payments.look_due(rt)


async def mails_about(rt: Runtime, ref: OrderRef) -> int:
    async with rt.read() as session:
        count = text("SELECT count(*) FROM sandbox.mails WHERE html LIKE :code")
        return (await session.execute(count, {"code": f"%{ref.code}%"})).scalar_one()


async def is_whole(rt: Runtime, ref: OrderRef) -> bool:
    """Whether the order is paid once, with its two tickets and one mail."""
    async with rt.read() as session:
        receipt = await queries.receipt(session, ref.id)
    paid = receipt.order.state is OrderState.paid
    return paid and len(receipt.tickets) == 2 and await mails_about(rt, ref) == 1


async def first_fault(rt: Runtime, stage: Stage, *, after: bool) -> tuple[int, int | None]:
    """Die at the first commit, then at the second, and so on until the flow ends alive.

    Returns how many deaths there were, and the first that left something broken.
    """
    at = 0
    while True:
        at += 1
        ref = await given_order(rt, stage, email=new_email())
        process = dying(rt, at, after=after)
        try:
            await buy(process, ref)
        except Killed:
            await come_back(rt, ref)
        else:
            return at - 1, None
        if not await is_whole(rt, ref):
            return at, at


@pytest.mark.parametrize("after", [False, True], ids=["before-commit", "after-commit"])
async def test_a_crash_at_any_commit_of_a_sale_still_ends_in_tickets_and_one_mail(
    rt: Runtime, *, after: bool
) -> None:
    stage = await given_event(rt)

    deaths, fault = await first_fault(rt, stage, after=after)

    assert fault is None
    assert deaths >= 8
    left, held, sold = (await places(rt, stage))[0]
    assert (left, held, sold) == (100 - 2 * (deaths + 1), 0, 2 * (deaths + 1))


@pytest.mark.parametrize("after", [False, True], ids=["before-commit", "after-commit"])
async def test_a_crash_at_any_commit_of_a_cancellation_refunds_exactly_once(
    rt: Runtime, *, after: bool
) -> None:
    stage = await given_event(rt)
    at, alive = 0, False

    while not alive:
        at += 1
        ref = await given_order(rt, stage, email=new_email())
        await buy(rt, ref)
        process = dying(rt, at, after=after)
        alive = await _cancelled_alive(process, stage, ref)
        if not alive and (await order_of(rt, ref)).state is OrderState.paid:
            assert await _cancelled_alive(rt, stage, ref)
        await settle(rt)
        order = await order_of(rt, ref)
        async with rt.read() as session:
            refunds = await payment_queries.refunds_of(session, order.payment_id or ref.id)
        assert [(one.state.value, one.amount) for one in refunds] == [("done", order.total)]

    assert at > 4
    assert await places(rt, stage) == [(100, 0, 0)]


async def _cancelled_alive(rt: Runtime, stage: Stage, ref: OrderRef) -> bool:
    try:
        async with rt.unit_of_work(stage.owner) as uow:
            await service.cancel(uow, stage.owner, order_id=ref.id)
        await settle(rt)
    except Killed:
        return False
    return True


async def test_a_payment_whose_gateway_call_was_lost_is_opened_at_the_next_look(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    with pytest.raises(Killed):
        await given_checkout(dying(rt, 2, after=True), ref)
    async with rt.read() as session:
        payment = await payment_queries.latest_of(session, ref.id)
    assert payment is not None

    await look_now(rt)

    async with rt.read() as session:
        opened = await payment_queries.payment(session, payment.id)
    assert opened is not None
    assert opened.checkout_url is not None
