"""An event is cancelled after banks took a part of an order: what was kept goes back, and no more.

What each tender is left with is looked at where it lies: at the gateway, and on the gift card.
"""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.events import service as events
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import Ask
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import Cancellation
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from tests.aftersale import given_paid, tickets_of
from tests.banks import books, decide, dispute, is_sound, refunds_sent, states
from tests.changes import DEAR, change, given_types, part, pay
from tests.counter import is_sound as is_whole
from tests.factories import Stage, given_checkout, given_event, given_order, order_of
from tests.gateway import card, gateway_of, hear
from tests.work import settle, tell_all_again

TWENTY = Money(20_00, "EUR")


async def given_paid_with_gift(rt: Runtime, stage: Stage) -> OrderRef:
    """Buy two tickets with a gift card of twenty, and a card for the rest."""
    async with rt.unit_of_work(stage.owner) as uow:
        made = await pricing.issue_card(
            uow, stage.owner, organizer_id=stage.organizer_id, value=TWENTY,
            expires_at=rt.clock.now() + timedelta(days=90),
        )  # fmt: skip
    ref = await given_order(rt, stage)
    async with rt.unit_of_work() as uow:
        await orders.bring(uow, order_id=ref.id, ask=Ask(frozenset({made.code})))
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, f"evt_{ref.code}")
    await settle(rt)
    return ref


async def cancel_event(rt: Runtime, stage: Stage) -> None:
    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Rain.")
    await settle(rt)


async def on_gift_cards(rt: Runtime) -> int:
    async with rt.read() as session:
        left = text("SELECT coalesce(sum(balance_minor), 0)::bigint FROM purses")
        return (await session.execute(left)).scalar_one()


async def progress(rt: Runtime, stage: Stage) -> Cancellation:
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        return await reporting.cancellation(session, scope, stage.event_id)


@pytest.mark.parametrize("is_lost_first", [True, False])
async def test_the_gift_card_gets_its_part_back_and_the_card_that_the_bank_paid_nothing(
    rt: Runtime, *, is_lost_first: bool
) -> None:
    stage = await given_event(rt)
    ref = await given_paid_with_gift(rt, stage)
    asked = await dispute(rt, ref)

    if is_lost_first:
        await decide(rt, asked, won=False)
        await cancel_event(rt, stage)
    else:
        await cancel_event(rt, stage)
        waiting = await order_of(rt, ref)
        assert (waiting.state, await on_gift_cards(rt)) == ("paid", 0)
        await decide(rt, asked, won=False)
    await tell_all_again(rt)

    order = await order_of(rt, ref)
    assert (order.state, order.refunded) == ("cancelled", TWENTY)
    assert (await on_gift_cards(rt), await refunds_sent(rt)) == (20_00, [])
    assert await states(rt, ref) == ["void", "void"]
    assert await progress(rt, stage) == Cancellation(left=0, moving=0, failed=0, done=1, taken=1)
    assert await is_sound(rt)


async def test_what_a_bank_lets_us_keep_after_all_goes_back_to_the_card_too(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid_with_gift(rt, stage)
    asked = await dispute(rt, ref)
    await decide(rt, asked, won=False)
    await cancel_event(rt, stage)

    await decide(rt, asked, won=True)
    await tell_all_again(rt)

    order = await order_of(rt, ref)
    assert order.refunded == order.total
    assert (await on_gift_cards(rt), await refunds_sent(rt)) == (20_00, [order.to_pay.minor])
    assert await progress(rt, stage) == Cancellation(left=0, moving=0, failed=0, done=1)
    assert {kind: minor for kind, minor in (await books(rt)).items() if kind != "payable"} == {
        "gift_cards": 20_00, "promised": 20_00,
    }  # fmt: skip


async def test_an_order_all_of_whose_money_a_bank_took_ends_with_nothing_sent(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await decide(rt, await dispute(rt, ref), won=False)

    await cancel_event(rt, stage)

    order = await order_of(rt, ref)
    assert (order.state, order.refunded.minor, await refunds_sent(rt)) == ("cancelled", 0, [])
    assert await is_sound(rt)


async def test_the_difference_of_an_upgrade_goes_back_when_the_bank_took_what_was_carried(
    rt: Runtime,
) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    new = await change(rt, stage, ref, await tickets_of(rt, ref), DEAR)
    await pay(rt, new)
    await decide(rt, await dispute(rt, ref), won=False)

    await cancel_event(rt, stage)

    order = await order_of(rt, new)
    assert (order.state, order.refunded) == ("cancelled", order.to_pay)
    assert await refunds_sent(rt) == [order.to_pay.minor]
    assert await is_whole(rt)


async def test_orders_that_share_a_payment_which_the_bank_took_get_none_of_it(rt: Runtime) -> None:
    stage = await given_types(rt)
    ref = await given_paid(rt, stage)
    one, _ = await tickets_of(rt, ref)
    new = await part(rt, stage, ref, [one])
    await decide(rt, await dispute(rt, ref), won=False)

    await cancel_event(rt, stage)
    await tell_all_again(rt)

    assert {(await order_of(rt, each)).state for each in (ref, new)} == {"cancelled"}
    assert await refunds_sent(rt) == []
    assert await is_whole(rt)
