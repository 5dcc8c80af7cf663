"""After a payment: refunds made elsewhere, disputes, and money of the wrong amount."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bilten_app.domains.payments import queries, service
from bilten_app.domains.payments.public import (
    DisputeOver,
    DisputeState,
    DisputeView,
    NotFailed,
    NothingToRefund,
    PaymentState,
    PaymentView,
    RefundState,
    RefundView,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.kit.roles import STAFF_GRANTS, StaffRole
from tests.gateway import card
from tests.ports.sales import EUR_25, opened
from tests.ports.worlds import EVIDENCE
from tests.till import Till

EVERYONE = ["sandbox", "stripe", "paypal"]
STAFF = Actor(ActorKind.user, user_id=new_id(), staff=STAFF_GRANTS[StaffRole.admin])
STRANGER = Actor(ActorKind.user, user_id=new_id())


async def refunds(till: Till, payment: PaymentView) -> list[RefundView]:
    async with till.rt.read() as session:
        return list(await queries.refunds_of(session, payment.id))


async def dispute_of(till: Till, payment: PaymentView) -> DisputeView:
    async with till.rt.read() as session:
        (found,) = await queries.disputes(session, payment_ids=[payment.id])
    return found


async def facts(rt: Runtime, name: str) -> list[dict[str, Any]]:
    """Return the payloads of the facts with a name, oldest first."""
    async with rt.read() as session:
        rows = await session.execute(
            text("SELECT payload FROM facts WHERE name = :name ORDER BY id"), {"name": name}
        )
        return [row.payload for row in rows]


async def give_back(till: Till, payment: PaymentView, minor: int) -> None:
    async with till.rt.unit_of_work() as uow:
        await service.request_refund(uow, payment_id=payment.id, amount_minor=minor, reason="moved")


@pytest.mark.parametrize("method", EVERYONE)
async def test_a_refund_made_over_there_is_recorded_once(till: Till, method: str) -> None:
    payment = await till.paid(method)

    await till.world(method).refund_over_there(await till.ref(payment), Money(700, "EUR"))
    await till.hear(method, times=3)

    (refund,) = await refunds(till, payment)
    assert (refund.state, refund.amount) == (RefundState.done, Money(700, "EUR"))
    assert refund.is_external
    assert (await till.now(payment)).refunded == Money(700, "EUR")
    (told,) = await facts(till.rt, "payments.refund_done")
    assert told["is_external"]


@pytest.mark.parametrize("method", EVERYONE)
async def test_no_more_is_promised_than_refunds_over_there_have_left(
    till: Till, method: str
) -> None:
    payment = await till.paid(method)
    await till.world(method).refund_over_there(await till.ref(payment), Money(2000, "EUR"))
    await till.hear(method)

    with pytest.raises(NothingToRefund):
        await give_back(till, payment, 501)
    await give_back(till, payment, 500)
    await till.settle()

    assert [refund.state for refund in await refunds(till, payment)] == [RefundState.done] * 2


@pytest.mark.parametrize("method", EVERYONE)
async def test_our_own_refund_is_not_taken_for_one_made_over_there(till: Till, method: str) -> None:
    payment = await till.paid(method)
    await give_back(till, payment, 700)
    await till.settle()

    await till.hear(method, times=2)

    (refund,) = await refunds(till, payment)
    assert (refund.state, refund.is_external) == (RefundState.done, False)
    assert len(await facts(till.rt, "payments.refund_done")) == 1


async def test_a_refund_over_there_that_came_to_nothing_leaves_its_amount_to_be_given_back(
    till: Till,
) -> None:
    payment = await till.paid("stripe")
    await give_back(till, payment, 300)
    await till.settle()
    await till.stripe.refund_over_there(await till.ref(payment), Money(700, "EUR"))
    memory = till.stripe.fake.memory
    made = memory.of("refund")[0]
    made["status"] = "pending"
    await till.hear("stripe")
    on_its_way = (await till.now(payment)).refunded
    made["status"] = "failed"
    memory.tell("refund.failed", made)

    await till.hear("stripe", times=2)

    assert on_its_way == Money(1000, "EUR")
    assert (await till.now(payment)).refunded == Money(300, "EUR")
    (over_there,) = [one for one in await refunds(till, payment) if one.is_external]
    async with till.rt.read() as session:
        assert await queries.failed_refunds(session) == []  # nobody here had promised it
    with pytest.raises(NotFailed):
        async with till.rt.unit_of_work() as uow:
            await service.send_again(uow, refund_id=over_there.id)
    await give_back(till, payment, 2200)


async def test_a_refund_that_lost_the_race_at_the_gateway_fails_and_is_told(till: Till) -> None:
    payment = await till.paid("stripe")
    await give_back(till, payment, 2000)
    await till.stripe.refund_over_there(await till.ref(payment), Money(1000, "EUR"))

    await till.settle()
    await till.hear("stripe")

    states = {refund.is_external: refund.state for refund in await refunds(till, payment)}
    assert states == {False: RefundState.failed, True: RefundState.done}
    assert len(await facts(till.rt, "payments.refund_failed")) == 1


async def test_three_refunds_racing_never_promise_more_than_was_paid(till: Till) -> None:
    payment = await till.paid("sandbox")

    answers = await asyncio.gather(
        *(give_back(till, payment, 1000) for _ in range(3)), return_exceptions=True
    )
    await till.settle()

    assert sorted(type(answer).__name__ for answer in answers) == [
        "NoneType",
        "NoneType",
        "NothingToRefund",
    ]
    assert (await till.now(payment)).refunded == Money(2000, "EUR")


@pytest.mark.parametrize("method", EVERYONE)
async def test_a_dispute_opens_once_and_waits_for_an_answer(till: Till, method: str) -> None:
    payment = await till.paid(method)

    await till.world(method).dispute(await till.ref(payment))
    await till.hear(method, times=3)

    dispute = await dispute_of(till, payment)
    assert (dispute.state, dispute.amount) == (DisputeState.opened, Money(2500, "EUR"))
    assert (dispute.held, dispute.reference) == (Money(2500, "EUR"), payment.reference)
    assert dispute.respond_by is not None
    (told,) = await facts(till.rt, "payments.dispute_opened")
    assert (told["amount_minor"], told["gateway"]) == (2500, method)


@pytest.mark.parametrize("method", EVERYONE)
@pytest.mark.parametrize(("end", "held"), [(DisputeState.won, 0), (DisputeState.lost, 2500)])
async def test_a_dispute_is_answered_and_decided(
    till: Till, method: str, end: DisputeState, held: int
) -> None:
    payment = await till.paid(method)
    ref = await till.world(method).dispute(await till.ref(payment))
    await till.hear(method)
    dispute = await dispute_of(till, payment)

    await service.submit_evidence(till.rt, STAFF, dispute_id=dispute.id, evidence=EVIDENCE)
    answered = await dispute_of(till, payment)
    await till.world(method).decide(ref, won=end is DisputeState.won)
    await till.hear(method, times=2)

    decided = await dispute_of(till, payment)
    assert (answered.state, decided.state) == (DisputeState.under_review, end)
    assert decided.held == Money(held, "EUR")
    (told,) = await facts(till.rt, "payments.dispute_decided")
    assert told["is_won"] is (end is DisputeState.won)


async def test_news_of_a_dispute_in_the_wrong_order_ends_the_same(till: Till) -> None:
    payment = await till.paid("stripe")
    ref = await till.stripe.dispute(await till.ref(payment))
    await till.stripe.decide(ref, won=False)

    for body, headers in reversed(await till.stripe.webhooks()):
        await service.take_webhook(till.rt, gateway="stripe", body=body, headers=headers)
        await till.settle()

    assert (await dispute_of(till, payment)).state is DisputeState.lost
    assert len(await facts(till.rt, "payments.dispute_opened")) == 1
    assert len(await facts(till.rt, "payments.dispute_decided")) == 1


@pytest.mark.parametrize("is_disputed", [False, True])
async def test_what_paypal_takes_back_by_itself_is_counted_once(
    till: Till, *, is_disputed: bool
) -> None:
    payment = await till.paid("paypal")
    ref, merchant = await till.ref(payment), till.paypal.fake.merchant

    if is_disputed:
        merchant.decide(merchant.dispute(ref), won=False)
    else:
        merchant.reverse(ref)
    await till.hear("paypal", times=2)

    async with till.rt.read() as session:
        disputes = await queries.disputes(session, payment_ids=[payment.id])
    assert [one.state for one in disputes] == ([DisputeState.lost] if is_disputed else [])
    assert (await till.now(payment)).refunded.minor == (0 if is_disputed else EUR_25.minor)


async def test_a_dispute_is_answered_only_while_it_waits(till: Till) -> None:
    payment = await till.paid("sandbox")
    await till.sandbox.dispute(await till.ref(payment))
    await till.hear("sandbox")
    dispute = await dispute_of(till, payment)

    await service.submit_evidence(till.rt, STAFF, dispute_id=dispute.id, evidence=EVIDENCE)
    with pytest.raises(DisputeOver):
        await service.submit_evidence(till.rt, STAFF, dispute_id=dispute.id, evidence=EVIDENCE)


async def test_news_about_strangers_change_nothing(till: Till, clock: FrozenClock) -> None:
    ref = await opened(till.stripe, clock)
    await till.stripe.pay(ref)
    await till.stripe.dispute(ref)

    await till.hear("stripe")

    async with till.rt.read() as session:
        assert await queries.disputes(session) == []


async def test_money_of_the_wrong_amount_is_set_aside_and_sent_back_once(till: Till) -> None:
    payment = await till.start("sandbox")
    await till.sandbox.gateway.choose(await till.ref(payment), card("Wrong amount"))
    await till.hear("sandbox")

    async with till.rt.read() as session:
        (aside,) = await queries.quarantined(session)
    with pytest.raises(NotFound):
        async with till.rt.unit_of_work() as uow:
            await service.give_back_quarantined(uow, STRANGER, payment_id=payment.id)
    async with till.rt.unit_of_work() as uow:
        await service.give_back_quarantined(uow, STAFF, payment_id=payment.id)
    with pytest.raises(NothingToRefund):
        async with till.rt.unit_of_work() as uow:
            await service.give_back_quarantined(uow, SYSTEM, payment_id=payment.id)
    await till.settle()

    assert aside.payment.state is PaymentState.quarantined
    assert (aside.seen, aside.is_sent_back) == (Money(2499, "EUR"), False)
    (refund,) = await refunds(till, payment)
    assert (refund.state, refund.amount) == (RefundState.done, Money(2499, "EUR"))


async def test_a_card_that_will_be_disputed_is_disputed(till: Till) -> None:
    payment = await till.start("sandbox")

    await till.sandbox.gateway.choose(await till.ref(payment), card("Disputed"))
    await till.hear("sandbox")

    assert (await till.now(payment)).state is PaymentState.captured
    dispute = await dispute_of(till, payment)
    assert dispute.state is DisputeState.opened
    assert dispute.respond_by == till.rt.clock.now() + timedelta(days=7)
