"""Tickets change for others or move to another buyer: places, money and codes move together."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    NoCodesForChanges,
    NothingChanges,
    NotRefundable,
    OrderRef,
    OrderState,
    RefundWish,
)
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.pricing.public import NOTHING_ASKED
from bilten_app.domains.tickets.public import TicketState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import BiltenError, NotFound
from tests.aftersale import given_paid, refunds, tickets_of
from tests.counter import accounts, is_sound
from tests.factories import Stage, draft, given_checkout, given_event, order_of, places
from tests.gateway import card, gateway_of, hear
from tests.work import settle

CHEAP, SAME, DEAR = 0, 1, 2


async def given_types(rt: Runtime) -> Stage:
    """Publish an event with a type at 25.00, another at 25.00, and one at 40.00."""
    return await given_event(
        rt, draft(), draft(name="Balcony"), draft(name="Front row", price_minor=4000, capacity=5)
    )


async def change(
    rt: Runtime, stage: Stage, ref: OrderRef, ids: Sequence[UUID], to: int, **more: UUID
) -> OrderRef:
    return await orders.change_tickets(
        rt, stage.owner, order_id=ref.id, ticket_ids=ids, type_id=stage.types[to], **more
    )


async def part(rt: Runtime, stage: Stage, ref: OrderRef, ids: Sequence[UUID]) -> OrderRef:
    return await orders.split(
        rt, stage.owner, order_id=ref.id, ticket_ids=ids, name="Ali Hassan",
        email="ali@guests.example.com",
    )  # fmt: skip


async def pay(rt: Runtime, ref: OrderRef) -> None:
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, event_id=f"evt_{ref.code}")
    await settle(rt)


async def sent_back(rt: Runtime) -> int:
    """Return what was promised back of all payments together."""
    async with rt.read() as session:
        total = text("SELECT coalesce(sum(refunded_minor), 0) FROM payments")
        return (await session.execute(total)).scalar_one()


async def subjects(rt: Runtime, to: str) -> list[str]:
    assert isinstance(rt.gateways.email, MailSink)
    newest = await rt.gateways.email.newest(to=to)
    return [mail.email.subject for mail in reversed(newest)]


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


async def test_two_swaps_of_one_ticket_change_it_once(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)

    answers = await asyncio.gather(
        *(change(rt, stage, ref, [one], SAME) for _ in range(2)), return_exceptions=True
    )

    refused = [each for each in answers if isinstance(each, BiltenError)]
    assert len(refused) == 1
    assert [(held, sold) for _, held, sold in await places(rt, stage)] == [(0, 1), (0, 1), (0, 0)]
    assert await is_sound(rt)


async def test_a_refund_that_races_a_swap_leaves_one_of_both(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    total = (await order_of(rt, ref)).total
    one, _ = await tickets_of(rt, ref)

    async def give_back() -> None:
        async with rt.unit_of_work(stage.owner) as uow:
            wish = RefundWish(frozenset({one}))
            await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    answers = await asyncio.gather(
        change(rt, stage, ref, [one], SAME), give_back(), return_exceptions=True
    )
    await settle(rt)

    assert len([each for each in answers if isinstance(each, BiltenError)]) == 1
    swapped = isinstance(answers[0], OrderRef)
    assert await sent_back(rt) == (0 if swapped else total.minor // 2)
    assert await is_sound(rt)


async def test_the_same_request_changes_once(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    hold_id = UUID(int=7)

    first = await change(rt, stage, ref, [one], SAME, hold_id=hold_id)
    again = await change(rt, stage, ref, [one], SAME, hold_id=hold_id)

    assert first == again
    assert [sold for _, _, sold in await places(rt, stage)] == [1, 1, 0]


async def test_what_cannot_be_changed_is_refused_and_holds_nothing(rt: Runtime) -> None:
    stage, foreign = await given_types(rt), await given_types(rt)
    ref, theirs = await given_paid(rt, stage), await given_paid(rt, foreign)
    mine, other = await tickets_of(rt, ref), await tickets_of(rt, theirs)

    with pytest.raises(NothingChanges):
        await change(rt, stage, ref, mine, CHEAP)
    with pytest.raises(NotRefundable):
        await change(rt, stage, ref, other, SAME)
    with pytest.raises(NotFound):
        await change(rt, foreign, ref, mine, SAME)
    with pytest.raises(NotFound):
        await orders.change_tickets(
            rt, stage.owner, order_id=ref.id, ticket_ids=mine, type_id=foreign.types[SAME]
        )
    assert [(held, sold) for _, held, sold in await places(rt, stage)] == [(0, 2), (0, 0), (0, 0)]


async def test_a_change_beyond_the_places_is_refused(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(name="Balcony", capacity=1))
    ref = await given_paid(rt, stage)

    with pytest.raises(SoldOut):
        await change(rt, stage, ref, await tickets_of(rt, ref), SAME)

    assert await places(rt, stage) == [(98, 0, 2), (1, 0, 0)]


async def test_codes_do_not_touch_a_change(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)

    async with rt.unit_of_work() as uow:
        with pytest.raises(NoCodesForChanges):
            await orders.bring(uow, order_id=new.id, ask=NOTHING_ASKED)


async def test_a_changed_ticket_lets_nobody_in(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)

    await change(rt, stage, ref, [one], SAME)

    async with rt.read() as session:
        states = {t.id: t.state for t in (await queries.receipt(session, ref.id)).tickets}
    assert states[one] is TicketState.void  # pyright: ignore[reportArgumentType]
