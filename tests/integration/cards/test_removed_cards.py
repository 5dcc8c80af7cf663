"""A card is let go, here and at its gateway, by its owner or over there."""

import pytest
from sqlalchemy import text

from bilten_app.domains.orders.public import OrderState
from bilten_app.domains.payments import service as payments
from bilten_app.kit.errors import NotFound, Unavailable
from bilten_app.ports.payees import MethodForgotten
from tests.factories import given_event, given_order, new_guest, order_of
from tests.people import given_signed_in
from tests.ports.worlds import CardWorld
from tests.till import Till
from tests.wallet import cards_of, count, given_card, hear, pay, pay_again, ref_of
from tests.work import settle


@pytest.mark.parametrize("who", ["guest", "another"])
async def test_nobody_removes_the_card_of_another(till: Till, world: CardWorld, who: str) -> None:
    owner, card = await given_card(till, world, await given_event(till.rt))
    actor = new_guest() if who == "guest" else (await given_signed_in(till.rt))[0]

    with pytest.raises(NotFound):
        async with till.rt.unit_of_work(actor) as uow:
            await payments.remove_card(uow, actor, card_id=card.id)

    assert await cards_of(till.rt, owner) == [card]


async def test_a_removed_card_is_gone_here_at_once_and_soon_at_its_gateway(
    till: Till, world: CardWorld
) -> None:
    stage = await given_event(till.rt)
    actor, card = await given_card(till, world, stage)

    for _ in range(2):
        async with till.rt.unit_of_work(actor) as uow:
            await payments.remove_card(uow, actor, card_id=card.id)
    here = await cards_of(till.rt, actor)
    with pytest.raises(MethodForgotten):
        await pay_again(till.rt, actor, await given_order(till.rt, stage), card)
    await settle(till.rt)
    await hear(till, world)

    async with till.rt.read() as session:
        row = (await session.execute(text("SELECT * FROM saved_cards"))).one()
    assert here == []
    assert (row.state, row.brand, row.last4, row.expires) == ("gone", "", "", "")
    assert await world.cards.saved(row.customer_ref) == []


async def test_a_card_removed_while_its_gateway_was_down_is_forgotten_later(till: Till) -> None:
    actor, card = await given_card(till, till.stripe, await given_event(till.rt))
    async with till.rt.unit_of_work(actor) as uow:
        await payments.remove_card(uow, actor, card_id=card.id)
    till.stripe.fake.down = True
    with pytest.raises(Unavailable):
        await settle(till.rt)

    till.stripe.fake.down = False
    await payments.forget_card(till.rt, card_id=str(card.id))

    assert await count(till.rt, "saved_cards WHERE state = 'gone'") == 1


async def test_a_card_that_its_gateway_forgot_is_not_offered_and_does_not_come_back(
    till: Till, world: CardWorld
) -> None:
    actor, card = await given_card(till, world, await given_event(till.rt))
    async with till.rt.read() as session:
        row = (await session.execute(text("SELECT * FROM saved_cards"))).one()

    await world.cards.forget(row.method_ref)
    await hear(till, world, times=2)
    await payments.learn_cards(till.rt, gateway=world.gateway.name, customer_ref=row.customer_ref)

    assert await cards_of(till.rt, actor) == []
    assert card.id == row.id


async def test_a_card_that_is_found_gone_when_it_pays_is_offered_no_more(
    till: Till, world: CardWorld
) -> None:
    stage = await given_event(till.rt)
    actor, card = await given_card(till, world, stage)
    ref = await given_order(till.rt, stage)
    async with till.rt.read() as session:
        row = (await session.execute(text("SELECT * FROM saved_cards"))).one()
    await world.cards.forget(row.method_ref)  # and its message is still on the way

    with pytest.raises(MethodForgotten):
        await pay_again(till.rt, actor, ref, card)

    assert await cards_of(till.rt, actor) == []
    assert (await order_of(till.rt, ref)).state is OrderState.placed
    await pay(till.rt, actor, ref, world.gateway.name)
    await world.pay_with(await ref_of(till.rt, ref), "good")
    await hear(till, world)
    assert (await order_of(till.rt, ref)).state is OrderState.paid
