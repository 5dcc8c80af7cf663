"""One suite for every payment gateway: what the port promises, each of them keeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.db import make_engine
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.ports.payments import (
    AmountNotTaken,
    BadSignature,
    Charge,
    ChargeState,
    Checkout,
    CheckoutRequest,
    Dispute,
    DisputeState,
    Evidence,
    News,
    RefundNews,
    RefundRequest,
    RefundState,
    ReportKind,
    ReportRow,
)
from tests.ports.worlds import OVER, World, paypal_world, sandbox_world, stripe_world

EUR_25 = Money(2500, "EUR")
EVIDENCE = Evidence(
    customer_name="Noor Aziz",
    customer_email="noor@guests.example.com",
    product="2 tickets, Standing, Night of Lights",
    service_date="1 June 2026",
    refund_policy="No refunds within a day of the show.",
    access_log="Entered at gate 2 at 19:04.",
    statement="The buyer was at the show.",
    pack=b"%PDF-1.7",
)


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["sandbox", "stripe", "paypal"])
def opening(
    request: pytest.FixtureRequest, clock: FrozenClock
) -> AbstractAsyncContextManager[World]:
    """Each gateway in its turn; only the sandbox needs a database."""
    if request.param == "sandbox":
        return sandbox_world(request.getfixturevalue("engine"), clock)
    return {"stripe": stripe_world, "paypal": paypal_world}[request.param](clock)


@pytest.fixture
async def world(opening: AbstractAsyncContextManager[World]) -> AsyncIterator[World]:
    async with opening as opened:
        yield opened


def wanted(clock: FrozenClock, amount: Money = EUR_25) -> CheckoutRequest:
    return CheckoutRequest(
        payment_id=new_id(),
        amount=amount,
        description="Night of Lights, 2 tickets",
        email="noor@guests.example.com",
        return_url="http://bilten.example/orders/7KQ2",
        expires_at=clock.now() + timedelta(minutes=15),
    )


async def opened(world: World, clock: FrozenClock, amount: Money = EUR_25) -> str:
    return (await world.gateway.start(wanted(clock, amount))).gateway_ref


async def paid(world: World, clock: FrozenClock, amount: Money = EUR_25) -> str:
    """Return a checkout that was paid, its webhooks read and gone."""
    ref = await opened(world, clock, amount)
    await world.pay(ref)
    await world.webhooks()
    return ref


async def news(world: World) -> list[News]:
    """Return what the newest webhooks say."""
    events = [await world.gateway.verify(*posted) for posted in await world.webhooks()]
    said = [await world.gateway.read(event.raw) for event in events]
    return [one for one in said if one is not None]


def giving_back(ref: str, minor: int) -> RefundRequest:
    return RefundRequest(new_id(), ref, Money(minor, "EUR"), "The show was moved.")


async def report(world: World, start: datetime, end: datetime) -> list[ReportRow]:
    return [row async for row in world.gateway.report(start, end)]


async def test_starting_twice_opens_one_checkout(world: World, clock: FrozenClock) -> None:
    request = wanted(clock)

    first = await world.gateway.start(request)
    clock.move(timedelta(minutes=2))
    second = await world.gateway.start(request)

    assert isinstance(first, Checkout)
    assert second == first
    assert first.url.startswith("http")


async def test_a_new_checkout_is_pending(world: World, clock: FrozenClock) -> None:
    ref = await opened(world, clock)

    charge = await world.gateway.look_up(ref)

    assert charge == Charge(ref, ChargeState.pending, EUR_25)


async def test_a_declined_buyer_may_try_again(world: World, clock: FrozenClock) -> None:
    ref = await opened(world, clock)

    await world.decline(ref)
    refused = await world.gateway.look_up(ref)
    await world.pay(ref)
    charge = await world.gateway.look_up(ref)

    assert refused.state is ChargeState.pending
    assert (charge.state, charge.amount, charge.reason) == (ChargeState.captured, EUR_25, "")


async def test_capturing_twice_collects_once(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    again = await world.gateway.capture(ref)

    assert (again.state, again.amount) == (ChargeState.captured, EUR_25)


async def test_capturing_what_nobody_approved_collects_nothing(
    world: World, clock: FrozenClock
) -> None:
    ref = await opened(world, clock)

    assert (await world.gateway.capture(ref)).state is ChargeState.pending


async def test_a_captured_charge_names_its_fee(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    charge = await world.gateway.look_up(ref)

    assert charge.fee is not None
    assert 0 < charge.fee.minor < EUR_25.minor


@pytest.mark.parametrize("amount", [Money(5000, "JPY"), EUR_25], ids=str)
async def test_an_amount_is_collected_to_the_smallest_unit(
    world: World, clock: FrozenClock, amount: Money
) -> None:
    ref = await paid(world, clock, amount)

    assert (await world.gateway.look_up(ref)).amount == amount


async def test_every_gateway_takes_exactly_what_its_rule_says(
    world: World, clock: FrozenClock
) -> None:
    for amount in (Money(12_340, "KWD"), Money(12_345, "KWD"), Money(100_000, "HUF"),
                   Money(100_050, "HUF"), Money(700, "ISK"), Money(1, "EUR")):  # fmt: skip
        rule = world.gateway.rule(amount.currency)

        if rule and rule.takes(amount.minor):
            charge = await world.gateway.look_up(await paid(world, clock, amount))
            assert charge.amount == amount
        else:
            with pytest.raises(AmountNotTaken):
                await opened(world, clock, amount)


async def test_the_webhooks_of_a_payment_say_that_it_was_captured(
    world: World, clock: FrozenClock
) -> None:
    ref = await opened(world, clock)
    await world.pay(ref)

    said = await news(world)

    charges = [one for one in said if isinstance(one, Charge)]
    assert charges
    assert {(one.gateway_ref, one.amount) for one in charges} == {(ref, EUR_25)}
    assert charges[-1].state is ChargeState.captured


async def test_a_webhook_says_the_same_when_it_comes_again(
    world: World, clock: FrozenClock
) -> None:
    ref = await opened(world, clock)
    await world.pay(ref)
    body, headers = (await world.webhooks())[-1]

    first = await world.gateway.verify(body, headers)
    second = await world.gateway.verify(body, headers)

    assert first == second
    assert await world.gateway.read(first.raw) == await world.gateway.read(second.raw)


@pytest.mark.parametrize("change", ["body", "signature", "none"])
async def test_a_webhook_that_was_not_signed_is_refused(
    world: World, clock: FrozenClock, change: str
) -> None:
    await world.pay(await opened(world, clock))
    body, headers = (await world.webhooks())[-1]
    forged = body.replace(b"2500", b"9900").replace(b"25.00", b"99.00")
    spoiled = {name: value[:-1] + "Z" for name, value in headers.items()}

    with pytest.raises(BadSignature):
        await world.gateway.verify(
            forged if change == "body" else body,
            {"body": headers, "signature": spoiled, "none": {}}[change],
        )


async def test_a_lost_webhook_loses_nothing(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    assert (await world.gateway.look_up(ref)).state is ChargeState.captured


async def test_a_closed_checkout_takes_no_money(world: World, clock: FrozenClock) -> None:
    ref = await opened(world, clock)

    closed = await world.gateway.close(ref)

    assert closed.state is ChargeState.expired


async def test_closing_what_was_paid_says_so(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    assert (await world.gateway.close(ref)).state is ChargeState.captured


async def test_a_checkout_nobody_paid_expires(world: World, clock: FrozenClock) -> None:
    ref = await opened(world, clock)

    clock.move(OVER)

    assert (await world.gateway.look_up(ref)).state is ChargeState.expired


async def test_a_refund_is_made_once(world: World, clock: FrozenClock) -> None:
    request = giving_back(await paid(world, clock), 1000)

    first = await world.gateway.refund(request)
    second = await world.gateway.refund(request)

    assert first.state is RefundState.done
    assert second == first


async def test_three_partial_refunds_never_exceed_what_was_paid(
    world: World, clock: FrozenClock
) -> None:
    ref = await paid(world, clock)

    answers = await asyncio.gather(
        *(world.gateway.refund(giving_back(ref, 1000)) for _ in range(3))
    )

    assert sorted(answer.state for answer in answers) == ["done", "done", "failed"]


async def test_nothing_more_is_refunded_than_was_paid(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)
    await world.gateway.refund(giving_back(ref, 2500))

    assert (await world.gateway.refund(giving_back(ref, 1))).state is RefundState.failed


async def test_a_refund_made_over_there_arrives(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    await world.refund_over_there(ref, Money(700, "EUR"))
    (told,) = await news(world)

    assert isinstance(told, RefundNews)
    assert (told.checkout_ref, told.amount, told.refund_id) == (ref, Money(700, "EUR"), None)
    assert told.refund.state is RefundState.done


async def test_a_dispute_opens_and_holds_the_money(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    dispute = await world.dispute(ref)
    told = (await news(world))[-1]

    assert isinstance(told, Dispute)
    assert (told.gateway_ref, told.checkout_ref) == (dispute, ref)
    assert (told.state, told.amount, told.held) == (DisputeState.needs_response, EUR_25, EUR_25)
    assert told.respond_by is not None
    assert told.respond_by > clock.now()


async def test_evidence_is_handed_in(world: World, clock: FrozenClock) -> None:
    dispute = await world.dispute(await paid(world, clock))

    answered = await world.gateway.submit_evidence(dispute, EVIDENCE)

    assert answered.state is DisputeState.under_review


@pytest.mark.parametrize(("decided", "held"), [(DisputeState.won, 0), (DisputeState.lost, 2500)])
async def test_a_dispute_is_decided(
    world: World,
    clock: FrozenClock,
    decided: DisputeState,
    held: int,
) -> None:
    dispute = await world.dispute(await paid(world, clock))

    await world.decide(dispute, won=decided is DisputeState.won)
    last = (await news(world))[-1]

    assert isinstance(last, Dispute)
    assert last.state is decided
    assert last.held == Money(held, "EUR")


async def test_news_of_a_dispute_in_any_order_says_how_it_is_now(
    world: World, clock: FrozenClock
) -> None:
    dispute = await world.dispute(await paid(world, clock))
    await world.decide(dispute, won=True)

    told = await news(world)

    states = {one.state for one in told if isinstance(one, Dispute)}
    assert states == {DisputeState.won}


async def test_the_report_has_every_movement_with_our_ids(world: World, clock: FrozenClock) -> None:
    request = wanted(clock)
    ref = (await world.gateway.start(request)).gateway_ref
    await world.pay(ref)
    refund = giving_back(ref, 1000)
    await world.gateway.refund(refund)
    await world.refund_over_there(ref, Money(500, "EUR"))

    rows = await report(world, clock.now() - timedelta(days=40), clock.now() + timedelta(hours=1))

    told = {(row.kind, row.reference, row.amount.minor) for row in rows}
    assert told == {
        (ReportKind.charge, request.payment_id, 2500),
        (ReportKind.refund, refund.refund_id, -1000),
        (ReportKind.refund, None, -500),
    }
    fee = next(row.fee for row in rows if row.kind is ReportKind.charge)
    assert fee == (await world.gateway.look_up(ref)).fee


async def test_the_report_ends_just_before_its_end(world: World, clock: FrozenClock) -> None:
    await paid(world, clock)
    start = clock.now()

    assert await report(world, start - timedelta(days=1), start) == []
    assert len(await report(world, start, start + timedelta(seconds=1))) == 1


async def test_an_outage_is_unavailable(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    await world.go_down()

    with pytest.raises(Unavailable):
        await world.gateway.start(wanted(clock))
    with pytest.raises(Unavailable):
        await world.gateway.look_up(ref)
    with pytest.raises(Unavailable):
        await world.gateway.refund(giving_back(ref, 100))
