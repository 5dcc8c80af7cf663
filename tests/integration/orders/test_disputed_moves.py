"""A bank asks for money that has moved to another order: its tickets wait there too."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    MoneyDisputed,
    NotRefundable,
    OrderDisputed,
    OrderRef,
    OrderState,
    RefundWish,
)
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.payments import service as payments
from bilten_app.infra.runtime import Runtime
from tests.aftersale import given_paid, tickets_of
from tests.banks import checkout_of, decide, dispute, hear, is_sound, states, world_of
from tests.changes import DEAR, SAME, change, given_types, part, pay, sent_back
from tests.counter import is_sound as is_whole
from tests.factories import Stage, given_checkout, order_of, places
from tests.gateway import card, gateway_of

type Move = Callable[[Runtime, Stage, OrderRef, UUID], Awaitable[OrderRef]]


async def swapped(rt: Runtime, stage: Stage, ref: OrderRef, ticket: UUID) -> OrderRef:
    return await change(rt, stage, ref, [ticket], SAME)


async def upgraded(rt: Runtime, stage: Stage, ref: OrderRef, ticket: UUID) -> OrderRef:
    new = await change(rt, stage, ref, [ticket], DEAR)
    await pay(rt, new)
    return new


async def parted(rt: Runtime, stage: Stage, ref: OrderRef, ticket: UUID) -> OrderRef:
    return await part(rt, stage, ref, [ticket])


async def moved_twice(rt: Runtime, stage: Stage, ref: OrderRef, ticket: UUID) -> OrderRef:
    first = await swapped(rt, stage, ref, ticket)
    (there,) = await tickets_of(rt, first)
    return await part(rt, stage, first, [there])


MOVES = pytest.mark.parametrize("move", [swapped, upgraded, parted, moved_twice])


async def given_moved(rt: Runtime, move: Move) -> tuple[Stage, OrderRef, OrderRef]:
    """Buy two tickets, and move one of them to another order."""
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    return stage, ref, await move(rt, stage, ref, one)


@MOVES
async def test_tickets_wait_where_they_went_and_are_valid_again_when_it_is_won(
    rt: Runtime, move: Move
) -> None:
    _, ref, new = await given_moved(rt, move)

    asked = await dispute(rt, ref)
    frozen = await states(rt, ref), await states(rt, new)
    await decide(rt, asked, won=True)

    assert frozen == (["void", "frozen"], ["frozen"])
    assert (await states(rt, ref), await states(rt, new)) == (["void", "valid"], ["valid"])
    assert await is_whole(rt)


@MOVES
async def test_tickets_end_where_they_went_when_it_is_lost(rt: Runtime, move: Move) -> None:
    stage, ref, new = await given_moved(rt, move)

    await decide(rt, await dispute(rt, ref), won=False)

    assert (await states(rt, ref), await states(rt, new)) == (["void", "void"], ["void"])
    assert [(held, sold) for _, held, sold in await places(rt, stage)] == [(0, 0)] * 3
    assert await is_whole(rt)


async def test_nothing_of_them_is_refunded_changed_renamed_or_sent_meanwhile(rt: Runtime) -> None:
    stage, ref, new = await given_moved(rt, parted)
    (ticket,) = await tickets_of(rt, new)
    await dispute(rt, ref)

    async def refund(wish: RefundWish) -> None:
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.refund(uow, stage.owner, order_id=new.id, wish=wish)

    async def rename() -> None:
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.rename_holder(
                uow, rt.vault, stage.owner, order_id=new.id, ticket_id=ticket, name="Zoë",
                email="zoe@guests.example.com",
            )  # fmt: skip

    async def cancel() -> None:
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.cancel(uow, stage.owner, order_id=new.id)

    with pytest.raises(MoneyDisputed):
        await refund(RefundWish(amount_minor=5_00))
    with pytest.raises(NotRefundable):
        await refund(RefundWish(frozenset({ticket})))
    with pytest.raises(MoneyDisputed):
        await cancel()
    with pytest.raises(OrderDisputed):
        await change(rt, stage, new, [ticket], SAME)
    with pytest.raises(OrderDisputed):
        await part(rt, stage, new, [ticket])
    with pytest.raises(OrderDisputed):
        await rename()
    with pytest.raises(OrderDisputed):
        await orders.send_tickets(rt, stage.owner, order_id=new.id)
    assert await states(rt, new) == ["frozen"]
    assert await sent_back(rt) == 0
    async with rt.read() as session:
        assert await queries.is_disputed(session, new.id)


async def test_money_of_its_own_waits_too_while_a_bank_asks_for_what_was_carried(
    rt: Runtime,
) -> None:
    stage, ref, new = await given_moved(rt, upgraded)
    await dispute(rt, ref)

    wish = RefundWish(amount_minor=5_00)
    with pytest.raises(MoneyDisputed):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.refund(uow, stage.owner, order_id=new.id, wish=wish)


async def test_a_difference_paid_while_a_bank_asks_for_the_rest_goes_back(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)
    checkout = await given_checkout(rt, new)
    await dispute(rt, ref)

    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, times=2)

    order, was = await order_of(rt, new), await order_of(rt, ref)
    assert (order.state, was.state) == (OrderState.expired, OrderState.paid)
    assert await states(rt, ref) == ["frozen", "frozen"]
    assert await sent_back(rt) == order.to_pay.minor
    assert await is_sound(rt)


async def test_a_difference_paid_before_the_tickets_wait_for_the_bank_goes_back_at_once(
    rt: Runtime,
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)
    await gateway_of(rt).choose(await given_checkout(rt, new), card("Success"))
    await gateway_of(rt).dispute(await checkout_of(rt, ref))
    for body, headers in await world_of(rt).webhooks():
        await payments.take_webhook(rt, gateway="sandbox", body=body, headers=headers)
        await payments.on_webhook_stored(rt, gateway="sandbox", event_id=json.loads(body)["id"])
    async with rt.read() as session:
        paid = await payment_queries.latest_of(session, new.id)
    assert paid
    assert await states(rt, ref) == ["valid", "valid"]

    await orders.on_payment_captured(
        rt, payment_id=str(paid.id), gateway="sandbox", reference=str(new.id),
        amount_minor=paid.amount.minor,
    )  # fmt: skip

    assert (await order_of(rt, new)).state == OrderState.expired
    assert await sent_back(rt) == paid.amount.minor


async def test_a_change_that_races_a_dispute_is_frozen_or_does_not_happen(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    both = await tickets_of(rt, ref)
    await gateway_of(rt).dispute(await checkout_of(rt, ref))

    _, moved = await asyncio.gather(
        hear(rt), change(rt, stage, ref, both, SAME), return_exceptions=True
    )
    await hear(rt)

    alive = [*await states(rt, ref)]
    if isinstance(moved, OrderRef):
        alive += await states(rt, moved)
    assert sorted(one for one in alive if one != "void") == ["frozen", "frozen"]
    assert [sold for _, _, sold in await places(rt, stage)] in ([2, 0, 0], [0, 2, 0])
    assert await is_whole(rt)


async def test_a_refund_made_over_there_reaches_the_tickets_that_moved(rt: Runtime) -> None:
    stage, ref, new = await given_moved(rt, parted)
    before, after = await order_of(rt, ref), await order_of(rt, new)
    both = before.total - before.refunded + after.total

    await gateway_of(rt).refund_at_desk(await checkout_of(rt, ref), both.minor)
    await hear(rt, times=2)

    before, after = await order_of(rt, ref), await order_of(rt, new)
    assert (before.refunded, after.refunded) == (before.total, after.total)
    assert (before.state, after.state) == (OrderState.cancelled, OrderState.cancelled)
    assert (await states(rt, ref), await states(rt, new)) == (["void", "void"], ["void"])
    assert [sold for _, _, sold in await places(rt, stage)] == [0, 0, 0]
    assert await is_whole(rt)
