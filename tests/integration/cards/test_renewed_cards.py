"""Banks issue cards anew: the saved one is known by its new date and number, and still pays."""

from sqlalchemy import text

from bilten_app.domains.orders.public import OrderState
from tests.factories import given_event, given_order, order_of
from tests.stripe_fake import saved
from tests.till import Till
from tests.wallet import cards_of, given_card, hear, pay_again

RENEWED = "5555555555554444"


async def method_of(till: Till) -> str:
    async with till.rt.read() as session:
        return (await session.execute(text("SELECT method_ref FROM saved_cards"))).scalar_one()


async def changes(till: Till) -> int:
    async with till.rt.read() as session:
        told = text("SELECT count(*) FROM audit_lines WHERE verb = 'cards.changed'")
        return (await session.execute(told)).scalar_one()


async def test_a_card_that_its_bank_issued_anew_has_its_new_number_and_date_and_pays(
    till: Till,
) -> None:
    stage = await given_event(till.rt)
    actor, card = await given_card(till, till.stripe, stage)
    memory = till.stripe.fake.memory

    saved.renew(memory, await method_of(till), number=RENEWED, month=11, year=2034)
    await hear(till, till.stripe, times=2)

    (now,) = await cards_of(till.rt, actor)
    assert (now.id, now.last4, now.expires) == (card.id, "4444", "11/2034")
    assert await changes(till) == 1
    ref = await given_order(till.rt, stage)
    await pay_again(till.rt, actor, ref, now)
    await hear(till, till.stripe)
    assert (await order_of(till.rt, ref)).state is OrderState.paid


async def test_news_that_come_late_and_backwards_leave_the_last_date(till: Till) -> None:
    actor, _ = await given_card(till, till.stripe, await given_event(till.rt))
    memory, ref = till.stripe.fake.memory, await method_of(till)
    saved.edit(memory, ref, month=1, year=2031)
    saved.edit(memory, ref, month=2, year=2032)

    await hear(till, till.stripe, latest_first=True)

    (now,) = await cards_of(till.rt, actor)
    assert now.expires == "02/2032"


async def test_an_update_of_before_does_not_bring_a_card_back_that_is_gone(till: Till) -> None:
    actor, _ = await given_card(till, till.stripe, await given_event(till.rt))
    memory, ref = till.stripe.fake.memory, await method_of(till)
    saved.renew(memory, ref, number=RENEWED, month=11, year=2034)
    saved.detach(memory, ref)

    await hear(till, till.stripe, latest_first=True, times=2)

    assert await cards_of(till.rt, actor) == []
    async with till.rt.read() as session:
        row = (await session.execute(text("SELECT state, last4, expires FROM saved_cards"))).one()
    assert tuple(row) == ("gone", "", "")
