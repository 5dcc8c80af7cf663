"""Saved cards on the pages: offered to their owner, chosen, kept on request, and let go."""

import pytest
import reflex as rx
from sqlalchemy import text

from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.infra.breaker import REST, Outages
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from bilten_app.web.handler import NoticeState
from bilten_app.web.public.account.cards import CardsState
from bilten_app.web.public.checkout.state import CheckoutState
from tests.factories import given_event, given_order, new_guest, order_of
from tests.gateway import card, gateway_of, hear
from tests.integration.web.given import BUYER, Enter, act, checkout_of
from tests.people import given_signed_in
from tests.work import settle


async def paid(rt: Runtime, checkout: CheckoutState, ref: OrderRef, **form: object) -> None:
    """Pay on the checkout, and with a good card on the sandbox's page."""
    await act(checkout, "pay", form={**BUYER, **form})
    async with rt.read() as session:
        found = await session.execute(
            text("SELECT gateway_ref FROM payments WHERE reference = :id"), {"id": ref.id}
        )
        name = found.scalar_one()
    await gateway_of(rt).choose(name, card("Success"))
    await hear_all(rt)


async def hear_all(rt: Runtime) -> None:
    """Bring what the sandbox tells, and do what follows."""
    async with rt.read() as session:
        checkouts = await session.execute(
            text("SELECT gateway_ref FROM payments WHERE state = 'started'")
        )
        names = checkouts.scalars().all()
    for name in names:
        await hear(rt, name, f"evt_{name}")


async def opened(enter: Enter, actor: Actor, ref: OrderRef) -> CheckoutState:
    checkout, _ = await checkout_of(enter(actor), ref)
    await act(checkout, "look")
    return checkout


async def given_owner(rt: Runtime, enter: Enter) -> tuple[Actor, rx.State]:
    """Return somebody with a saved card, and their browser."""
    actor, _ = await given_signed_in(rt)
    ref = await given_order(rt, await given_event(rt))
    await paid(rt, await opened(enter, actor, ref), ref, keep=True)
    return actor, enter(actor)


async def cards_page(root: rx.State) -> CardsState:
    state = await root.get_state(CardsState)
    await act(state, "open")
    return state


async def test_a_guest_is_offered_neither_cards_nor_keeping_one(rt: Runtime, enter: Enter) -> None:
    await given_owner(rt, enter)
    ref = await given_order(rt, await given_event(rt))

    checkout = await opened(enter, new_guest(), ref)

    assert [way.name for way in checkout.ways] == ["sandbox"]
    assert not checkout.may_keep


async def test_a_saved_card_is_the_first_way_to_pay_and_pays_in_one_step(
    rt: Runtime, enter: Enter
) -> None:
    actor, _ = await given_owner(rt, enter)
    ref = await given_order(rt, await given_event(rt))
    checkout = await opened(enter, actor, ref)
    way = checkout.ways[0]

    await act(checkout, "pay", form={**BUYER, "method": way.name})
    await hear_all(rt)

    assert (way.title, way.note) == ("Visa ending in 4242", "Good until 06/2030")
    assert [(one.is_first, one.is_away) for one in checkout.ways] == [(True, False), (False, False)]
    assert (await order_of(rt, ref)).state is OrderState.paid


async def test_an_expired_card_and_one_whose_gateway_is_away_cannot_be_chosen(
    rt: Runtime, enter: Enter, clock: FrozenClock
) -> None:
    actor, _ = await given_owner(rt, enter)
    ref = await given_order(rt, await given_event(rt))
    await Outages(rt.engine, clock).began("sandbox", clock.now() + REST)
    checkout = await opened(enter, actor, ref)
    away = checkout.ways[0]
    await Outages(rt.engine, clock).ended("sandbox")
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("UPDATE saved_cards SET expires = '05/2026'"))

    await act(checkout, "look")

    assert (away.is_away, away.note) == (True, "Does not answer at the moment.")
    assert (checkout.ways[0].is_away, checkout.ways[0].note) == (True, "Expired 05/2026")
    assert checkout.ways[1].is_first


@pytest.mark.parametrize("named", ["theirs", "card:", "card:1", "card:' OR true"])
async def test_the_card_of_another_is_not_there(rt: Runtime, enter: Enter, named: str) -> None:
    actor, _ = await given_owner(rt, enter)
    own = await given_order(rt, await given_event(rt))
    way = (await opened(enter, actor, own)).ways[0].name
    stranger, _ = await given_signed_in(rt)
    ref = await given_order(rt, await given_event(rt))
    root = enter(stranger)
    checkout, _ = await checkout_of(root, ref)

    await act(checkout, "pay", form={**BUYER, "method": way if named == "theirs" else named})

    notice = await root.get_state(NoticeState)
    assert NotFound.text in notice.text
    assert (await order_of(rt, ref)).state is OrderState.placed
    async with rt.read() as session:
        made = await session.execute(
            text("SELECT count(*) FROM payments WHERE reference = :id"), {"id": ref.id}
        )
        assert made.scalar_one() == 0


async def test_a_card_that_is_gone_is_said_above_the_button(rt: Runtime, enter: Enter) -> None:
    actor, _ = await given_owner(rt, enter)
    ref = await given_order(rt, await given_event(rt))
    checkout = await opened(enter, actor, ref)
    way = checkout.ways[0].name
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("UPDATE sandbox.methods SET detached_at = now()"))

    await act(checkout, "pay", form={**BUYER, "method": way})

    assert "not saved any more" in checkout.trouble
    assert [one.name for one in checkout.ways] == ["sandbox"]
    assert not checkout.busy


async def test_an_owner_sees_their_cards_and_lets_one_go(rt: Runtime, enter: Enter) -> None:
    _, root = await given_owner(rt, enter)
    page = await cards_page(root)
    shown = [(row.title, row.note) for row in page.rows]

    await act(page, "ask", card_id=page.rows[0].id)
    asked = page.asked_title
    await act(page, "remove", card_id=page.asked)
    await settle(rt)

    assert shown == [("Visa ending in 4242", "Good until 06/2030")]
    assert asked == "Visa ending in 4242"
    assert (page.rows, page.asked) == ([], "")
    async with rt.read() as session:
        left = await session.execute(
            text("SELECT count(*) FROM sandbox.methods WHERE detached_at IS NULL")
        )
        assert left.scalar_one() == 0


async def test_nobody_sees_or_removes_the_cards_of_another(rt: Runtime, enter: Enter) -> None:
    owner, root = await given_owner(rt, enter)
    card_id = (await cards_page(root)).rows[0].id
    stranger, _ = await given_signed_in(rt)
    theirs = await cards_page(enter(stranger))

    await act(theirs, "ask", card_id=card_id)
    await act(theirs, "remove", card_id=card_id)

    assert (theirs.rows, theirs.asked) == ([], "")
    assert len((await cards_page(enter(owner))).rows) == 1
