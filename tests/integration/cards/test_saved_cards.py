"""A card is saved once its buyer wants it, pays again with one click, and is nobody else's."""

import asyncio

import pytest
from sqlalchemy import text

from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderState
from bilten_app.domains.payments import queries
from bilten_app.domains.payments import service as payments
from bilten_app.domains.payments.public import PaymentState
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from tests.factories import given_event, given_order, new_guest, order_of
from tests.people import given_signed_in
from tests.ports.worlds import CardWorld
from tests.till import Till
from tests.wallet import HERE, cards_of, count, given_card, hear, pay, pay_again, ref_of


async def test_a_card_is_saved_once_however_often_its_gateway_tells(
    till: Till, world: CardWorld
) -> None:
    actor, card = await given_card(till, world, await given_event(till.rt), times=2)

    assert (card.gateway, card.brand, card.last4) == (world.gateway.name, "visa", "4242")
    assert await cards_of(till.rt, actor) == [card]


async def test_nothing_of_a_card_is_kept_but_how_its_owner_knows_it(
    till: Till, world: CardWorld
) -> None:
    await given_card(till, world, await given_event(till.rt))

    async with till.rt.read() as session:
        rows = await session.execute(
            text("SELECT to_jsonb(c)::text || to_jsonb(p)::text FROM saved_cards c, payments p")
        )
        kept = " ".join(rows.scalars())
    assert "4242424242424242" not in kept


async def test_who_did_not_want_it_has_no_card(till: Till, world: CardWorld) -> None:
    actor, _ = await given_signed_in(till.rt)
    ref = await given_order(till.rt, await given_event(till.rt))

    await pay(till.rt, actor, ref, world.gateway.name)
    await world.pay_with(await ref_of(till.rt, ref), "good")
    await hear(till, world)

    assert (await order_of(till.rt, ref)).state is OrderState.paid
    assert await cards_of(till.rt, actor) == []
    assert await count(till.rt, "payment_customers") == 0


async def test_a_guest_keeps_no_card(till: Till, world: CardWorld) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))

    await pay(till.rt, new_guest(), ref, world.gateway.name, keep=True)
    await world.pay_with(await ref_of(till.rt, ref), "good")
    await hear(till, world)

    assert (await order_of(till.rt, ref)).state is OrderState.paid
    assert await count(till.rt, "saved_cards") == 0


async def test_a_saved_card_pays_in_one_step(till: Till, world: CardWorld) -> None:
    stage = await given_event(till.rt)
    actor, card = await given_card(till, world, stage)
    ref = await given_order(till.rt, stage)

    url = await pay_again(till.rt, actor, ref, card)
    await hear(till, world)

    assert url == HERE
    assert (await order_of(till.rt, ref)).state is OrderState.paid
    assert await cards_of(till.rt, actor) == [card]


async def test_clicks_at_the_same_moment_charge_once(till: Till, world: CardWorld) -> None:
    stage = await given_event(till.rt)
    actor, card = await given_card(till, world, stage)
    ref = await given_order(till.rt, stage)

    await asyncio.gather(*(pay_again(till.rt, actor, ref, card) for _ in range(4)))
    await hear(till, world, times=2)

    assert await count(till.rt, f"payments WHERE reference = '{ref.id}'") == 1
    assert (
        await count(till.rt, f"payments WHERE reference = '{ref.id}' AND refunded_minor > 0") == 0
    )
    assert (await order_of(till.rt, ref)).state is OrderState.paid


async def test_a_click_whose_answer_was_lost_charges_once(till: Till, world: CardWorld) -> None:
    stage = await given_event(till.rt)
    actor, card = await given_card(till, world, stage)
    ref = await given_order(till.rt, stage)
    await pay_again(till.rt, actor, ref, card)
    first = await ref_of(till.rt, ref)
    async with till.rt.unit_of_work() as uow:
        await uow.session.execute(
            text(
                "UPDATE payments SET gateway_ref = NULL, checkout_url = NULL WHERE reference = :id"
            ),
            {"id": ref.id},
        )

    await pay_again(till.rt, actor, ref, card)
    await hear(till, world)

    assert await ref_of(till.rt, ref) == first
    assert (await order_of(till.rt, ref)).state is OrderState.paid


async def test_the_bank_asks_and_no_money_moves_without_a_yes(till: Till, world: CardWorld) -> None:
    stage = await given_event(till.rt)
    actor, card = await given_card(till, world, stage, "asked")
    ref = await given_order(till.rt, stage)

    url = await pay_again(till.rt, actor, ref, card)
    await hear(till, world)
    before = await order_of(till.rt, ref)
    await world.answer(await ref_of(till.rt, ref), approved=True)
    await hear(till, world)

    assert url != HERE
    assert before.state is OrderState.placed
    assert (await order_of(till.rt, ref)).state is OrderState.paid


async def test_after_a_no_another_card_can_be_tried(till: Till, world: CardWorld) -> None:
    stage = await given_event(till.rt)
    actor, card = await given_card(till, world, stage, "asked")
    ref = await given_order(till.rt, stage)
    await pay_again(till.rt, actor, ref, card)
    refused = await ref_of(till.rt, ref)
    await world.answer(refused, approved=False)
    async with till.rt.read() as session:
        payment = await queries.latest_of(session, ref.id)
    assert payment is not None
    failed = await payments.refresh(till.rt, payment_id=payment.id)

    await pay_again(till.rt, actor, ref, card)
    await world.answer(await ref_of(till.rt, ref), approved=True)
    await hear(till, world)

    assert failed.state is PaymentState.failed
    assert (await order_of(till.rt, ref)).state is OrderState.paid


@pytest.mark.parametrize("who", ["guest", "another", "nobody's"])
async def test_nobody_pays_with_the_card_of_another(till: Till, world: CardWorld, who: str) -> None:
    stage = await given_event(till.rt)
    _, card = await given_card(till, world, stage)
    ref = await given_order(till.rt, stage)
    actor = new_guest() if who == "guest" else (await given_signed_in(till.rt))[0]
    card_id = new_id() if who == "nobody's" else card.id

    with pytest.raises(NotFound):
        await orders.pay(till.rt, actor, order_id=ref.id, return_url=HERE, card_id=card_id)

    assert await count(till.rt, f"payments WHERE reference = '{ref.id}'") == 0
