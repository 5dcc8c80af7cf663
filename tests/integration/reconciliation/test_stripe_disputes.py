"""What Stripe charges for a dispute is in the books once, whoever bears it, to the cent."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderDisputed, RefundWish
from bilten_app.domains.payments import service as payments
from bilten_app.domains.reconciliation import queries
from bilten_app.domains.reconciliation import service as reconciliation
from bilten_app.domains.reconciliation.public import RunView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.clock import FrozenClock
from tests.banks import books
from tests.conftest import NOON
from tests.factories import RETURN_URL, given_event, given_order, new_guest
from tests.stripe_fake.checkout import (
    close_inquiry,
    decide_dispute,
    inquire,
    take_disputed,
)
from tests.till import Till, opened_till
from tests.work import settle, tell_all_again

SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)
CHARGED = 15_00


async def given_sold(till: Till) -> str:
    """Sell an order that is paid with Stripe; return its checkout."""
    ref = await given_order(till.rt, await given_event(till.rt))
    url = await orders.pay(
        till.rt, new_guest(), order_id=ref.id, return_url=RETURN_URL, method="stripe"
    )
    checkout = (url or "").rsplit("/", 1)[1]
    await till.stripe.pay(checkout)
    await hear(till)
    return checkout


async def hear(till: Till) -> None:
    for body, headers in await till.stripe.webhooks() * 2:
        await payments.take_webhook(till.rt, gateway="stripe", body=body, headers=headers)
        await settle(till.rt)


async def book(rt: Runtime, clock: FrozenClock) -> dict[str, int]:
    """Book what the report of the time before now says was charged, twice; return the books."""
    clock.move(timedelta(minutes=1))
    await reconciliation.book_fees(rt)
    await reconciliation.book_fees(rt)
    return await books(rt)


async def compare(rt: Runtime) -> RunView:
    report = await reconciliation.fetch_report(rt, gateway="stripe", since=SINCE, until=UNTIL)
    async with rt.unit_of_work() as uow:
        made = await reconciliation.compare_report(
            uow, SYSTEM, gateway="stripe", report=report, since=SINCE, until=UNTIL
        )
    async with rt.read() as session:
        return await queries.run(session, made.id)


async def all_states(rt: Runtime) -> set[str]:
    async with rt.read() as session:
        return set((await session.execute(text("SELECT state FROM tickets"))).scalars())


@pytest.mark.parametrize("turns", ["won", "lost", "lost won"])
async def test_all_sides_agree_and_the_loser_bears_the_charge(
    rt: Runtime, clock: FrozenClock, turns: str
) -> None:
    async with opened_till(rt, clock) as till:
        checkout = await given_sold(till)
        before = await book(rt, clock)
        asked = await till.stripe.dispute(checkout)
        await hear(till)
        for how in turns.split():
            await till.stripe.decide(asked, won=how == "won")
            await hear(till)
        await tell_all_again(rt)
        after = await book(rt, clock)
        run = await compare(rt)

    assert run.differing == 0
    (told,) = run.totals.values()
    assert told.theirs_minor == told.ours_minor == told.ledger_minor
    is_won = turns.endswith("won")
    taken = before["clearing"] + before["processing_cost"]
    assert {kind: minor - before.get(kind, 0) for kind, minor in after.items()} == {
        **dict.fromkeys(after, 0),
        "clearing": -CHARGED if is_won else -CHARGED - taken,
        "processing_cost": CHARGED,
        **({} if is_won else {"payable": -taken - CHARGED, "processing_recovered": CHARGED}),
    }


@pytest.mark.parametrize("becomes", ["closed", "won", "lost"])
async def test_an_inquiry_moves_no_money_until_it_is_a_dispute(
    rt: Runtime, clock: FrozenClock, becomes: str
) -> None:
    async with opened_till(rt, clock) as till:
        checkout = await given_sold(till)
        before = await book(rt, clock)
        memory = till.stripe.fake.memory
        asked = inquire(memory, checkout)
        await hear(till)
        frozen, inquired = await all_states(rt), await books(rt)
        held = 0
        if becomes == "closed":
            close_inquiry(memory, asked)
        else:
            take_disputed(memory, asked)
            await hear(till)
            held = (await books(rt))["disputed"]
            await till.stripe.decide(asked["id"], won=becomes == "won")
        await hear(till)
        await book(rt, clock)
        run = await compare(rt)

    assert (frozen, inquired) == ({"frozen"}, before)
    assert held == (0 if becomes == "closed" else asked["amount"])
    assert await all_states(rt) == {"void" if becomes == "lost" else "valid"}
    (told,) = run.totals.values()
    assert run.differing == 0
    assert told.theirs_minor == told.ours_minor == told.ledger_minor


async def test_a_refund_answers_an_inquiry_and_nothing_else_moves_meanwhile(
    rt: Runtime, clock: FrozenClock
) -> None:
    async with opened_till(rt, clock) as till:
        checkout = await given_sold(till)
        async with rt.read() as session:
            order_id = (await session.execute(text("SELECT id FROM orders"))).scalar_one()
        asked = inquire(till.stripe.fake.memory, checkout)
        await hear(till)

        with pytest.raises(OrderDisputed):
            await orders.send_tickets(rt, SYSTEM, order_id=order_id)
        async with rt.unit_of_work() as uow:
            await orders.refund(uow, SYSTEM, order_id=order_id, wish=RefundWish(amount_minor=10_00))
        await hear(till)
        close_inquiry(till.stripe.fake.memory, asked)
        await hear(till)
        await book(rt, clock)
        run = await compare(rt)

    assert await all_states(rt) == {"valid"}
    assert run.differing == 0


async def test_a_charge_that_is_given_back_costs_nobody_anything(
    rt: Runtime, clock: FrozenClock
) -> None:
    async with opened_till(rt, clock) as till:
        checkout = await given_sold(till)
        before = await book(rt, clock)
        asked = await till.stripe.dispute(checkout)
        await hear(till)
        decide_dispute(till.stripe.fake.memory, asked, won=True, fee_back=CHARGED)
        await hear(till)
        after = await book(rt, clock)
        run = await compare(rt)

    assert (run.differing, after) == (0, before)
