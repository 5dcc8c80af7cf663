"""Nobody pays and gets nothing; nobody gets two for one."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from bilten_app.adapters.sandbox.scenarios import Scenario
from bilten_app.domains.orders import queries, service
from bilten_app.domains.orders.public import (
    BuyerUnknown,
    CloseReason,
    OrderClosed,
    OrderExpired,
    OrderRef,
    OrderState,
)
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import PaymentState, RefundState
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, Unauthenticated
from tests.factories import (
    Stage,
    draft,
    given_checkout,
    given_event,
    given_order,
    new_guest,
    order_of,
    places,
    refunded_of,
)
from tests.gateway import card, gateway_of, hear
from tests.people import given_organizer
from tests.work import settle

GOOD = card("Success")
WRONG = card("Wrong amount")
EXPIRY = timedelta(minutes=15)


async def pay_with(rt: Runtime, ref: OrderRef, card: Scenario = GOOD) -> str:
    """Open the checkout and use a test card on it."""
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card)
    return checkout


async def tickets_of(rt: Runtime, ref: OrderRef) -> Sequence[TicketView]:
    """Return the order's tickets."""
    async with rt.read() as session:
        return (await queries.receipt(session, ref.id)).tickets


async def paid_order(rt: Runtime, stage: Stage) -> OrderRef:
    """Buy two tickets."""
    ref = await given_order(rt, stage)
    await hear(rt, await pay_with(rt, ref), f"evt_{ref.code}")
    return ref


async def test_a_captured_payment_makes_the_order_paid_with_its_tickets(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)

    await hear(rt, await pay_with(rt, ref))

    assert (await order_of(rt, ref)).state is OrderState.paid
    assert len(await tickets_of(rt, ref)) == 2
    assert await places(rt, stage) == [(98, 0, 2)]


async def test_the_same_webhook_five_times_sells_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await pay_with(rt, ref)

    for _ in range(5):
        await hear(rt, checkout)

    assert len(await tickets_of(rt, ref)) == 2
    assert await places(rt, stage) == [(98, 0, 2)]


async def test_five_different_webhooks_at_once_sell_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await pay_with(rt, ref)

    await asyncio.gather(*(hear(rt, checkout, f"evt_{n}") for n in range(5)))

    assert len(await tickets_of(rt, ref)) == 2
    assert await places(rt, stage) == [(98, 0, 2)]


async def test_a_failure_told_after_the_capture_changes_nothing(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await pay_with(rt, ref)

    await hear(rt, checkout, "evt_captured")
    await hear(rt, checkout, "evt_failed", state="failed")

    assert (await order_of(rt, ref)).state is OrderState.paid


async def test_a_capture_told_after_the_failure_ends_like_the_right_order(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await pay_with(rt, ref)

    await hear(rt, checkout, "evt_failed", state="failed")
    await hear(rt, checkout, "evt_captured")

    assert (await order_of(rt, ref)).state is OrderState.paid
    assert len(await tickets_of(rt, ref)) == 2


async def test_money_of_another_amount_is_quarantined_and_sells_nothing(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)

    await hear(rt, await pay_with(rt, ref, WRONG))

    assert (await order_of(rt, ref)).state is OrderState.placed
    async with rt.read() as session:
        payment = await payment_queries.latest_of(session, ref.id)
    assert payment is not None
    assert payment.state is PaymentState.quarantined


async def test_a_webhook_that_never_comes_is_asked_for(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    await pay_with(rt, ref)
    async with rt.read() as session:
        payment = await payment_queries.latest_of(session, ref.id)
    assert payment is not None

    await payments.refresh(rt, payment_id=payment.id)
    await settle(rt)

    assert (await order_of(rt, ref)).state is OrderState.paid


async def test_why_a_card_was_refused_is_known_and_another_card_may_be_tried(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await pay_with(rt, ref, card("Insufficient funds"))
    async with rt.read() as session:
        payment = await payment_queries.latest_of(session, ref.id)
    assert payment is not None

    refused = await payments.refresh(rt, payment_id=payment.id)
    await gateway_of(rt).choose(checkout, GOOD)
    await hear(rt, checkout)

    assert (refused.state, refused.reason) == (PaymentState.started, "insufficient_funds")
    assert (await order_of(rt, ref)).state is OrderState.paid


async def test_late_money_is_honoured_while_places_remain(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await pay_with(rt, ref)
    clock.move(EXPIRY + timedelta(seconds=5))
    await service.expire_due(rt)
    assert (await order_of(rt, ref)).state is OrderState.expired

    await hear(rt, checkout)

    assert (await order_of(rt, ref)).state is OrderState.paid
    assert await places(rt, stage) == [(98, 0, 2)]


async def test_late_money_goes_back_once_when_the_places_are_gone(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt, draft(capacity=2))
    ref = await given_order(rt, stage)
    checkout = await pay_with(rt, ref)
    clock.move(EXPIRY + timedelta(seconds=5))
    await service.expire_due(rt)
    await given_order(rt, stage)

    for _ in range(2):
        await hear(rt, checkout)

    order = await order_of(rt, ref)
    assert (order.state, order.close_reason) == (OrderState.expired, CloseReason.sold_out)
    assert await tickets_of(rt, ref) == ()
    assert await refunded_of(rt, ref) == order.total.minor
    assert await places(rt, stage) == [(0, 2, 0)]


async def test_money_for_a_cancelled_order_goes_back(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await pay_with(rt, ref)
    async with rt.unit_of_work() as uow:
        await service.cancel_placed(uow, order_id=ref.id)

    await hear(rt, checkout)

    assert await refunded_of(rt, ref) == (await order_of(rt, ref)).total.minor
    assert await places(rt, stage) == [(100, 0, 0)]


async def test_a_free_order_is_paid_at_once(rt: Runtime) -> None:
    stage = await given_event(rt, draft(price_minor=0))
    ref = await given_order(rt, stage)

    url = await service.pay(rt, new_guest(), order_id=ref.id, return_url="http://bilten.test")

    assert url is None
    assert (await order_of(rt, ref)).total.minor == 0
    assert len(await tickets_of(rt, ref)) == 2


async def test_a_second_click_opens_the_same_checkout(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)

    opened = await asyncio.gather(*(given_checkout(rt, ref) for _ in range(5)))

    assert len(set(opened)) == 1


async def test_nobody_pays_without_a_name_for_the_tickets(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await service.place(rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 1})

    with pytest.raises(BuyerUnknown):
        await given_checkout(rt, ref)


async def test_an_expired_order_cannot_be_paid(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    clock.move(EXPIRY)

    with pytest.raises(OrderExpired):
        await given_checkout(rt, ref)


async def test_cancelling_voids_tickets_frees_places_and_refunds_exactly_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await paid_order(rt, stage)

    async with rt.unit_of_work(stage.owner) as uow:
        await service.cancel(uow, stage.owner, order_id=ref.id)
    with pytest.raises(OrderClosed):
        async with rt.unit_of_work(stage.owner) as uow:
            await service.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)

    assert {ticket.state for ticket in await tickets_of(rt, ref)} == {TicketState.void}
    assert await places(rt, stage) == [(100, 0, 0)]
    async with rt.read() as session:
        order = await queries.order(session, ref.id)
        refunds = await payment_queries.refunds_of(session, _known(order.payment_id))
    assert [(refund.state, refund.amount) for refund in refunds] == [
        (RefundState.done, order.total)
    ]


async def test_strangers_cannot_cancel_an_order(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await paid_order(rt, stage)
    stranger, _ = await given_organizer(rt, name="Others")

    for actor, refusal in ((stranger, NotFound), (new_guest(), Unauthenticated)):
        with pytest.raises(refusal):
            async with rt.unit_of_work(actor) as uow:
                await service.cancel(uow, actor, order_id=ref.id)

    assert (await order_of(rt, ref)).state is OrderState.paid


def _known(value: UUID | None) -> UUID:
    assert value is not None
    return value
