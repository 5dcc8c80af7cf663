"""A bank asks for the money back: tickets wait, and the books follow."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.events import service as events
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import MoneyDisputed, OrderRef, RefundWish
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.aftersale import given_paid
from tests.banks import checkout_of, hear, is_sound, refunds_sent, states
from tests.factories import (
    Stage,
    given_checkout,
    given_event,
    given_order,
    order_of,
    places,
)
from tests.gateway import card, gateway_of
from tests.work import settle


async def revoked(rt: Runtime, stage: Stage) -> int:
    async with rt.read() as session:
        return len((await tickets.validity(session, stage.event_id))[2])


async def refund_of(rt: Runtime, stage: Stage, ref: OrderRef, minor: int) -> None:
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=RefundWish(amount_minor=minor))


async def refund_ten(rt: Runtime, stage: Stage, ref: OrderRef) -> None:
    await refund_of(rt, stage, ref, 10_00)


async def given_partly_lost(rt: Runtime, ref: OrderRef, *, minor: int) -> str:
    """Let a bank take a part of the money of an order; return the dispute."""
    dispute = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    async with rt.unit_of_work() as uow:
        part = text("UPDATE sandbox.disputes SET amount_minor = :minor WHERE id = :id")
        await uow.session.execute(part, {"minor": minor, "id": dispute})
    await gateway_of(rt).decide(dispute, won=False)
    await hear(rt, times=2)
    return dispute


async def cancel(rt: Runtime, stage: Stage, ref: OrderRef) -> None:
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)


async def test_a_dispute_freezes_the_tickets_and_winning_it_thaws_them(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)

    dispute = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await hear(rt, times=2)
    frozen, closed = await states(rt, ref), await revoked(rt, stage)
    await gateway_of(rt).decide(dispute, won=True)
    await hear(rt, times=2)

    assert (frozen, closed) == (["frozen", "frozen"], 2)
    assert (await states(rt, ref), await revoked(rt, stage)) == (["valid", "valid"], 0)
    assert await is_sound(rt)


async def test_a_lost_dispute_voids_the_tickets_and_frees_their_places(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)

    dispute = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await gateway_of(rt).decide(dispute, won=False)
    await hear(rt, times=3)

    assert await states(rt, ref) == ["void", "void"]
    assert (await places(rt, stage))[0] == (100, 0, 0)
    assert await is_sound(rt)


@pytest.mark.parametrize("minor", [700, 5000])
async def test_a_refund_made_over_there_is_in_the_order_and_in_the_books(
    rt: Runtime, minor: int
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)

    await gateway_of(rt).refund_at_desk(await checkout_of(rt, ref), minor)
    await hear(rt, times=3)

    assert (await order_of(rt, ref)).refunded.minor == minor
    assert await states(rt, ref) == ["valid", "valid"]
    assert await is_sound(rt)


@pytest.mark.parametrize("end", ["frozen", "valid", "void"])
async def test_a_dispute_that_comes_before_the_news_of_the_payment_holds_its_tickets(
    rt: Runtime, end: str
) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    dispute = await gateway_of(rt).dispute(checkout)
    if end != "frozen":
        await gateway_of(rt).decide(dispute, won=end == "valid")

    await hear(rt, latest_first=True, times=2)

    assert await states(rt, ref) == [end, end]
    assert (await places(rt, stage))[0] == ((100, 0, 0) if end == "void" else (98, 0, 2))
    assert await is_sound(rt)


@pytest.mark.parametrize("is_lost", [False, True])
async def test_money_that_a_bank_asks_for_is_not_given_back_here_too(
    rt: Runtime, *, is_lost: bool
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    dispute = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    if is_lost:
        await gateway_of(rt).decide(dispute, won=False)
    await hear(rt)

    for give in (refund_ten, cancel):
        with pytest.raises(MoneyDisputed):
            await give(rt, stage, ref)

    order = await order_of(rt, ref)
    assert (order.state, order.refunded.minor) == ("paid", 0)
    assert await is_sound(rt)


async def test_what_a_bank_has_left_can_be_given_back_and_no_cent_more(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    dispute = await given_partly_lost(rt, ref, minor=40_00)
    left = (await order_of(rt, ref)).total.minor - 40_00
    clock.move(timedelta(seconds=1))

    with pytest.raises(MoneyDisputed):
        await refund_of(rt, stage, ref, left + 1)
    await refund_of(rt, stage, ref, left)
    await hear(rt)
    with pytest.raises(MoneyDisputed):
        await refund_of(rt, stage, ref, 1)
    given = await refunds_sent(rt)
    await gateway_of(rt).decide(dispute, won=True)
    await hear(rt, times=2)

    order = await order_of(rt, ref)
    assert (order.state, order.refunded) == ("cancelled", order.total)
    assert (given, sorted(await refunds_sent(rt))) == ([left], sorted([left, 40_00]))
    assert await states(rt, ref) == ["void", "void"]
    assert await is_sound(rt)


async def test_an_order_of_a_cancelled_event_waits_for_the_bank_and_ends_when_it_is_won(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    dispute = await gateway_of(rt).dispute(await checkout_of(rt, ref))
    await hear(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Rain.")
    await settle(rt)
    waiting = await order_of(rt, ref)
    await gateway_of(rt).decide(dispute, won=True)

    await hear(rt, times=2)

    order = await order_of(rt, ref)
    assert (waiting.state, waiting.refunded.minor) == ("paid", 0)
    assert (order.state, order.refunded) == ("cancelled", order.total)
    assert await states(rt, ref) == ["void", "void"]
    assert await is_sound(rt)
