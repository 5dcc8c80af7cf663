"""Pages about a test say so, are indexed nowhere, and take play money only."""

import reflex as rx

from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from bilten_app.infra.runtime import Runtime
from bilten_app.web import door
from bilten_app.web.document import Asked
from bilten_app.web.door import Visit
from bilten_app.web.markup import Paper
from bilten_app.web.organizer.membership import DeskState
from bilten_app.web.public.event import page as event_page
from bilten_app.web.public.event import view as event_view
from bilten_app.web.public.order.view import find, page_of
from bilten_app.web.public.purchase import ways_to_pay
from bilten_app.web.public.ticket import view as ticket_view
from tests.aftersale import given_paid
from tests.factories import given_both, given_order, order_of
from tests.integration.web.given import act
from tests.people import given_organizer, given_sandbox
from tests.shop import slug_of


async def test_a_checkout_offers_play_money_for_tests_and_for_nothing_else(rt: Runtime) -> None:
    offered: list[list[str]] = []

    for stage in await given_both(rt):
        order = await order_of(rt, await given_order(rt, stage))
        offered.append([way.name for way in await ways_to_pay(rt, order)])

    assert offered == [["sandbox"], ["test"]]


async def test_every_page_of_a_test_says_so(rt: Runtime) -> None:
    said: list[tuple[bool, bool, bool]] = []

    for stage in await given_both(rt):
        ref = await given_paid(rt, stage)
        async with rt.read() as session:
            ticket = (await tickets.of_order(session, ref.id))[0]
        secret = ticket_service.secret_of(rt.vault, ticket)
        order = page_of(rt, await find(rt, ref.code, ref.secret), "en", secret=ref.secret)
        _, event = await event_view.load(rt, await slug_of(rt, stage), "en")
        one = await ticket_view.load(rt, ticket.code, secret, "en")
        said.append((event.is_test, order.bought.is_test, one.is_test))

    assert said == [(False, False, False), (True, True, True)]


async def test_no_crawler_keeps_the_page_of_a_test(rt: Runtime) -> None:
    door.move_in(rt)
    indexed: list[bool] = []

    for stage in await given_both(rt):
        asked = Asked(
            rt, Paper("en"), Visit(), "http://bilten.test", {"slug": await slug_of(rt, stage)}, {}
        )
        indexed.append((await event_page.document(asked)).head.is_indexed)

    assert indexed == [True, False]


async def test_the_desk_of_tests_says_that_it_is_one(rt: Runtime) -> None:
    door.move_in(rt)
    owner, organizer_id = await given_organizer(rt)
    owner, sandbox_id = await given_sandbox(rt, owner, organizer_id)
    shown: list[bool] = []

    for desk in (organizer_id, sandbox_id):
        door.begin(Visit(owner, desk=str(desk)))
        root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        state = await root.get_state(DeskState)
        await act(state, "enter")
        shown.append(state.is_test)

    assert shown == [False, True]
