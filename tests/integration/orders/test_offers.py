"""Codes, gift cards and the price they make, from the order to the books."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.inventory.public import NotOnSale, UnknownTicketType
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import NotRefundable, OrderRef, OrderState, RefundWish
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask, CodeRefusal, PromoKind, TypeLocked
from bilten_app.domains.pricing.public.drafts import PromoDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Refused
from bilten_app.kit.money import Money
from bilten_app.kit.states import IllegalTransition
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
from tests.gateway import card, gateway_of, hear
from tests.work import settle


async def given_promo(rt: Runtime, stage: Stage, **changes: object) -> UUID:
    draft = PromoDraft(
        **{"kind": PromoKind.percent, "code": "SPRING", "value": 200_000, **changes}  # type: ignore[arg-type]
    )
    async with rt.unit_of_work(stage.owner) as uow:
        return await pricing.save_promo(uow, stage.owner, event_id=stage.event_id, draft=draft)


async def given_card(rt: Runtime, stage: Stage, minor: int) -> str:
    order = await order_of(rt, await given_order(rt, stage))
    async with rt.unit_of_work(stage.owner) as uow:
        made = await pricing.issue_card(
            uow,
            stage.owner,
            organizer_id=order.organizer_id,
            value=Money(minor, order.total.currency),
        )
    return made.code


async def bring(rt: Runtime, ref: OrderRef, *codes: str) -> dict[str, CodeRefusal]:
    async with rt.unit_of_work() as uow:
        quote = await orders.bring(uow, order_id=ref.id, ask=Ask(frozenset(codes)))
    return dict(quote.refused)


async def buy(rt: Runtime, ref: OrderRef) -> None:
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}")


async def balance_of(rt: Runtime, code: str) -> int:
    async with rt.read() as session:
        rows = await session.execute(
            text("SELECT balance_minor FROM purses WHERE code_tail = :tail"), {"tail": code[-4:]}
        )
        return rows.scalar_one()


async def books_balance(rt: Runtime) -> bool:
    async with rt.read() as session:
        return not (await ledger.trial_balance(session)).difference


async def tickets_of(rt: Runtime, ref: OrderRef) -> list[UUID]:
    async with rt.read() as session:
        receipt = await queries.receipt(session, ref.id)
    return [ticket.id for ticket in receipt.tickets if ticket.state == "valid"]


async def test_a_code_lowers_the_price_and_what_the_gateway_is_asked_for(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage)
    ref = await given_order(rt, stage)

    assert await bring(rt, ref, "spring") == {}
    await buy(rt, ref)

    order = await order_of(rt, ref)
    assert order.state is OrderState.paid
    assert order.discount.minor * 5 == order.listed.minor
    assert order.total == order.listed - order.discount + order.fee
    assert await books_balance(rt)


async def test_a_code_with_one_use_serves_one_of_two_orders(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, max_uses=1)
    refs = [await given_order(rt, stage) for _ in range(2)]

    told = await asyncio.gather(*(bring(rt, ref, "SPRING") for ref in refs))

    assert Counter(map(len, told)) == {0: 1, 1: 1}


async def test_an_order_that_is_given_up_gives_its_use_back(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, max_uses=1)
    first, second = [await given_order(rt, stage) for _ in range(2)]
    await bring(rt, first, "SPRING")
    async with rt.unit_of_work() as uow:
        await orders.cancel_placed(uow, order_id=first.id)

    assert await bring(rt, second, "SPRING") == {}


async def test_a_gift_card_pays_first_and_the_gateway_the_rest(rt: Runtime) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage, 20_00)
    ref = await given_order(rt, stage)

    await bring(rt, ref, code)
    await buy(rt, ref)

    order = await order_of(rt, ref)
    assert order.state is OrderState.paid
    assert order.gift.minor == 20_00
    assert await balance_of(rt, code) == 0
    assert await books_balance(rt)


async def test_a_cancelled_order_gives_back_to_the_card_and_to_the_gift_card(rt: Runtime) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage, 20_00)
    ref = await given_order(rt, stage)
    await bring(rt, ref, code)
    await buy(rt, ref)

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)

    assert await balance_of(rt, code) == 20_00
    assert await books_balance(rt)


async def test_a_gift_card_that_was_taken_comes_back_when_the_time_runs_out(rt: Runtime) -> None:
    stage = await given_event(rt)
    code = await given_card(rt, stage, 20_00)
    ref = await given_order(rt, stage)
    await bring(rt, ref, code)
    await given_checkout(rt, ref)
    assert await balance_of(rt, code) == 0
    await bring(rt, ref)
    await bring(rt, ref, code)
    await given_checkout(rt, ref)
    assert await balance_of(rt, code) == 0

    async with rt.unit_of_work() as uow:
        await orders.cancel_placed(uow, order_id=ref.id)

    assert await balance_of(rt, code) == 20_00


async def test_money_for_an_earlier_price_goes_back_and_the_order_stays_open(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage)
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await bring(rt, ref, "SPRING")

    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout)

    order = await order_of(rt, ref)
    assert order.state is OrderState.placed
    await buy(rt, ref)
    assert (await order_of(rt, ref)).state is OrderState.paid
    assert await books_balance(rt)


async def test_a_ticket_is_refunded_at_what_it_cost_and_its_place_is_free(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    await buy(rt, ref)
    one, _ = await tickets_of(rt, ref)
    before = (await places(rt, stage))[0]

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(
            uow, stage.owner, order_id=ref.id, wish=RefundWish(ticket_ids=frozenset({one}))
        )
    await settle(rt)

    order = await order_of(rt, ref)
    left, held, sold = (await places(rt, stage))[0]
    assert order.state is OrderState.paid
    assert order.refunded.minor * 2 == order.total.minor
    assert (left, held, sold) == (before[0] + 1, before[1], before[2] - 1)
    assert len(await tickets_of(rt, ref)) == 1
    assert await books_balance(rt)


async def test_without_fees_the_platform_keeps_its_fee(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    await buy(rt, ref)
    wish = RefundWish(frozenset(await tickets_of(rt, ref)), with_fees=False)

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)
    await settle(rt)

    order = await order_of(rt, ref)
    assert order.state is OrderState.cancelled
    assert order.refunded == order.total - order.fee


async def test_refunds_that_race_never_give_back_more_than_was_paid(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    await buy(rt, ref)
    total = (await order_of(rt, ref)).total.minor

    async def give(minor: int) -> bool:
        try:
            async with rt.unit_of_work(stage.owner) as uow:
                await orders.refund(
                    uow, stage.owner, order_id=ref.id, wish=RefundWish(amount_minor=minor)
                )
        except (Refused, IllegalTransition):
            return False
        return True

    given = await asyncio.gather(*(give(total // 2) for _ in range(3)))
    await settle(rt)

    assert sum(given) == 2
    assert (await order_of(rt, ref)).refunded.minor == 2 * (total // 2)
    assert await books_balance(rt)


async def test_a_ticket_is_refunded_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    await buy(rt, ref)
    wish = RefundWish(frozenset({(await tickets_of(rt, ref))[0]}))
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    with pytest.raises(NotRefundable):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)


async def test_a_hidden_ticket_is_sold_only_to_who_has_its_code(rt: Runtime) -> None:
    stage = await given_event(rt, draft(), draft(name="Friends", hidden=True))
    await given_promo(
        rt,
        stage,
        kind=PromoKind.unlock,
        code="FRIENDS",
        value=0,
        ticket_types=frozenset({stage.types[1]}),
    )
    lines = {stage.types[1]: 1}

    for ask in (Ask(), Ask(frozenset({"WRONG"}))):
        with pytest.raises((UnknownTicketType, NotOnSale)):
            await orders.place(rt, new_guest(), event_id=stage.event_id, lines=lines, ask=ask)
    ref = await orders.place(
        rt, new_guest(), event_id=stage.event_id, lines=lines, ask=Ask(frozenset({"friends"}))
    )

    assert (await order_of(rt, ref)).state is OrderState.placed
    with pytest.raises(TypeLocked):
        await bring(rt, ref)
