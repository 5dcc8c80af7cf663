"""Play money meets no real card, no gateway's books and nobody of the staff."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import EntryKind, EntrySearch
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.payments import queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.reconciliation import service as reconciliation
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.ports import TEST_GATEWAY
from tests.aftersale import given_paid
from tests.banks import checkout_of, states, world_of
from tests.factories import RETURN_URL, given_both, given_checkout, given_order
from tests.gateway import card, gateway_of, hear
from tests.people import given_signed_in
from tests.wallet import count
from tests.work import settle


async def by_id(rt: Runtime, buyer: Actor, ref: OrderRef) -> str | None:
    return await orders.pay(rt, buyer, order_id=ref.id, return_url=RETURN_URL, keep_card=True)


async def by_link(rt: Runtime, buyer: Actor, ref: OrderRef) -> str | None:
    return await orders.pay_by_link(
        rt, buyer, code=ref.code, secret=ref.secret, return_url=RETURN_URL, keep_card=True
    )


async def booked_fees(rt: Runtime) -> int:
    async with rt.read() as session:
        found = await ledger.search(session, EntrySearch(kind=EntryKind.processing_fee))
    return len(found.rows)


@pytest.mark.parametrize("pay", [by_id, by_link])
async def test_who_wants_their_card_saved_pays_a_test_and_no_gateway_hears_of_them(
    rt: Runtime, pay: Callable[[Runtime, Actor, OrderRef], Awaitable[str | None]]
) -> None:
    _, test = await given_both(rt)
    buyer, _ = await given_signed_in(rt)

    checkout = await pay(rt, buyer, await given_order(rt, test))

    assert checkout
    assert await count(rt, "payment_customers") == 0


async def test_staff_see_no_play_money_that_was_set_aside(rt: Runtime) -> None:
    live, test = await given_both(rt)
    aside: list[int] = []

    for stage, gateway in ((test, TEST_GATEWAY), (live, "sandbox")):
        ref = await given_order(rt, stage)
        checkout = await given_checkout(rt, ref)
        await gateway_of(rt).choose(checkout, card("Success"))
        await hear(rt, checkout, f"evt_{ref.code}", gateway, amount_minor=1)
        async with rt.read() as session:
            aside.append(len(await queries.quarantined(session)))

    assert aside == [0, 1]


async def test_staff_see_no_dispute_about_play_money(rt: Runtime) -> None:
    _, test = await given_both(rt)
    ref = await given_paid(rt, test)

    await gateway_of(rt).dispute(await checkout_of(rt, ref))
    for body, headers in await world_of(rt).webhooks():
        await payments.take_webhook(rt, gateway=TEST_GATEWAY, body=body, headers=headers)
        await settle(rt)

    assert await states(rt, ref) == ["frozen", "frozen"]
    async with rt.read() as session:
        assert await queries.disputes(session) == []


async def test_nobody_keeps_fees_of_play_money(rt: Runtime, clock: FrozenClock) -> None:
    live, test = await given_both(rt)
    await given_paid(rt, test)
    clock.move(timedelta(hours=1))

    await reconciliation.book_fees(rt)
    of_tests = await booked_fees(rt)
    await given_paid(rt, live)
    clock.move(timedelta(hours=1))
    await reconciliation.book_fees(rt)

    assert (of_tests, await booked_fees(rt)) == (0, 1)


async def test_staff_see_the_gateways_that_move_money(rt: Runtime) -> None:
    shown = {one.name for one in await queries.gateways(rt)}

    assert "sandbox" in shown
    assert TEST_GATEWAY not in shown
