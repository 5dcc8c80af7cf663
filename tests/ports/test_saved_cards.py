"""One suite for every gateway that remembers cards: saved, charged, asked about, and forgotten."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.ports.cards import MethodGone
from bilten_app.ports.payees import MethodForgotten, SavedMethod
from bilten_app.ports.payments import Charge, ChargeState, CheckoutRequest, RefundState
from tests.ports.sales import EUR_25, giving_back, news, wanted
from tests.ports.worlds import Card, CardWorld, sandbox_world, stripe_world

EMAIL = "noor@guests.example.com"


@pytest.fixture(params=["sandbox", "stripe"])
def opening(
    request: pytest.FixtureRequest, clock: FrozenClock
) -> AbstractAsyncContextManager[CardWorld]:
    """Those that remember cards; only the sandbox needs a database."""
    if request.param == "sandbox":
        return sandbox_world(request.getfixturevalue("engine"), clock)
    return stripe_world(clock)


@pytest.fixture
async def world(opening: AbstractAsyncContextManager[CardWorld]) -> AsyncIterator[CardWorld]:
    async with opening as opened:
        yield opened


async def customer(world: CardWorld) -> str:
    return await world.cards.customer(user_id=new_id(), email=EMAIL)


async def saved(world: CardWorld, clock: FrozenClock, kind: Card) -> tuple[str, SavedMethod]:
    """Return a buyer and the card that they paid with and wanted remembered."""
    ref = await customer(world)
    checkout = await world.gateway.start(replace(wanted(clock), customer_ref=ref))
    await world.pay_with(checkout.gateway_ref, kind)
    if kind == "asked":
        await world.answer(checkout.gateway_ref, approved=True)
    (method,) = await world.cards.saved(ref)
    await world.webhooks()
    return ref, method


def again(clock: FrozenClock, ref: str, method: SavedMethod) -> CheckoutRequest:
    return replace(wanted(clock), customer_ref=ref, method_ref=method.gateway_ref)


async def test_a_buyer_has_one_name(world: CardWorld) -> None:
    user_id = new_id()

    first = await world.cards.customer(user_id=user_id, email=EMAIL)

    assert await world.cards.customer(user_id=user_id, email=EMAIL) == first
    assert await customer(world) != first


async def test_a_card_is_remembered_only_for_who_wanted_it(
    world: CardWorld, clock: FrozenClock
) -> None:
    other = await customer(world)
    await world.pay((await world.gateway.start(wanted(clock))).gateway_ref)

    ref, method = await saved(world, clock, "good")

    assert (method.brand, method.last4) == ("visa", "4242")
    assert len(method.expires) == len("03/2030")
    assert await world.cards.saved(other) == []
    assert await world.cards.saved(ref) == [method]


async def test_a_saved_card_is_charged_without_a_page(world: CardWorld, clock: FrozenClock) -> None:
    request = again(clock, *await saved(world, clock, "good"))

    checkout = await world.gateway.start(request)

    charge = await world.gateway.look_up(checkout.gateway_ref)
    assert checkout.url == request.return_url
    assert (charge.state, charge.amount) == (ChargeState.captured, EUR_25)
    assert charge.fee is not None
    assert charge.paid_with is not None


async def test_a_second_click_charges_once(world: CardWorld, clock: FrozenClock) -> None:
    request = again(clock, *await saved(world, clock, "good"))
    start = clock.now()

    first = await world.gateway.start(request)
    second = await world.gateway.start(request)

    rows = [row async for row in world.gateway.report(start, clock.now().replace(year=2030))]
    assert second == first
    assert sum(row.reference == request.payment_id for row in rows) == 1


async def test_its_webhook_says_that_it_was_captured(world: CardWorld, clock: FrozenClock) -> None:
    checkout = await world.gateway.start(again(clock, *await saved(world, clock, "good")))

    charges = [one for one in await news(world) if isinstance(one, Charge)]

    assert {(one.gateway_ref, one.state) for one in charges} == {
        (checkout.gateway_ref, ChargeState.captured)
    }


@pytest.mark.parametrize("approved", ["yes", "no"])
async def test_the_bank_may_still_ask(world: CardWorld, clock: FrozenClock, approved: str) -> None:
    request = again(clock, *await saved(world, clock, "asked"))

    checkout = await world.gateway.start(request)
    asked = await world.gateway.look_up(checkout.gateway_ref)
    await world.answer(checkout.gateway_ref, approved=approved == "yes")

    said = ChargeState.captured if approved == "yes" else ChargeState.failed
    assert checkout.url != request.return_url
    assert asked.state is ChargeState.pending
    assert (await world.gateway.look_up(checkout.gateway_ref)).state is said


async def test_a_wary_seller_has_the_bank_asked(world: CardWorld, clock: FrozenClock) -> None:
    request = replace(again(clock, *await saved(world, clock, "good")), challenge=True)

    checkout = await world.gateway.start(request)

    assert (await world.gateway.look_up(checkout.gateway_ref)).state is ChargeState.pending


async def test_closing_what_was_charged_says_so(world: CardWorld, clock: FrozenClock) -> None:
    ref, method = await saved(world, clock, "good")
    checkout = await world.gateway.start(again(clock, ref, method))

    assert (await world.gateway.close(checkout.gateway_ref)).state is ChargeState.captured


async def test_money_of_a_saved_card_goes_back(world: CardWorld, clock: FrozenClock) -> None:
    checkout = await world.gateway.start(again(clock, *await saved(world, clock, "good")))

    refund = await world.gateway.refund(giving_back(checkout.gateway_ref, 1000))

    assert refund.state is RefundState.done


async def test_a_refund_made_over_there_is_told_of(world: CardWorld, clock: FrozenClock) -> None:
    checkout = await world.gateway.start(again(clock, *await saved(world, clock, "good")))
    await world.webhooks()

    await world.refund_over_there(checkout.gateway_ref, EUR_25)

    told = [one for one in await news(world) if not isinstance(one, Charge)]
    assert next(getattr(one, "checkout_ref", "") for one in told) == checkout.gateway_ref


async def test_a_forgotten_card_is_charged_no_more(world: CardWorld, clock: FrozenClock) -> None:
    ref, method = await saved(world, clock, "good")

    await world.cards.forget(method.gateway_ref)
    await world.cards.forget(method.gateway_ref)

    assert await world.cards.saved(ref) == []
    assert [one for one in await news(world) if isinstance(one, MethodGone)] == [
        MethodGone(method.gateway_ref)
    ]
    with pytest.raises(MethodForgotten):
        await world.gateway.start(again(clock, ref, method))


async def test_nobody_is_charged_with_the_card_of_another(
    world: CardWorld, clock: FrozenClock
) -> None:
    _, method = await saved(world, clock, "good")

    with pytest.raises(MethodForgotten):
        await world.gateway.start(again(clock, await customer(world), method))


async def test_a_card_that_never_was_is_forgotten(world: CardWorld, clock: FrozenClock) -> None:
    never = SavedMethod("pm_never", "visa", "4242", "01/2030")

    await world.cards.forget(never.gateway_ref)

    with pytest.raises(MethodForgotten):
        await world.gateway.start(again(clock, await customer(world), never))
