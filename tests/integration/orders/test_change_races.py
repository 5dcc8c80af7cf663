"""What races a change, and what cannot be changed."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    NoCodesForChanges,
    NothingChanges,
    NotRefundable,
    OrderRef,
    RefundWish,
)
from bilten_app.domains.pricing.public import NOTHING_ASKED
from bilten_app.domains.tickets.public import TicketState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import BiltenError, NotFound
from tests.aftersale import given_paid, tickets_of
from tests.changes import CHEAP, DEAR, SAME, change, given_types, part, sent_back
from tests.counter import is_sound
from tests.factories import draft, given_event, order_of, places
from tests.locks import waiting
from tests.work import settle


async def test_two_swaps_of_one_ticket_change_it_once(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)

    answers = await asyncio.gather(
        *(change(rt, stage, ref, [one], SAME) for _ in range(2)), return_exceptions=True
    )

    refused = [each for each in answers if isinstance(each, BiltenError)]
    assert len(refused) == 1
    assert [(held, sold) for _, held, sold in await places(rt, stage)] == [(0, 1), (0, 1), (0, 0)]
    assert await is_sound(rt)


async def test_a_refund_that_races_a_swap_leaves_one_of_both(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    total = (await order_of(rt, ref)).total
    one, _ = await tickets_of(rt, ref)

    async def give_back() -> None:
        async with rt.unit_of_work(stage.owner) as uow:
            wish = RefundWish(frozenset({one}))
            await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    answers = await asyncio.gather(
        change(rt, stage, ref, [one], SAME), give_back(), return_exceptions=True
    )
    await settle(rt)

    assert len([each for each in answers if isinstance(each, BiltenError)]) == 1
    swapped = isinstance(answers[0], OrderRef)
    assert await sent_back(rt) == (0 if swapped else total.minor // 2)
    assert await is_sound(rt)


async def test_the_same_request_changes_once(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    hold_id = UUID(int=7)

    first = await change(rt, stage, ref, [one], SAME, hold_id=hold_id)
    again = await change(rt, stage, ref, [one], SAME, hold_id=hold_id)

    assert first == again
    assert [sold for _, _, sold in await places(rt, stage)] == [1, 1, 0]


@pytest.mark.parametrize(("to", "state"), [(SAME, "paid"), (DEAR, "placed")])
async def test_a_request_that_comes_again_while_it_is_worked_on_changes_once(
    rt: Runtime, to: int, state: str
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)

    async with rt.unit_of_work() as uow:
        # Both come as far as they can while nobody else may touch the order.
        await uow.session.execute(text("SELECT 1 FROM orders FOR NO KEY UPDATE"))
        first = asyncio.create_task(change(rt, stage, ref, [one], to, hold_id=UUID(int=7)))
        await waiting(rt, 1)
        again = asyncio.create_task(change(rt, stage, ref, [one], to, hold_id=UUID(int=7)))
        await waiting(rt, 2)

    made = await first
    assert await again == made
    assert (await order_of(rt, made)).state == state
    assert await is_sound(rt)


async def test_the_same_request_splits_once(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)

    first, again = [
        await orders.split(
            rt, stage.owner, order_id=ref.id, ticket_ids=[one], name="Ali Hassan",
            email="ali@guests.example.com", new_order_id=UUID(int=9),
        )
        for _ in range(2)
    ]  # fmt: skip

    assert first == again
    assert (len(await tickets_of(rt, ref)), len(await tickets_of(rt, first))) == (1, 1)


async def test_tickets_whose_price_went_back_in_part_are_not_split_off(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(amount_minor=40_00)
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    with pytest.raises(NotRefundable):
        await part(rt, stage, ref, [one])

    assert len(await tickets_of(rt, ref)) == 2


async def test_what_cannot_be_changed_is_refused_and_holds_nothing(rt: Runtime) -> None:
    stage, foreign = await given_types(rt), await given_types(rt)
    ref, theirs = await given_paid(rt, stage), await given_paid(rt, foreign)
    mine, other = await tickets_of(rt, ref), await tickets_of(rt, theirs)

    with pytest.raises(NothingChanges):
        await change(rt, stage, ref, mine, CHEAP)
    with pytest.raises(NotRefundable):
        await change(rt, stage, ref, other, SAME)
    with pytest.raises(NotFound):
        await change(rt, foreign, ref, mine, SAME)
    with pytest.raises(NotFound):
        await orders.change_tickets(
            rt, stage.owner, order_id=ref.id, ticket_ids=mine, type_id=foreign.types[SAME]
        )
    assert [(held, sold) for _, held, sold in await places(rt, stage)] == [(0, 2), (0, 0), (0, 0)]


async def test_a_change_beyond_the_places_is_refused(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(name="Balcony", capacity=1))
    ref = await given_paid(rt, stage)

    with pytest.raises(SoldOut):
        await change(rt, stage, ref, await tickets_of(rt, ref), SAME)

    assert await places(rt, stage) == [(98, 0, 2), (1, 0, 0)]


async def test_codes_do_not_touch_a_change(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)

    async with rt.unit_of_work() as uow:
        with pytest.raises(NoCodesForChanges):
            await orders.bring(uow, order_id=new.id, ask=NOTHING_ASKED)


async def test_a_changed_ticket_lets_nobody_in(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)

    await change(rt, stage, ref, [one], SAME)

    async with rt.read() as session:
        states = {t.id: t.state for t in (await queries.receipt(session, ref.id)).tickets}
    assert states[one] is TicketState.void  # pyright: ignore[reportArgumentType]
