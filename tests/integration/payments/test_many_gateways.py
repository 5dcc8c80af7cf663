"""Several ways to pay at once: which are offered, and what happens when a buyer wanders."""

import json
from datetime import timedelta

import pytest

from bilten_app.domains.payments import queries, service
from bilten_app.domains.payments.public import NotOffered, PaymentState, WhyNot
from bilten_app.domains.payments.service.hear import Stored, understand_all
from bilten_app.infra.breaker import FAILURES, REST
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, Unavailable
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.stripe_fake import checkout
from tests.till import Till

EVERYONE = ["sandbox", "stripe", "paypal"]


@pytest.mark.parametrize("method", EVERYONE)
async def test_a_payment_is_captured_when_its_gateway_says_so(till: Till, method: str) -> None:
    payment = await till.paid(method)

    assert (payment.state, payment.gateway) == (PaymentState.captured, method)
    assert payment.fee is not None


@pytest.mark.parametrize("method", EVERYONE)
async def test_a_payment_is_captured_when_its_webhooks_are_lost(till: Till, method: str) -> None:
    payment = await till.start(method)
    await till.world(method).pay(await till.ref(payment))

    refreshed = await service.refresh(till.rt, payment_id=payment.id)

    assert refreshed.state is PaymentState.captured
    assert refreshed.fee is not None


async def test_what_a_buyer_approved_in_time_is_collected(till: Till) -> None:
    payment = await till.start("paypal")
    till.paypal.fake.merchant.approve(await till.ref(payment))

    await till.hear("paypal", times=3)

    assert (await till.now(payment)).state is PaymentState.captured


async def test_what_a_buyer_approved_too_late_is_never_collected(
    till: Till, clock: FrozenClock
) -> None:
    payment = await till.start("paypal")
    clock.move(timedelta(minutes=16))
    till.paypal.fake.merchant.approve(await till.ref(payment))

    await till.hear("paypal")

    assert (await till.now(payment)).state is PaymentState.expired
    assert till.paypal.fake.merchant.lines == []


@pytest.mark.parametrize("method", EVERYONE)
async def test_a_checkout_is_closed_when_the_time_to_pay_is_over(
    till: Till, clock: FrozenClock, method: str
) -> None:
    payment = await till.start(method)

    clock.move(timedelta(minutes=15))
    await service.look_due(till.rt)

    assert (await till.now(payment)).state is PaymentState.expired


async def test_stripe_takes_no_money_after_the_time_to_pay(till: Till, clock: FrozenClock) -> None:
    payment = await till.start("stripe")
    clock.move(timedelta(minutes=15))
    await service.look_due(till.rt)

    outcome = checkout.pay(till.stripe.fake.memory, await till.ref(payment), "4242424242424242")

    assert outcome == "over"


async def test_the_first_way_that_takes_the_amount_is_chosen(till: Till) -> None:
    payment = await service.start(
        till.rt,
        reference=new_id(),
        amount=Money(2500, "EUR"),
        email="noor@guests.example.com",
        description="Night of Lights",
        return_url="http://bilten.example",
        expires_at=till.rt.clock.now() + timedelta(minutes=15),
    )

    assert payment.gateway == "sandbox"


async def test_the_same_way_twice_is_one_checkout(till: Till) -> None:
    reference = new_id()

    first = await till.start("stripe", reference=reference)
    second = await till.start("stripe", reference=reference)

    assert second.checkout_url == first.checkout_url


async def test_choosing_another_way_closes_the_first(till: Till) -> None:
    reference = new_id()
    first = await till.start("stripe", reference=reference)

    second = await till.start("paypal", reference=reference)
    await service.look_due(till.rt)

    assert (await till.now(first)).state is PaymentState.expired
    assert (await till.now(second)).state is PaymentState.started


async def test_money_that_was_paid_before_choosing_another_way_is_not_lost(till: Till) -> None:
    reference = new_id()
    first = await till.start("stripe", reference=reference)
    await till.stripe.pay(await till.ref(first))

    await till.start("paypal", reference=reference)
    await service.look_due(till.rt)

    assert (await till.now(first)).state is PaymentState.captured


async def test_a_way_that_is_not_offered_cannot_be_chosen(till: Till) -> None:
    with pytest.raises(NotOffered):
        await till.start("cheque")
    with pytest.raises(NotOffered):
        await till.start("paypal", Money(2500, "KWD"))
    with pytest.raises(NotOffered):
        await till.start("stripe", Money(2505, "KWD"))


async def test_a_webhook_of_nobody_is_not_found(till: Till) -> None:
    with pytest.raises(NotFound):
        await service.take_webhook(till.rt, gateway="cheque", body=b"{}", headers={})


async def test_every_way_says_why_it_cannot_be_chosen(till: Till) -> None:
    kwd = await queries.methods(till.rt, Money(2505, "KWD"))

    assert [(method.name, method.why_not) for method in kwd] == [
        ("sandbox", None),
        ("stripe", WhyNot.amount),
        ("paypal", WhyNot.currency),
    ]


async def test_a_gateway_that_is_down_is_not_offered_until_it_rested(
    till: Till, clock: FrozenClock
) -> None:
    await till.paypal.go_down()
    for _ in range(FAILURES):
        with pytest.raises(Unavailable):
            await till.start("paypal")

    away = await queries.methods(till.rt, Money(2500, "EUR"))
    clock.move(REST)
    back = await queries.methods(till.rt, Money(2500, "EUR"))

    assert [method.is_available for method in away] == [True, True, False]
    assert away[2].why_not is WhyNot.down
    assert all(method.is_available for method in back)


async def test_one_gateway_that_is_down_holds_no_other_back(till: Till) -> None:
    lost, paid = await till.start("paypal"), await till.start("stripe")
    till.paypal.fake.merchant.approve(await till.ref(lost))
    await till.stripe.pay(await till.ref(paid))
    posted = [("paypal", one) for one in await till.paypal.webhooks()]
    posted += [("stripe", one) for one in await till.stripe.webhooks()]
    for name, (body, headers) in posted:
        await service.take_webhook(till.rt, gateway=name, body=body, headers=headers)
    await till.paypal.go_down()

    stored = [Stored(name, json.loads(body)["id"], "") for name, (body, _) in posted]
    answers = await understand_all(till.rt, stored)

    assert [type(answer) for answer in answers] == [Unavailable, *[type(None)] * 3]
    assert (await till.now(paid)).state is PaymentState.captured
    assert (await till.now(lost)).state is PaymentState.started


async def test_a_webhook_that_could_not_be_read_is_read_later(till: Till) -> None:
    payment = await till.start("paypal")
    till.paypal.fake.merchant.approve(await till.ref(payment))
    ((body, headers),) = await till.paypal.webhooks()
    await service.take_webhook(till.rt, gateway="paypal", body=body, headers=headers)
    till.paypal.fake.down = True
    with pytest.raises(Unavailable):
        await till.settle()

    till.paypal.fake.down = False
    await till.settle()

    assert (await till.now(payment)).state is PaymentState.captured
