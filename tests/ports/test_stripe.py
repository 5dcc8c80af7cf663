"""What only Stripe does: its hosted page, organizers' accounts, saved cards, and its strictness."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import stripe
from fastapi import FastAPI, Request, Response

from bilten_app.adapters.stripe.connect import StripeConnect
from bilten_app.adapters.stripe.door import open_client
from bilten_app.adapters.stripe.gateway import StripeGateway
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.ports.payees import (
    PayeeRequest,
    Payout,
    PayoutRequest,
    PayoutState,
    TransferRequest,
)
from bilten_app.ports.payments import (
    AmountNotTaken,
    BadSignature,
    Charge,
    ChargeState,
    CheckoutOver,
    News,
)
from tests.loopback import free_port, serving
from tests.ports.sales import giving_back, opened, paid, wanted
from tests.ports.worlds import StripeWorld, stripe_world
from tests.stripe_fake import aftersale, checkout
from tests.stripe_fake.refusals import Refusal
from tests.stripe_fake.server import SECRET_KEY, WEBHOOK_SECRET
from tests.stripe_fake.strict import read_params


@pytest.fixture
async def world(clock: FrozenClock) -> AsyncIterator[StripeWorld]:
    async with stripe_world(clock) as opened:
        yield opened


@pytest.fixture
async def client(world: StripeWorld) -> AsyncIterator[stripe.StripeClient]:
    async with open_client(SECRET_KEY, world.fake.origin) as client:
        yield client


async def on_page(world: StripeWorld, ref: str, **fields: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=world.fake.origin, trust_env=False) as browser:
        return await browser.post(f"/c/pay/{ref}", data={"card": "-", **fields})


async def payee(world: StripeWorld, connect: StripeConnect) -> str:
    """Return an account that may receive and withdraw."""
    request = PayeeRequest(new_id(), "Night of Lights", "team@lights.example.com", "DE")
    account = (await connect.enroll(request)).account_ref
    aftersale.finish_onboarding(world.fake.memory, account)
    return account


async def test_a_card_is_typed_on_the_hosted_page(world: StripeWorld, clock: FrozenClock) -> None:
    request = wanted(clock)
    ref = (await world.gateway.start(request)).gateway_ref

    answer = await on_page(world, ref, card="4242 4242 4242 4242")

    assert answer.headers["location"] == request.return_url
    assert (await world.gateway.look_up(ref)).state is ChargeState.captured


async def test_a_bank_may_ask_for_approval(world: StripeWorld, clock: FrozenClock) -> None:
    ref = await opened(world, clock)

    asked = await on_page(world, ref, card="4000 0025 0000 3155")
    refused = await on_page(world, ref, answer="refuse")
    after_refusal = await world.gateway.look_up(ref)
    await on_page(world, ref, answer="approve")

    assert "challenge" in asked.text
    assert "declined" in refused.text
    assert after_refusal.reason == "authentication_failure"
    assert (await world.gateway.look_up(ref)).state is ChargeState.captured


@pytest.mark.parametrize(
    ("arrived", "state"), [("yes", ChargeState.captured), ("no", ChargeState.failed)]
)
async def test_slow_money_is_pending_until_it_arrives(
    world: StripeWorld, clock: FrozenClock, arrived: str, state: ChargeState
) -> None:
    ref = await opened(world, clock)
    checkout.pay(world.fake.memory, ref, checkout.DELAYED)
    before = await world.gateway.look_up(ref)

    checkout.settle(world.fake.memory, ref, arrived=arrived == "yes")

    assert before.state is ChargeState.pending
    assert (await world.gateway.look_up(ref)).state is state


async def test_a_checkout_that_comes_too_late_is_over(
    world: StripeWorld, clock: FrozenClock
) -> None:
    request = wanted(clock)

    clock.move(timedelta(hours=1))

    with pytest.raises(CheckoutOver):
        await world.gateway.start(request)


async def test_a_refund_is_known_after_stripe_has_forgotten_the_key(
    world: StripeWorld, clock: FrozenClock
) -> None:
    request = giving_back(await paid(world, clock), 1000)
    first = await world.gateway.refund(request)

    world.fake.forget_keys()

    assert await world.gateway.refund(request) == first


async def test_a_key_for_something_else_is_refused(client: stripe.StripeClient) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "once"}
    await client.v1.customers.create_async({"email": "a@guests.example.com"}, options)

    with pytest.raises(stripe.IdempotencyError):
        await client.v1.customers.create_async({"email": "b@guests.example.com"}, options)


def test_the_fake_refuses_what_stripe_does_not_know() -> None:
    read_params("RefundCreateParams", "payment_intent=pi_1&amount=5&metadata[a]=b")

    with pytest.raises(Refusal, match="metdata"):
        read_params("RefundCreateParams", "payment_intent=pi_1&metdata[a]=b")
    with pytest.raises(Refusal, match="unit_amuont"):
        read_params(
            "checkout/SessionCreateParams",
            "line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amuont]=5",
        )


async def test_an_old_webhook_is_refused(world: StripeWorld, clock: FrozenClock) -> None:
    await paid_unheard(world, clock)
    body, headers = (await world.webhooks())[-1]

    clock.move(timedelta(minutes=6))

    with pytest.raises(BadSignature):
        await world.gateway.verify(body, headers)


async def test_webhooks_come_again_until_they_are_taken(
    world: StripeWorld, clock: FrozenClock
) -> None:
    ref = await paid_unheard(world, clock)
    heard: list[News | None] = []
    app = FastAPI(openapi_url=None)

    @app.post("/webhooks")
    async def take(request: Request) -> Response:
        event = await world.gateway.verify(await request.body(), request.headers)
        heard.append(await world.gateway.read(event.raw))
        return Response(status_code=500 if len(heard) == 1 else 204)

    port = free_port()
    async with serving(app, port):
        statuses = await world.fake.deliver(f"http://127.0.0.1:{port}/webhooks")

    assert statuses == [500, 204, 204, 204]
    charges = [one for one in heard if isinstance(one, Charge)]
    assert [(one.gateway_ref, one.state) for one in charges] == [(ref, ChargeState.captured)]


async def test_a_wrong_key_is_an_outage(world: StripeWorld, clock: FrozenClock) -> None:
    async with open_client("sk_wrong", world.fake.origin) as client:
        gateway = StripeGateway(client, WEBHOOK_SECRET, clock)

        with pytest.raises(Unavailable):
            await gateway.start(wanted(clock))


async def test_an_organizer_is_enrolled_once_and_told_what_is_missing(
    world: StripeWorld, client: stripe.StripeClient
) -> None:
    connect = StripeConnect(client)
    request = PayeeRequest(new_id(), "Night of Lights", "team@lights.example.com", "DE")

    first, second = await connect.enroll(request), await connect.enroll(request)
    page = await connect.onboarding(first.account_ref, return_url="http://bilten.example/money")
    aftersale.finish_onboarding(world.fake.memory, first.account_ref)
    ready = await connect.payee(first.account_ref)

    assert second == first
    assert (first.may_receive, first.may_withdraw) == (False, False)
    assert first.missing
    assert page.startswith(world.fake.origin)
    assert (ready.may_receive, ready.may_withdraw, ready.missing) == (True, True, ())


async def test_money_goes_to_an_organizer_once_and_partly_back(
    world: StripeWorld, clock: FrozenClock, client: stripe.StripeClient
) -> None:
    connect = StripeConnect(client)
    await paid(world, clock)
    request = TransferRequest(
        new_id(), await payee(world, connect), Money(2000, "EUR"), "Night of Lights"
    )

    first = await connect.transfer(request)
    world.fake.forget_keys()
    second = await connect.transfer(request)
    back = await connect.take_back(
        first.gateway_ref, reversal_id=new_id(), amount=Money(500, "EUR")
    )

    assert second == first
    assert (back.amount, back.reversed) == (Money(2000, "EUR"), Money(500, "EUR"))


async def test_an_organizer_is_paid_out_once(
    world: StripeWorld, clock: FrozenClock, client: stripe.StripeClient
) -> None:
    connect = StripeConnect(client)
    await paid(world, clock)
    account = await payee(world, connect)
    await connect.transfer(TransferRequest(new_id(), account, Money(2000, "EUR"), "Lights"))
    request = PayoutRequest(new_id(), account, Money(2000, "EUR"))

    first, second = await connect.pay_out(request), await connect.pay_out(request)

    assert second == first
    assert first == Payout(first.gateway_ref, PayoutState.pending)


async def test_broken_units_are_not_paid_out(client: stripe.StripeClient) -> None:
    with pytest.raises(AmountNotTaken):
        await StripeConnect(client).pay_out(PayoutRequest(new_id(), "acct_1", Money(1045, "HUF")))


async def test_a_declined_saved_card_says_why(world: StripeWorld, clock: FrozenClock) -> None:
    ref = await world.cards.customer(user_id=new_id(), email="noor@guests.example.com")
    method = checkout.keep(world.fake.memory, ref, "4000000000009995")
    request = replace(wanted(clock), customer_ref=ref, method_ref=method["id"])

    first, second = await world.gateway.start(request), await world.gateway.start(request)

    charge = await world.gateway.look_up(first.gateway_ref)
    assert second == first
    assert (charge.state, charge.reason) == (ChargeState.failed, "insufficient_funds")
    assert len(world.fake.memory.of("payment_intent")) == 1


async def paid_unheard(world: StripeWorld, clock: FrozenClock) -> str:
    """Return a checkout that was paid, its webhooks still to come."""
    ref = await opened(world, clock)
    await world.pay(ref)
    return ref
