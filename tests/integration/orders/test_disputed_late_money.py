"""A bank asks for money that bought nothing: it goes back once, by the bank or by us."""

from datetime import timedelta

import pytest

from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments import service as payment_service
from bilten_app.domains.payments.public import BankDecides, NothingToRefund
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.clock import FrozenClock
from tests.aftersale import given_paid
from tests.banks import books, decide, given_late, hear, is_sound, refunds_sent, states
from tests.factories import given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of
from tests.work import settle, tell_all_again


async def test_late_money_that_a_bank_asks_for_waits_and_goes_back_when_it_is_won(
    rt: Runtime, clock: FrozenClock
) -> None:
    _, ref, checkout = await given_late(rt, clock)
    asked = await gateway_of(rt).dispute(checkout)

    await hear(rt, latest_first=True, times=2)
    waiting = await refunds_sent(rt)
    await decide(rt, asked, won=True)
    await tell_all_again(rt)

    total = (await order_of(rt, ref)).total.minor
    assert (waiting, await refunds_sent(rt)) == ([], [total])
    assert await books(rt) == {}
    assert await is_sound(rt)


async def test_late_money_that_a_bank_took_is_not_sent_back_by_us_as_well(
    rt: Runtime, clock: FrozenClock
) -> None:
    _, _, checkout = await given_late(rt, clock)
    asked = await gateway_of(rt).dispute(checkout)
    await hear(rt, latest_first=True)

    await decide(rt, asked, won=False)
    await tell_all_again(rt)

    assert await refunds_sent(rt) == []
    assert await books(rt) == {}


async def test_what_a_bank_took_before_we_knew_that_it_bought_nothing_is_not_the_organizers_loss(
    rt: Runtime, clock: FrozenClock
) -> None:
    _, _, checkout = await given_late(rt, clock)
    asked = await gateway_of(rt).dispute(checkout)
    await gateway_of(rt).decide(asked, won=False)

    await hear(rt, latest_first=True, times=2)
    await tell_all_again(rt)

    assert await refunds_sent(rt) == []
    assert await books(rt) == {}


async def given_second(rt: Runtime, ref: OrderRef) -> str:
    """Pay for an order that is paid, untold; return the checkout."""
    order = await order_of(rt, ref)
    second = await payment_service.start(
        rt, reference=ref.id, amount=order.total, email=order.buyer_email, description="Again",
        return_url="http://bilten.test", expires_at=rt.clock.now() + timedelta(minutes=15),
        method="sandbox",
    )  # fmt: skip
    checkout = (second.checkout_url or "").rsplit("/", 1)[1]
    await gateway_of(rt).choose(checkout, card("Success"))
    return checkout


@pytest.mark.parametrize("won", [True, False])
async def test_a_dispute_about_a_second_payment_touches_no_ticket_and_no_sum(
    rt: Runtime, *, won: bool
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    before = await books(rt)
    asked = await gateway_of(rt).dispute(await given_second(rt, ref))

    await hear(rt, latest_first=True)
    meanwhile = await states(rt, ref)
    await decide(rt, asked, won=won)

    order = await order_of(rt, ref)
    assert meanwhile == await states(rt, ref) == ["valid", "valid"]
    assert (order.state, order.refunded.minor) == ("paid", 0)
    assert await refunds_sent(rt) == ([order.total.minor] if won else [])
    assert await books(rt) == before
    assert await is_sound(rt)


async def test_a_refund_made_over_there_of_a_second_payment_is_not_the_orders(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    before = await books(rt)
    checkout = await given_second(rt, ref)
    await gateway_of(rt).refund_at_desk(checkout, 20_00)

    await hear(rt, latest_first=True, times=2)
    await tell_all_again(rt)

    order = await order_of(rt, ref)
    assert order.refunded.minor == 0
    assert await states(rt, ref) == ["valid", "valid"]
    assert await refunds_sent(rt) == [order.total.minor - 20_00]
    assert await books(rt) == before


async def test_a_refund_made_over_there_of_a_wrong_amount_is_not_the_orders(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Wrong amount"))
    await hear(rt)
    async with rt.read() as session:
        (aside,) = await payments.quarantined(session)

    await gateway_of(rt).refund_at_desk(checkout, aside.seen.minor)
    await hear(rt, times=2)

    order = await order_of(rt, ref)
    assert (order.state, order.refunded.minor) == ("placed", 0)
    assert await books(rt) == {}
    with pytest.raises(NothingToRefund):
        async with rt.unit_of_work(SYSTEM) as uow:
            await payment_service.give_back_quarantined(uow, SYSTEM, payment_id=aside.payment.id)


async def test_a_wrong_amount_is_not_sent_back_while_a_bank_asks_for_it(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Wrong amount"))
    await hear(rt)
    async with rt.read() as session:
        (aside,) = await payments.quarantined(session)
    asked = await gateway_of(rt).dispute(checkout)
    await hear(rt)

    async def give_back() -> None:
        async with rt.unit_of_work(SYSTEM) as uow:
            await payment_service.give_back_quarantined(uow, SYSTEM, payment_id=aside.payment.id)

    with pytest.raises(BankDecides):
        await give_back()
    await decide(rt, asked, won=True)
    await give_back()
    await settle(rt)

    assert await refunds_sent(rt) == [aside.seen.minor]
    assert await books(rt) == {}
