"""The buyer's pages against a real database: what they tell when things go otherwise."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import reflex as rx

from bilten_app.adapters.sandbox.scenarios import Scenario
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from bilten_app.infra.breaker import FAILURES, REST, Outages
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound
from bilten_app.web import door
from bilten_app.web.door import Visit
from bilten_app.web.public.checkout.phases import Phase
from bilten_app.web.public.checkout.state import CheckoutState, order_of_address, show
from bilten_app.web.public.order.state import OrderPageState
from bilten_app.web.public.order.view import find, page_of
from bilten_app.web.public.ticket.view import Standing, load
from tests.factories import draft, given_checkout, given_event, given_order, new_guest, order_of
from tests.gateway import gateway_of
from tests.till import Till, opened_till

BUYER = {"name": "Noor Aziz", "email": "noor@guests.example.com"}


@pytest.fixture
async def root(rt: Runtime) -> rx.State:
    door.move_in(rt)
    door.begin(Visit(actor=new_guest(), locale="en"))
    return rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


@pytest.fixture
async def till(rt: Runtime, clock: FrozenClock) -> AsyncIterator[Till]:
    async with opened_till(rt, clock) as till:
        yield till


async def act(state: rx.State, name: str, **payload: Any) -> None:
    outcome = type(state).event_handlers[name].fn(state, **payload)
    if hasattr(outcome, "__aiter__"):
        async for _ in outcome:
            pass
    else:
        await outcome


async def checkout_of(root: rx.State, ref: OrderRef) -> CheckoutState:
    state = await root.get_state(CheckoutState)
    state.address = f"/checkout/{ref.code}/{ref.secret}"
    return state


async def page_state_of(root: rx.State, ref: OrderRef) -> OrderPageState:
    state = await root.get_state(OrderPageState)
    state.address = f"/orders/{ref.code}/{ref.secret}"
    return state


async def test_a_gateway_that_is_away_costs_nobody_their_places(
    rt: Runtime, root: rx.State
) -> None:
    ref = await given_order(rt, await given_event(rt))
    state = await checkout_of(root, ref)
    gateway_of(rt).down = True

    await act(state, "pay", form=BUYER)

    assert "does not answer" in state.trouble
    assert not state.busy
    assert (await order_of(rt, ref)).state is OrderState.placed


async def test_who_pays_an_organizer_that_was_suspended_meanwhile_is_told(
    rt: Runtime, root: rx.State
) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    state = await checkout_of(root, ref)
    await act(state, "look")
    async with rt.unit_of_work(SYSTEM) as uow:
        await organizers.suspend(uow, SYSTEM, organizer_id=stage.organizer_id, reason="Reported")
    before = state.phase

    await act(state, "pay", form=BUYER)
    await show(state, rt, Visit(actor=new_guest(), locale="en"))

    assert (before, state.phase) == (Phase.open, Phase.stopped)
    assert not state.busy


async def test_a_buyer_chooses_how_to_pay(till: Till, root: rx.State) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    state = await checkout_of(root, ref)

    await act(state, "pay", form={**BUYER, "method": "paypal"})

    async with till.rt.read() as session:
        payment = await payments.latest_of(session, ref.id)
    assert payment is not None
    assert payment.gateway == "paypal"


async def test_a_way_to_pay_that_is_down_says_so_and_another_is_first(
    till: Till, root: rx.State
) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    state = await checkout_of(root, ref)
    gateway_of(till.rt).down = True

    for _ in range(FAILURES):
        await act(state, "pay", form={**BUYER, "method": "sandbox"})

    assert state.trouble == ""
    assert state.outage == (
        "“Test card” does not answer at the moment, and nothing was charged. Choose another way "
        "to pay, or keep this page open: it tells you when it answers again."
    )
    assert [(way.is_away, way.is_first) for way in state.ways] == [
        (True, False),
        (False, True),
        (False, False),
    ]


async def test_a_checkout_that_stays_open_learns_that_a_service_is_down_and_answers_again(
    till: Till, root: rx.State, clock: FrozenClock
) -> None:
    stage = await given_event(till.rt)
    mine = await checkout_of(root, await given_order(till.rt, stage))
    await show(mine, till.rt, Visit(actor=new_guest(), locale="en"))
    await act(mine, "look")
    before = mine.outage, [way.is_away for way in mine.ways], mine.beat_s > 0

    await Outages(till.rt.engine, clock).began("sandbox", clock.now() + REST)
    await act(mine, "look")
    meanwhile = mine.outage, [way.is_away for way in mine.ways]
    clock.move(REST)
    await act(mine, "look")

    assert before == ("", [False, False, False], True)
    assert "does not answer at the moment" in meanwhile[0]
    assert meanwhile[1] == [True, False, False]
    assert (mine.outage, [way.is_away for way in mine.ways]) == before[:2]


async def test_a_buyer_learns_that_places_are_kept_longer_and_that_all_is_well_again(
    till: Till, root: rx.State, clock: FrozenClock
) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    state, page = await checkout_of(root, ref), await page_state_of(root, ref)
    gateway_of(till.rt).down = True
    for _ in range(FAILURES):
        await act(state, "pay", form={**BUYER, "method": "sandbox"})
    await orders.extend_held_up(till.rt)

    await act(state, "look")
    await act(page, "look")
    kept, told, beat = state.outage, page.view.outage, state.beat_s
    gateway_of(till.rt).down = False
    clock.move(REST)
    await act(state, "look")
    await act(page, "look")

    assert "Because of it we keep your places longer, until 2:25 PM." in kept.replace("\xa0", " ")
    assert "If you have paid already, nothing is lost" in told
    assert "until 2:25 PM" in told.replace("\xa0", " ")
    assert beat > 0
    assert (state.outage, state.beat_s, page.view.outage) == ("", beat, "")
    assert state.left_s == (25 * 60) - REST.total_seconds()


async def test_what_is_wrong_with_the_buyer_stands_beside_the_fields(
    rt: Runtime, root: rx.State
) -> None:
    state = await checkout_of(root, await given_order(rt, await given_event(rt)))

    await act(state, "pay", form={"name": " ", "email": "noor@"})

    assert set(state.errors) == {"name", "email"}
    assert not state.busy


async def test_free_tickets_are_paid_at_once(rt: Runtime, root: rx.State) -> None:
    ref = await given_order(rt, await given_event(rt, draft(price_minor=0)))

    await act(await checkout_of(root, ref), "pay", form=BUYER)

    assert (await order_of(rt, ref)).state is OrderState.paid


async def test_places_that_were_given_up_are_free(rt: Runtime, root: rx.State) -> None:
    ref = await given_order(rt, await given_event(rt))
    state = await checkout_of(root, ref)

    await act(state, "give_up")

    assert state.phase == Phase.given_up
    assert (await order_of(rt, ref)).state is OrderState.cancelled


async def test_the_page_asks_the_gateway_when_nobody_tells(rt: Runtime, root: rx.State) -> None:
    ref = await given_order(rt, await given_event(rt))
    await gateway_of(rt).choose(await given_checkout(rt, ref), Scenario.of("4000000000000127"))
    state = await page_state_of(root, ref)

    await act(state, "look")

    assert state.view.phase == "preparing"
    assert state.beat_s > 0


async def test_the_way_back_from_the_gateway_leads_there_again(rt: Runtime) -> None:
    stage = await given_event(rt)
    ref = await given_order(rt, stage)
    await orders.pay(rt, new_guest(), order_id=ref.id, return_url="http://bilten.test/orders")
    found = await find(rt, ref.code, ref.secret)

    page = page_of(rt, found, "en", secret=ref.secret)

    assert page.phase == "waiting"
    assert page.gateway_href.startswith("http")
    assert page.bought.total == "€52.06"
    assert [(row.text, row.amount) for row in page.bought.sums] == [
        ("Tickets", "€50.00"),
        ("Booking fee", "€2.06"),
    ]


async def test_a_wrong_secret_opens_nothing(rt: Runtime, root: rx.State) -> None:
    ref = await given_order(rt, await given_event(rt))
    state = await page_state_of(root, replace(ref, secret="A" * 20))

    await act(state, "look")

    assert state.missing
    with pytest.raises(NotFound):
        await order_of_address(rt, f"/checkout/{ref.code}/{'A' * 20}")


@pytest.mark.parametrize("rotating", [False, True])
async def test_only_a_rotating_ticket_gives_its_page_a_secret(rt: Runtime, rotating: bool) -> None:  # noqa: FBT001
    stage = await given_event(rt, draft(price_minor=0, rotating=rotating))
    ref = await given_order(rt, stage)
    await orders.pay(rt, new_guest(), order_id=ref.id, return_url="")
    async with rt.read() as session:
        ticket = (await tickets.of_order(session, ref.id))[0]

    page = await load(rt, ticket.code, ticket_service.secret_of(rt.vault, ticket), "en")

    assert page.standing == Standing.good
    assert bool(page.code.secret) is rotating
    assert bool(page.code.path) is not rotating
    assert bool(page.pdf_href) is not rotating
