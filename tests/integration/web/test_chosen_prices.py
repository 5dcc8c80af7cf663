"""The event's page where guests choose what they pay, and the box office that asks them."""

import json

import pytest
import reflex as rx
from sqlalchemy import text

from bilten_app.domains.inventory.public import OpenPrice
from bilten_app.infra.runtime import Runtime
from bilten_app.web.public.event.linked import linked_data
from bilten_app.web.public.event.rows import offered
from bilten_app.web.public.event.state import EventState
from bilten_app.web.public.event.view import load
from tests.factories import Stage, draft, given_event, new_guest, places
from tests.integration.web.given import Enter, act
from tests.shop import slug_of

OPEN = draft(
    name="Solidarity", price_minor=500, open_price=OpenPrice(most_minor=5000, suggested=(1000,))
)


async def page_of(rt: Runtime, root: rx.State, stage: Stage) -> EventState:
    """Return the state of the event's page, as it is once it is open and two tickets are chosen."""
    event = await root.get_state(EventState)
    found = await offered(rt, await slug_of(rt, stage), "en")
    event.id, event.slug, event.currency = str(stage.event_id), found.event.slug, "EUR"
    event.tickets, event.most = found.rows, {row.id: row.most for row in found.rows}
    for _ in range(2):
        await act(event, "pick", ticket_id=str(stage.types[0]), step=1)
    return event


async def test_the_cart_costs_what_is_chosen_and_the_order_too(rt: Runtime, enter: Enter) -> None:
    stage, guest = await given_event(rt, OPEN), new_guest()
    event = await page_of(rt, enter(guest), stage)
    first = event.total

    await act(event, "type_amount", ticket_id=str(stage.types[0]), typed="20")
    await act(event, "buy")

    assert (first, event.total) == ("€21.18", "€41.76")
    async with rt.read() as session:
        placed = await session.execute(text("SELECT list_minor, total_minor FROM orders"))
    assert placed.all() == [(40_00, 41_76)]


@pytest.mark.parametrize("typed", ["4.99", "50.01", "", "free"])
async def test_a_price_that_may_not_be_chosen_holds_nothing_and_is_named(
    rt: Runtime, enter: Enter, typed: str
) -> None:
    stage = await given_event(rt, OPEN)
    event, ticket = await page_of(rt, enter(new_guest()), stage), str(stage.types[0])

    await act(event, "type_amount", ticket_id=ticket, typed=typed)
    quiet = dict(event.amount_errors)
    await act(event, "buy")

    assert quiet == {}
    assert list(event.amount_errors) == [ticket]
    assert await places(rt, stage) == [(100, 0, 0)]


async def test_nobody_chooses_for_tickets_that_are_not_there_or_have_a_price(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt, OPEN, draft())
    event = await page_of(rt, enter(new_guest()), stage)
    before = dict(event.amounts)

    for ticket in (str(stage.types[1]), "nothing"):
        await act(event, "choose_amount", ticket_id=ticket, typed="1")

    assert event.amounts == before


async def test_search_engines_read_between_what_the_price_may_be(rt: Runtime) -> None:
    stage = await given_event(rt, OPEN)
    event, view = await load(rt, await slug_of(rt, stage), "en")

    told = json.loads(json.dumps(linked_data(event, view, "https://tickets.example")))

    assert told["offers"][0]["priceSpecification"] == {
        "@type": "PriceSpecification", "priceCurrency": "EUR", "minPrice": "5.00",
        "maxPrice": "50.00",
    }  # fmt: skip
    assert view.tickets[0].price == "Choose what you pay, from €5.45"
