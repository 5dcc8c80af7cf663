"""Refunds that the gateway could not make are sent again, once at a time."""

import asyncio
import json
from collections import Counter

import pytest
from sqlalchemy import text

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import Account, AccountKind
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, RefundWish
from bilten_app.domains.payments import queries as payment_queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import NotFailed, RefundState
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import Busy
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import STAFF_GRANTS, StaffRole
from tests.aftersale import empty_account, fill_account, given_paid, refunds
from tests.factories import Stage, given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of, hear
from tests.people import given_organizer
from tests.work import settle, tell_all_again


async def given_failed(rt: Runtime, stage: Stage) -> OrderRef:
    """Give ten back of an order whose money is gone from the gateway's account."""
    ref = await given_paid(rt, stage)
    await empty_account(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(amount_minor=1000)
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)
    await settle(rt)
    return ref


async def again(rt: Runtime, stage: Stage, ref: OrderRef) -> None:
    (given,) = await refunds(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.send_again(uow, stage.owner, order_id=ref.id, refund_id=given.id)


async def again_if_busy(rt: Runtime, stage: Stage, ref: OrderRef) -> None:
    """Like `again`; whom a slow machine lets wait too long for the others asks once more."""
    while True:
        try:
            return await again(rt, stage, ref)
        except Busy:
            continue


async def sent_entries(rt: Runtime) -> int:
    async with rt.read() as session:
        rows = await session.execute(
            text("SELECT count(*) FROM ledger_entries WHERE kind = 'refund_sent'")
        )
        return rows.scalar_one()


async def owed_to_buyers(rt: Runtime) -> int:
    return await _balance(rt, Account(AccountKind.refunds_in_transit, "EUR"))


async def in_clearing(rt: Runtime) -> int:
    return await _balance(rt, Account(AccountKind.clearing, "EUR", gateway="sandbox"))


async def _balance(rt: Runtime, account: Account) -> int:
    async with rt.read() as session:
        return (await ledger.balance(session, account)).minor


async def come_back(rt: Runtime) -> None:
    """Let the buyer's bank send the refunds back that were made, and tell of it."""
    async with rt.read() as session:
        made = (await session.execute(text("SELECT id FROM sandbox.refunds"))).scalars().all()
    for refund in made:
        await gateway_of(rt).return_refund(refund)
        body = json.dumps({"id": f"evt_{new_id()}", "refund": refund}).encode()
        headers = gateway_of(rt).signed_headers(body)
        await payments.take_webhook(rt, gateway="sandbox", body=body, headers=headers)
    await settle(rt)


async def test_a_refund_that_failed_is_shown_and_the_books_know_of_no_money_sent(
    rt: Runtime,
) -> None:
    ref = await given_failed(rt, await given_event(rt))

    (given,) = await refunds(rt, ref)

    assert given.state is RefundState.failed
    assert await sent_entries(rt) == 0


async def test_sent_again_it_is_one_refund_and_one_entry(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_failed(rt, stage)
    await fill_account(rt)

    await again(rt, stage, ref)
    await settle(rt)

    order = await order_of(rt, ref)
    (given,) = await refunds(rt, ref)
    assert (given.state, given.amount.minor, order.refunded.minor) == ("done", 1000, 1000)
    assert await sent_entries(rt) == 1
    async with rt.read() as session:
        assert not (await ledger.trial_balance(session)).difference
        assert order.payment_id
        payment = await payment_queries.payment(session, order.payment_id)
    assert payment
    assert payment.refunded.minor == 1000


async def test_one_that_fails_again_can_be_tried_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_failed(rt, stage)
    await again(rt, stage, ref)
    await settle(rt)
    (given,) = await refunds(rt, ref)
    assert given.state is RefundState.failed
    await fill_account(rt)

    await again(rt, stage, ref)
    await settle(rt)

    (given,) = await refunds(rt, ref)
    assert given.state is RefundState.done


async def test_trying_again_many_times_at_once_sends_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_failed(rt, stage)
    await fill_account(rt)

    said = await asyncio.gather(
        *(again_if_busy(rt, stage, ref) for _ in range(4)), return_exceptions=True
    )
    await settle(rt)

    assert Counter(type(one) for one in said) == {NotFailed: 3, type(None): 1}
    assert await sent_entries(rt) == 1


async def test_what_is_done_is_not_sent_again_and_strangers_find_nothing(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_failed(rt, stage)
    stranger, _ = await given_organizer(rt)
    (failed,) = await refunds(rt, ref)
    with pytest.raises(NotFound):
        async with rt.unit_of_work(stranger) as uow:
            await orders.send_again(uow, stranger, order_id=ref.id, refund_id=failed.id)
    await fill_account(rt)
    await again(rt, stage, ref)
    await settle(rt)

    with pytest.raises(NotFailed):
        await again(rt, stage, ref)


async def test_money_given_back_over_there_is_shown_once_as_such(rt: Runtime) -> None:
    ref = await given_paid(rt, await given_event(rt))
    checkout = await empty_account(rt, ref)
    body = json.dumps({"id": "evt_desk", "refund": checkout}).encode()
    headers = gateway_of(rt).signed_headers(body)

    for _ in range(2):
        await payments.take_webhook(rt, gateway="sandbox", body=body, headers=headers)
        await settle(rt)

    (given,) = await refunds(rt, ref)
    assert (given.is_external, given.state) == (True, RefundState.done)


async def test_one_that_comes_back_days_later_is_owed_again_and_sent_again_exactly_once(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=RefundWish(amount_minor=1000))
    await settle(rt)
    (done,) = await refunds(rt, ref)
    assert (done.state, await owed_to_buyers(rt)) == (RefundState.done, 0)

    for _ in range(3):
        await come_back(rt)
    (failed,) = await refunds(rt, ref)
    assert (failed.state, await owed_to_buyers(rt)) == (RefundState.failed, 1000)
    await again(rt, stage, ref)
    await settle(rt)

    (given,) = await refunds(rt, ref)
    assert (given.state, given.amount.minor) == (RefundState.done, 1000)
    assert await owed_to_buyers(rt) == 0
    assert await in_clearing(rt) == (await order_of(rt, ref)).total.minor - 1000


async def test_the_job_of_a_refund_that_failed_does_not_ask_the_gateway_again(
    rt: Runtime,
) -> None:
    ref = await given_failed(rt, await given_event(rt))
    (failed,) = await refunds(rt, ref)
    await fill_account(rt)

    await payments.send_refund(rt, refund_id=str(failed.attempt_id))
    await settle(rt)

    assert [one.state for one in await refunds(rt, ref)] == [RefundState.failed]


async def test_buyer_and_organizer_are_told_once_of_each_refund_that_did_not_arrive(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    await given_failed(rt, stage)
    await tell_all_again(rt)

    assert isinstance(rt.gateways.email, MailSink)
    subjects = Counter(mail.email.subject for mail in await rt.gateways.email.newest())
    assert subjects["Your refund for Jazz by the Canal did not arrive"] == 1
    assert sum(n for words, n in subjects.items() if words.startswith("A refund for order")) == 1


async def test_money_of_the_wrong_amount_is_owed_until_it_went_back(rt: Runtime) -> None:
    ref = await given_order(rt, await given_event(rt))
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Wrong amount"))
    await hear(rt, checkout)
    owed = await owed_to_buyers(rt)
    staff = Actor(ActorKind.user, user_id=new_id(), staff=STAFF_GRANTS[StaffRole.admin])

    async with rt.read() as session:
        (aside,) = await payment_queries.quarantined(session)
    async with rt.unit_of_work(staff) as uow:
        await payments.give_back_quarantined(uow, staff, payment_id=aside.payment.id)
    await settle(rt)

    assert owed == aside.seen.minor
    assert (await owed_to_buyers(rt), await in_clearing(rt)) == (0, 0)
