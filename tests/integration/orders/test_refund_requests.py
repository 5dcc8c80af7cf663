"""Buyers ask for money back; organizers approve or refuse, once."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bilten_app.domains.events import service as events
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    AskedAlready,
    NoRefunds,
    NothingToGiveBack,
    NotRefundable,
    OrderState,
    RefundsOver,
    RefundWish,
    RequestDecided,
    RequestState,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Invalid, NotFound
from tests.aftersale import (
    ask,
    given_paid,
    given_policy,
    refunds,
    requests,
    tickets_of,
)
from tests.factories import draft, given_event, given_order, order_of, places
from tests.people import given_organizer
from tests.work import settle


async def test_an_approved_request_gives_back_its_tickets_and_no_others(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    one, other = await tickets_of(rt, ref)
    request = await ask(rt, ref, one)

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.approve_refund(uow, stage.owner, request_id=request)
    await settle(rt)

    (asked,) = await requests(rt, ref)
    (given,) = await refunds(rt, ref)
    order = await order_of(rt, ref)
    assert (asked.state, asked.decided_by) == (RequestState.approved, stage.owner.label)
    assert (given.state, given.reason, given.tickets) == ("done", "I am ill.", 1)
    assert order.refunded.minor * 2 == order.total.minor
    assert await tickets_of(rt, ref) == [other]


async def test_giving_back_the_last_ticket_closes_the_order_as_its_buyer_wished(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    request = await ask(rt, ref)

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.approve_refund(uow, stage.owner, request_id=request, with_fees=False)

    order = await order_of(rt, ref)
    assert (order.state, order.close_reason) == (OrderState.cancelled, "buyer")
    assert order.refunded == order.total - order.fee


async def test_two_approvals_at_once_give_back_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    request = await ask(rt, ref, (await tickets_of(rt, ref))[0])

    async def approve() -> str:
        try:
            async with rt.unit_of_work(stage.owner) as uow:
                await orders.approve_refund(uow, stage.owner, request_id=request)
        except RequestDecided:
            return "decided"
        return "approved"

    said = Counter(await asyncio.gather(*(approve() for _ in range(4))))

    assert said == {"approved": 1, "decided": 3}
    assert len(await refunds(rt, ref)) == 1


async def test_an_approval_and_a_withdrawal_at_once_agree_on_one(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    request = await ask(rt, ref, (await tickets_of(rt, ref))[0])

    async def approve() -> None:
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.approve_refund(uow, stage.owner, request_id=request)

    async def withdraw() -> None:
        async with rt.unit_of_work() as uow:
            await orders.withdraw_refund(uow, order_id=ref.id)

    said = await asyncio.gather(approve(), withdraw(), return_exceptions=True)

    (asked,) = await requests(rt, ref)
    assert Counter(type(one) for one in said) == {type(None): 1, RequestDecided: 1}
    assert len(await refunds(rt, ref)) == (asked.state is RequestState.approved)


async def test_asking_twice_at_once_is_one_request(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)

    said = await asyncio.gather(*(ask(rt, ref) for _ in range(8)), return_exceptions=True)

    assert Counter(isinstance(one, AskedAlready) for one in said) == {True: 7, False: 1}
    assert len(await requests(rt, ref)) == 1


async def test_a_refusal_says_why_and_leaves_the_tickets(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    request = await ask(rt, ref)

    with pytest.raises(Invalid):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.refuse_refund(uow, stage.owner, request_id=request, note="  ")
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refuse_refund(uow, stage.owner, request_id=request, note="Too late.")

    (asked,) = await requests(rt, ref)
    assert (asked.state, asked.note) == (RequestState.refused, "Too late.")
    assert len(await tickets_of(rt, ref)) == 2
    assert await refunds(rt, ref) == []
    await ask(rt, ref)


async def test_the_policy_says_why_nobody_can_ask(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    unpaid = await given_order(rt, stage)

    with pytest.raises(NoRefunds):
        await ask(rt, ref)
    await given_policy(rt, stage, 48)
    with pytest.raises(NothingToGiveBack):
        await ask(rt, unpaid, *await tickets_of(rt, ref))
    clock.move(timedelta(days=28, seconds=1))
    with pytest.raises(RefundsOver):
        await ask(rt, ref)
    await given_policy(rt, stage, 0)
    await ask(rt, ref)


async def test_the_policy_goes_until_the_very_moment(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt, time_zone="UTC")
    await given_policy(rt, stage, 48)
    ref = await given_paid(rt, stage)

    clock.move(timedelta(days=28))

    await ask(rt, ref)


@pytest.mark.parametrize("hours", [-1, 8761])
async def test_a_policy_has_bounds(rt: Runtime, hours: int) -> None:
    stage = await given_event(rt)

    with pytest.raises(Invalid):
        await given_policy(rt, stage, hours)


async def test_tickets_of_another_order_cannot_be_asked_for(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    mine, other = await given_paid(rt, stage), await given_paid(rt, stage)

    with pytest.raises(NotRefundable):
        await ask(rt, mine, *await tickets_of(rt, other))


async def test_a_foreign_organizer_finds_no_request(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    request = await ask(rt, await given_paid(rt, stage))
    stranger, _ = await given_organizer(rt)

    with pytest.raises(NotFound):
        async with rt.unit_of_work(stranger) as uow:
            await orders.approve_refund(uow, stranger, request_id=request)
    with pytest.raises(NotFound):
        async with rt.unit_of_work(stranger) as uow:
            await orders.refuse_refund(uow, stranger, request_id=request, note="No.")


async def test_a_request_is_answered_when_its_tickets_went_back_another_way(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    one, other = await tickets_of(rt, ref)
    request = await ask(rt, ref, one, other)
    half = RefundWish(frozenset({one}))

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=half)
    (asked,) = await requests(rt, ref)
    assert asked.state is RequestState.requested
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.approve_refund(uow, stage.owner, request_id=request)

    order = await order_of(rt, ref)
    assert (order.state, order.refunded) == (OrderState.cancelled, order.total)


async def test_calling_the_event_off_answers_requests(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    await ask(rt, ref)

    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Storm")
    await settle(rt)

    (asked,) = await requests(rt, ref)
    order = await order_of(rt, ref)
    assert (asked.state, asked.decided_by) == (RequestState.approved, "system")
    assert order.close_reason == "event_cancelled"


async def test_free_tickets_go_back_too(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    await given_policy(rt, stage)
    ref = await given_order(rt, stage)
    await orders.pay(rt, stage.owner, order_id=ref.id, return_url="http://bilten.test")
    await settle(rt)
    request = await ask(rt, ref, (await tickets_of(rt, ref))[0])

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.approve_refund(uow, stage.owner, request_id=request)
    await settle(rt)

    (given,) = await refunds(rt, ref)
    assert (given.amount.minor, given.state, given.tickets) == (0, "done", 1)
    assert (await places(rt, stage))[0] == (99, 0, 1)


async def test_what_is_shown_before_is_what_goes_back(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    wish = RefundWish(frozenset({one}), with_fees=False)

    async with rt.read() as session:
        due = await queries.due(session, stage.owner, order_id=ref.id, wish=wish)
        prices = await queries.ticket_prices(session, ref.id)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    (given,) = await refunds(rt, ref)
    assert (due.total, due.gift.minor) == (given.amount, 0)
    assert due.total + due.kept_fee == prices[one]
