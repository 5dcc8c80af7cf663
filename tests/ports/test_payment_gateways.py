"""One suite for every payment gateway: what the port promises, each of them keeps."""

from datetime import timedelta

import pytest

from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.kit.money import Money
from bilten_app.ports.payments import AmountNotTaken, BadSignature, Charge, ChargeState, Checkout
from tests.ports.sales import EUR_25, giving_back, news, opened, paid, wanted
from tests.ports.worlds import OVER, World


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


async def test_an_outage_is_unavailable(world: World, clock: FrozenClock) -> None:
    ref = await paid(world, clock)

    await world.go_down()

    with pytest.raises(Unavailable):
        await world.gateway.start(wanted(clock))
    with pytest.raises(Unavailable):
        await world.gateway.look_up(ref)
    with pytest.raises(Unavailable):
        await world.gateway.refund(giving_back(ref, 100))
