"""A bank that took the money gives it back: the tickets come back, or the money goes on."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, RefundWish
from bilten_app.domains.seating.public import SeatState
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.aftersale import given_paid, tickets_of
from tests.banks import books, decide, dispute, hear, refunds_sent, states
from tests.changes import DEAR, change, given_types, part, pay, subjects
from tests.counter import is_sound
from tests.factories import (
    Stage,
    draft,
    given_checkout,
    given_event,
    given_order,
    new_guest,
    order_of,
    places,
)
from tests.gateway import card, gateway_of
from tests.theatre import given_theatre, seat_ids, taken
from tests.work import tell_all_again

NOOR, ALI = "noor@guests.example.com", "ali@guests.example.com"
BACK_AGAIN = "Your tickets for Jazz by the Canal are valid again"


async def lost(rt: Runtime, ref: OrderRef) -> str:
    """Let a bank take the money of an order; return the dispute."""
    asked = await dispute(rt, ref)
    await decide(rt, asked, won=False)
    return asked


async def win(rt: Runtime, asked: str) -> None:
    """Let a bank give it back; everything is told again and again."""
    await decide(rt, asked, won=True)
    await tell_all_again(rt)


async def codes(rt: Runtime, ref: OrderRef) -> list[tuple[str, int]]:
    async with rt.read() as session:
        return [(one.code, one.generation) for one in await tickets.of_order(session, ref.id)]


async def desk_mails(rt: Runtime) -> int:
    """Return how many mails about it the members got."""
    async with rt.read() as session:
        sent = text("SELECT count(*) FROM deliveries WHERE topic = :topic AND state = 'sent'")
        told = await session.execute(sent, {"topic": Topic.desk_loss_reversed.value})
        return told.scalar_one()


async def buy(rt: Runtime, stage: Stage, quantity: int, email: str = ALI) -> OrderRef:
    """Buy tickets; whoever lost us a dispute is asked by their bank."""
    ref = await given_order(rt, stage, lines={stage.types[0]: quantity}, email=email)
    await pay_asked(rt, ref)
    return ref


async def seated(rt: Runtime, stage: Stage, *names: str, email: str = NOOR) -> OrderRef:
    """Buy these seats."""
    ref = await orders.place(
        rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: len(names)},
        seats=await seat_ids(rt, stage, *names),
    )  # fmt: skip
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(uow, order_id=ref.id, name="Noor Aziz", email=email)
    await pay_asked(rt, ref)
    return ref


async def pay_asked(rt: Runtime, ref: OrderRef) -> None:
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await gateway_of(rt).answer_challenge(checkout, approved=True)
    await hear(rt)


async def test_tickets_whose_places_are_free_are_valid_again_and_everybody_is_told_once(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    before, had = await books(rt), await codes(rt, ref)
    asked = await lost(rt, ref)
    gone = await places(rt, stage)

    await win(rt, asked)

    assert (gone, await places(rt, stage)) == ([(100, 0, 0)], [(98, 0, 2)])
    assert await states(rt, ref) == ["valid", "valid"]
    assert await codes(rt, ref) == had
    assert (await books(rt), await refunds_sent(rt)) == (before, [])
    assert (await subjects(rt, NOOR)).count(BACK_AGAIN) == 1
    assert await desk_mails(rt) == 1
    assert await is_sound(rt)


async def test_money_whose_places_are_sold_goes_back_once_and_the_order_ends(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=2))
    ref = await given_paid(rt, stage)
    asked = await lost(rt, ref)
    other = await buy(rt, stage, 2)

    await win(rt, asked)

    order = await order_of(rt, ref)
    assert (order.state, order.close_reason) == ("cancelled", "places_gone")
    assert await refunds_sent(rt) == [order.total.minor]
    assert (await states(rt, ref), await states(rt, other)) == (["void"] * 2, ["valid"] * 2)
    assert await places(rt, stage) == [(0, 0, 2)]
    told = await subjects(rt, NOOR)
    assert told.count("Your order for Jazz by the Canal is cancelled") == 1
    assert BACK_AGAIN not in told
    assert await desk_mails(rt) == 1
    assert await is_sound(rt)


async def test_nobody_gets_tickets_for_what_is_over(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    asked = await lost(rt, ref)
    clock.move(timedelta(days=31))

    await win(rt, asked)

    order = await order_of(rt, ref)
    assert (order.state, await refunds_sent(rt)) == ("cancelled", [order.total.minor])
    assert await states(rt, ref) == ["void", "void"]


async def test_only_the_tickets_that_the_bank_had_ended_come_back(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    one, other = await tickets_of(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(frozenset({one}))
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)
    asked = await lost(rt, ref)

    await win(rt, asked)

    assert await tickets_of(rt, ref) == [other]
    assert await places(rt, stage) == [(99, 0, 1)]
    assert await is_sound(rt)


async def test_a_bank_that_takes_it_a_second_time_and_gives_it_back_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    asked = await lost(rt, ref)
    await win(rt, asked)
    await decide(rt, asked, won=False)
    between = await states(rt, ref), await places(rt, stage)

    await win(rt, asked)

    assert between == (["void", "void"], [(100, 0, 0)])
    assert (await states(rt, ref), await places(rt, stage)) == (["valid"] * 2, [(98, 0, 2)])
    assert (await subjects(rt, NOOR)).count(BACK_AGAIN) == 2
    assert await is_sound(rt)


@pytest.mark.parametrize("is_taken", [False, True])
async def test_a_seat_comes_back_as_the_same_seat_or_not_at_all(
    rt: Runtime, *, is_taken: bool
) -> None:
    stage = await given_theatre(rt)
    ref = await seated(rt, stage, "A1", "A2")
    asked = await lost(rt, ref)
    if is_taken:
        await seated(rt, stage, "A2", "A3", email=ALI)

    await win(rt, asked)

    assert await states(rt, ref) == (["void"] if is_taken else ["valid"]) * 2
    assert await taken(rt, stage, SeatState.sold) == (["A2", "A3"] if is_taken else ["A1", "A2"])
    assert await is_sound(rt)


@pytest.mark.parametrize("again", [1, 2])
async def test_who_has_bought_others_meanwhile_gets_no_more_than_each_may(
    rt: Runtime, again: int
) -> None:
    stage = await given_event(rt, draft(max_per_person=3))
    ref = await given_paid(rt, stage)
    asked = await lost(rt, ref)
    await buy(rt, stage, again, email=NOOR)

    await win(rt, asked)

    assert await states(rt, ref) == (["valid"] if again == 1 else ["void"]) * 2
    assert (await places(rt, stage))[0][2] == (3 if again == 1 else 2)
    assert await is_sound(rt)


async def test_orders_that_share_the_money_come_back_as_far_as_places_are_left(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=2))
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    new = await part(rt, stage, ref, [one])
    asked = await lost(rt, ref)
    await buy(rt, stage, 1)

    await win(rt, asked)

    valid = [len(await tickets_of(rt, each)) for each in (ref, new)]
    assert sorted(valid) == [0, 1]
    assert await refunds_sent(rt) == [(await order_of(rt, new)).total.minor]
    assert await places(rt, stage) == [(0, 0, 2)]
    assert await is_sound(rt)


async def test_tickets_that_two_payments_paid_wait_until_both_banks_gave_back(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)
    await pay(rt, new)
    first, second = await lost(rt, ref), await lost(rt, new)

    await win(rt, second)
    between = await states(rt, new)
    await win(rt, first)

    assert (between, await states(rt, new)) == (["void", "void"], ["valid", "valid"])
    assert await states(rt, ref) == ["void", "void"]
    assert await refunds_sent(rt) == []
    assert await is_sound(rt)


async def test_the_last_places_go_to_one_of_a_buyer_and_a_reversed_loss(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=2))
    ref = await given_paid(rt, stage)
    asked = await lost(rt, ref)

    _, held = await asyncio.gather(
        win(rt, asked), given_order(rt, stage, email=ALI),
        return_exceptions=True,
    )  # fmt: skip

    has_tickets = len(await tickets_of(rt, ref)) == 2
    assert has_tickets is isinstance(held, SoldOut)
    assert (await order_of(rt, ref)).state == ("paid" if has_tickets else "cancelled")
    assert await is_sound(rt)


async def test_a_loss_that_was_known_before_the_sale_is_reversed_like_any(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    asked = await gateway_of(rt).dispute(checkout)
    await gateway_of(rt).decide(asked, won=False)
    await hear(rt, latest_first=True)
    before = await states(rt, ref), await places(rt, stage)

    await win(rt, asked)

    assert before == (["void", "void"], [(100, 0, 0)])
    assert (await states(rt, ref), await places(rt, stage)) == (["valid"] * 2, [(98, 0, 2)])
    assert await is_sound(rt)
