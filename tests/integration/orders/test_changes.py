"""Tickets change for others or move to another buyer: places, money and codes move together."""

from datetime import timedelta

import pytest

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    NotRefundable,
    OrderState,
    RefundWish,
)
from bilten_app.domains.payments import queries as payments
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.aftersale import given_paid, refunds, tickets_of
from tests.changes import DEAR, SAME, change, given_types, part, pay, sent_back, subjects
from tests.counter import accounts, is_sound
from tests.factories import draft, given_event, order_of, places
from tests.work import settle


async def test_a_swap_at_the_same_price_moves_places_and_tickets_at_once(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, other = await tickets_of(rt, ref)
    before = await accounts(rt, stage)

    new = await change(rt, stage, ref, [one], SAME)

    assert await tickets_of(rt, ref) == [other]
    assert len(await tickets_of(rt, new)) == 1
    assert [sold for _, _, sold in await places(rt, stage)] == [1, 1, 0]
    assert await accounts(rt, stage) == before
    assert await sent_back(rt) == 0
    assert (await order_of(rt, ref)).refunded == (await order_of(rt, new)).total
    assert await is_sound(rt)


async def test_an_upgrade_changes_nothing_until_its_difference_is_paid(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    both = await tickets_of(rt, ref)
    was = await order_of(rt, ref)

    new = await change(rt, stage, ref, both, DEAR)

    order = await order_of(rt, new)
    assert (order.state, order.funded) == (OrderState.placed, was.total)
    assert await tickets_of(rt, ref) == both
    assert await places(rt, stage) == [(98, 0, 2), (100, 0, 0), (3, 2, 0)]
    await pay(rt, new)
    order, was = await order_of(rt, new), await order_of(rt, ref)
    assert (order.state, was.state) == (OrderState.paid, OrderState.cancelled)
    assert was.close_reason == "changed"
    assert len(await tickets_of(rt, new)) == 2
    assert await places(rt, stage) == [(100, 0, 0), (100, 0, 0), (3, 0, 2)]
    assert await sent_back(rt) == 0
    assert await is_sound(rt)
    told = await subjects(rt, "noor@guests.example.com")
    assert sorted(told[1:]) == [
        "Pay the difference for Jazz by the Canal",
        "Your 2 tickets for Jazz by the Canal",
        "Your order for Jazz by the Canal was changed",
    ]


async def test_an_upgrade_that_is_not_paid_in_time_leaves_everything_as_it_was(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    both = await tickets_of(rt, ref)
    new = await change(rt, stage, ref, both, DEAR)

    clock.move(timedelta(hours=13))
    await orders.expire_due(rt)

    assert (await order_of(rt, new)).state is OrderState.expired
    assert await tickets_of(rt, ref) == both
    assert await places(rt, stage) == [(98, 0, 2), (100, 0, 0), (5, 0, 0)]
    assert await is_sound(rt)


async def test_the_difference_goes_back_when_the_tickets_were_refunded_meanwhile(
    rt: Runtime,
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    both = await tickets_of(rt, ref)
    new = await change(rt, stage, ref, both, DEAR)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)

    await pay(rt, new)

    async with rt.read() as session:
        payment = await payments.latest_of(session, new.id)
    assert payment is not None
    assert payment.refunded == payment.amount
    assert (await order_of(rt, new)).state is OrderState.expired
    assert await tickets_of(rt, new) == []
    assert await accounts(rt, stage) == {}
    await orders.expire_due(rt)
    assert await places(rt, stage) == [(100, 0, 0), (100, 0, 0), (5, 0, 0)]
    assert await is_sound(rt)


async def test_the_difference_goes_back_when_a_part_of_the_price_was_given_back_meanwhile(
    rt: Runtime,
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(amount_minor=10_00, reason="The bar was shut")
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    await pay(rt, new)

    before, after = await order_of(rt, ref), await order_of(rt, new)
    assert (before.state, after.state) == (OrderState.paid, OrderState.expired)
    assert await sent_back(rt) == 10_00 + after.to_pay.minor
    assert len(await tickets_of(rt, ref)) == 2
    assert await is_sound(rt)


async def test_a_downgrade_gives_the_difference_back_and_carries_the_rest(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=4000), draft(name="Back"))
    ref = await given_paid(rt, stage)
    was = await order_of(rt, ref)

    new = await change(rt, stage, ref, await tickets_of(rt, ref), 1)
    await settle(rt)

    order = await order_of(rt, new)
    assert order.state is OrderState.paid
    assert order.funded == order.total
    assert await sent_back(rt) == (was.total - order.total).minor
    assert await is_sound(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=new.id)
    await settle(rt)
    assert await sent_back(rt) == was.total.minor
    assert await accounts(rt, stage) == {}
    assert await is_sound(rt)


async def test_an_upgraded_order_goes_back_to_both_payments_and_no_further(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    paid = (await order_of(rt, ref)).total
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)
    await pay(rt, new)
    total = (await order_of(rt, new)).total

    for minor in (1000, total.minor - 1000):
        async with rt.unit_of_work(stage.owner) as uow:
            wish = RefundWish(amount_minor=minor)
            await orders.refund(uow, stage.owner, order_id=new.id, wish=wish)
    await settle(rt)

    async with rt.unit_of_work(stage.owner) as uow:
        with pytest.raises(NotRefundable):
            await orders.refund(uow, stage.owner, order_id=new.id, wish=RefundWish(amount_minor=1))
    assert await sent_back(rt) == total.minor
    async with rt.read() as session:
        first = await payments.latest_of(session, ref.id)
        second = await payments.latest_of(session, new.id)
    assert first is not None
    assert second is not None
    assert (first.refunded, second.refunded) == (paid, total - paid)
    assert {one.state.value for one in await refunds(rt, new)} == {"done"}
    assert await is_sound(rt)


async def test_a_split_moves_tickets_with_exactly_what_was_paid_for_them(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=3333, capacity=2))
    ref = await given_paid(rt, stage)
    one, other = await tickets_of(rt, ref)
    total, before = (await order_of(rt, ref)).total, await accounts(rt, stage)

    new = await part(rt, stage, ref, [one])
    await settle(rt)

    mine, theirs = await order_of(rt, ref), await order_of(rt, new)
    assert mine.total - mine.refunded + theirs.total == total
    assert await tickets_of(rt, ref) == [other]
    assert len(await tickets_of(rt, new)) == 1
    assert await places(rt, stage) == [(0, 0, 2)]
    assert await accounts(rt, stage) == before
    assert await subjects(rt, "ali@guests.example.com") == ["Your ticket for Jazz by the Canal"]
    for each in (ref, new):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.cancel(uow, stage.owner, order_id=each.id)
    await settle(rt)
    assert await sent_back(rt) == total.minor
    assert await accounts(rt, stage) == {}
    assert await is_sound(rt)
