"""So many tickets for each person, over all their orders; a person is a mailbox."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import TooManyForPerson
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, RefundWish
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.mailbox import mailbox_key
from tests.aftersale import given_paid, tickets_of
from tests.factories import (
    Stage,
    draft,
    given_checkout,
    given_event,
    given_order,
    new_guest,
    order_of,
    refunded_of,
)
from tests.gateway import card, gateway_of, hear
from tests.stalls import assert_counted, bundle, given_type, take

ANNA = "anna@guests.example.com"


async def given_limit(rt: Runtime, most: int = 2) -> Stage:
    return await given_event(rt, draft(max_per_person=most))


async def named(rt: Runtime, ref: OrderRef, email: str) -> None:
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(uow, order_id=ref.id, name="Anna", email=email)


async def placed(rt: Runtime, stage: Stage, quantity: int) -> OrderRef:
    """Hold places in a browser of their own, before anybody says who they are."""
    return await orders.place(
        rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: quantity}
    )


async def test_one_person_gets_no_more_however_many_orders_race(rt: Runtime) -> None:
    stage = await given_limit(rt, 5)
    kind = stage.types[0]

    told = await asyncio.gather(
        *(take(rt, {kind: 1}, person=mailbox_key(ANNA)) for _ in range(40)),
        return_exceptions=True,
    )

    assert Counter(type(one).__name__ for one in told) == {"UUID": 5, "TooManyForPerson": 35}
    await assert_counted(rt)


async def test_a_limit_says_how_many_are_left_for_whom(rt: Runtime) -> None:
    stage = await given_limit(rt, 3)
    kind = stage.types[0]
    await take(rt, {kind: 2}, person=mailbox_key(ANNA))

    with pytest.raises(TooManyForPerson) as refused:
        await take(rt, {kind: 2}, person=mailbox_key("Anna+box@Guests.example.com"))
    await take(rt, {kind: 3}, person=mailbox_key("ben@guests.example.com"))

    assert refused.value.fields == {"left": 1, "ticket_type_id": str(kind)}
    await assert_counted(rt)


async def test_two_browsers_of_one_person_meet_when_the_address_is_named(rt: Runtime) -> None:
    stage = await given_limit(rt)
    one, other = await placed(rt, stage, 2), await placed(rt, stage, 2)
    await named(rt, one, ANNA)

    with pytest.raises(TooManyForPerson) as refused:
        await named(rt, other, "ANNA@guests.example.com")
    await named(rt, other, "ben@guests.example.com")
    await named(rt, one, ANNA)

    assert refused.value.fields["left"] == 0
    await assert_counted(rt)


async def test_of_two_who_name_the_same_address_at_once_one_is_refused(rt: Runtime) -> None:
    stage = await given_limit(rt)
    carts = [await placed(rt, stage, 2) for _ in range(6)]

    told = await asyncio.gather(*(named(rt, ref, ANNA) for ref in carts), return_exceptions=True)

    assert Counter(type(one).__name__ for one in told) == {"NoneType": 1, "TooManyForPerson": 5}
    await assert_counted(rt)


async def test_what_was_given_back_may_be_bought_again_once(rt: Runtime) -> None:
    stage = await given_limit(rt)
    ref = await given_paid(rt, stage)
    buyer = (await order_of(rt, ref)).buyer_email
    with pytest.raises(TooManyForPerson):
        await take(rt, {stage.types[0]: 1}, person=mailbox_key(buyer))

    one, _ = await tickets_of(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=RefundWish(frozenset({one})))

    await take(rt, {stage.types[0]: 1}, person=mailbox_key(buyer))
    with pytest.raises(TooManyForPerson):
        await take(rt, {stage.types[0]: 1}, person=mailbox_key(buyer))
    await assert_counted(rt)


async def test_a_hold_that_runs_out_counts_for_nobody(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_limit(rt)
    await take(rt, {stage.types[0]: 2}, person=mailbox_key(ANNA))
    clock.move(timedelta(minutes=15))
    async with rt.unit_of_work() as uow:
        await inventory.release_expired(uow)

    await take(rt, {stage.types[0]: 2}, person=mailbox_key(ANNA))

    await assert_counted(rt)


async def given_late_payment(rt: Runtime, clock: FrozenClock, stage: Stage) -> tuple[OrderRef, str]:
    """Let the time of an order of two run out while its buyer is at the bank."""
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    clock.move(timedelta(minutes=16))
    await orders.expire_due(rt)
    return ref, checkout


async def test_late_money_counts_for_its_person_again(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_limit(rt)
    ref, checkout = await given_late_payment(rt, clock, stage)

    await hear(rt, checkout)

    order = await order_of(rt, ref)
    assert order.state == "paid"
    with pytest.raises(TooManyForPerson):
        await take(rt, {stage.types[0]: 1}, person=mailbox_key(order.buyer_email))
    await assert_counted(rt)


async def test_late_money_goes_back_when_its_person_has_bought_as_many_meanwhile(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_limit(rt)
    ref, checkout = await given_late_payment(rt, clock, stage)
    await given_order(rt, stage)

    await hear(rt, checkout)

    order = await order_of(rt, ref)
    assert order.state == "expired"
    assert await refunded_of(rt, ref) == order.total.minor
    await assert_counted(rt)


async def test_a_bundle_counts_as_what_it_was_sold_as(rt: Runtime) -> None:
    stage = await given_event(rt, draft(max_per_person=1))
    family = await given_type(rt, stage, bundle({stage.types[0]: 4}, max_per_person=1))

    await take(rt, {family: 1, stage.types[0]: 1}, person=mailbox_key(ANNA))

    for kind in (family, stage.types[0]):
        with pytest.raises(TooManyForPerson):
            await take(rt, {kind: 1}, person=mailbox_key(ANNA))
    await assert_counted(rt)


async def test_claims_of_holds_long_gone_are_forgotten(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_limit(rt)
    await take(rt, {stage.types[0]: 2}, person=mailbox_key(ANNA))
    clock.move(timedelta(minutes=15))
    async with rt.unit_of_work() as uow:
        await inventory.release_expired(uow)
    clock.move(timedelta(days=31))

    await inventory.forget_claims(rt)

    async with rt.read() as session:
        kept = "SELECT (SELECT count(*) FROM type_claims) + (SELECT count(*) FROM type_people)"
        assert (await session.execute(text(kept))).scalar_one() == 0
