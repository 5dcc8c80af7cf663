"""Refunds on the pages: what is shown before goes back, and who asks is heard."""

from collections.abc import Callable
from typing import Any

import pytest
import reflex as rx

from bilten_app.domains.orders.public import OrderRef
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.web import door
from bilten_app.web.door import Visit
from bilten_app.web.handler import NoticeState
from bilten_app.web.organizer.cancellation import ProgressState
from bilten_app.web.organizer.order.state import SoldOrderState
from bilten_app.web.organizer.order.view import load_order
from bilten_app.web.organizer.refunds.state import RequestsState
from bilten_app.web.organizer.refunds.view import read_rows
from bilten_app.web.public.order.state import OrderPageState
from tests.aftersale import (
    ask,
    empty_account,
    fill_account,
    given_paid,
    given_policy,
    refunds,
    requests,
    tickets_of,
)
from tests.factories import Stage, given_event, new_guest, order_of
from tests.people import given_organizer
from tests.shop import slug_of
from tests.work import settle

type Enter = Callable[[Actor], rx.State]


@pytest.fixture
async def enter(rt: Runtime) -> Enter:
    """Let somebody in; return the root of a browser's states."""
    door.move_in(rt)

    def begin(actor: Actor) -> rx.State:
        door.begin(Visit(actor=actor, locale="en"))
        return rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]

    return begin


async def act(state: rx.State, name: str, **payload: Any) -> None:
    outcome = type(state).event_handlers[name].fn(state, **payload)
    if hasattr(outcome, "__aiter__"):
        async for _ in outcome:
            pass
    else:
        await outcome


async def desk_of(rt: Runtime, root: rx.State, stage: Stage, ref: OrderRef) -> SoldOrderState:
    state = await root.get_state(SoldOrderState)
    state.order = await load_order(rt, stage.owner, ref.code, "en")
    return state


async def test_the_dialog_says_what_goes_back_and_then_it_does(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    state = await desk_of(rt, enter(stage.owner), stage, ref)

    await act(state, "ask_refund")
    await act(state, "choose", ticket_id=state.order.tickets[0].id)
    whole, price = state.due.total, state.order.tickets[0].price
    await act(state, "keep_fees", with_fees=False)
    told = state.due
    await act(state, "refund", form={"reason": "Ill"})

    assert whole == price
    assert told.kept
    (row,) = state.order.refunds
    assert (row.amount, row.note) == (told.total, "1 ticket · Ill")
    assert "Ada Berg" in row.made
    assert [ticket.is_valid for ticket in state.order.tickets] == [False, True]


@pytest.mark.parametrize(("typed", "told"), [("10", "€10.00"), ("10.001", ""), ("9999", "")])
async def test_an_amount_is_weighed_before_it_goes_back(
    rt: Runtime, enter: Enter, typed: str, told: str
) -> None:
    stage = await given_event(rt)
    state = await desk_of(rt, enter(stage.owner), stage, await given_paid(rt, stage))

    await act(state, "refund_by", by="amount")
    await act(state, "type_amount", amount=typed)

    assert state.due.total == told
    assert bool(state.errors) == (not told)


async def test_what_failed_is_tried_again_from_the_page(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await empty_account(rt, ref)
    state = await desk_of(rt, enter(stage.owner), stage, ref)
    await act(state, "refund_by", by="amount")
    await act(state, "type_amount", amount="10")
    await act(state, "refund", form={})
    await settle(rt)
    await act(state, "look")
    (failed,) = state.order.refunds
    await fill_account(rt)

    await act(state, "send_again", refund_id=failed.id)
    await settle(rt)
    await act(state, "look")

    (row,) = state.order.refunds
    assert (failed.is_failed, failed.state, row.state) == (True, "Failed", "Done")


async def test_a_stranger_gives_nothing_back_from_a_page_of_ours(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    stranger, _ = await given_organizer(rt)
    root = enter(stranger)
    state = await desk_of(rt, root, stage, ref)
    state.by, state.amount = "amount", "10"

    await act(state, "refund", form={})

    assert await refunds(rt, ref) == []
    assert (await root.get_state(NoticeState)).kind == "bad"


async def test_a_buyer_asks_and_takes_it_back(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    state = await enter(new_guest()).get_state(OrderPageState)
    state.address = f"/orders/{ref.code}/{ref.secret}"
    await act(state, "look")
    assert state.view.asking.can_ask

    await act(state, "begin_asking")
    await act(state, "choose", ticket_id=state.chosen[0])
    await act(state, "ask_refund", form={"reason": "Ill"})
    (asked,) = await requests(rt, ref)
    is_open = state.view.asking.is_open
    await act(state, "withdraw")

    assert (len(asked.ticket_ids), is_open) == (1, True)
    assert state.view.asking.can_ask
    assert [one.state for one in await requests(rt, ref)] == ["withdrawn"]


async def test_a_wrong_secret_asks_for_nothing(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    state = await enter(new_guest()).get_state(OrderPageState)
    state.address = f"/orders/{ref.code}/{'A' * 20}"
    state.chosen = [str(one) for one in await tickets_of(rt, ref)]

    await act(state, "ask_refund", form={})

    assert await requests(rt, ref) == []


async def test_where_nobody_can_ask_the_page_says_what_the_organizer_promised(
    rt: Runtime, enter: Enter
) -> None:
    ref = await given_paid(rt, await given_event(rt))
    state = await enter(new_guest()).get_state(OrderPageState)
    state.address = f"/orders/{ref.code}/{ref.secret}"

    await act(state, "look")

    assert not state.view.asking.can_ask
    assert state.view.asking.words == (
        "“Until a week before.” You cannot ask for a refund here: ask the organizer."
    )


async def test_a_request_is_approved_with_what_was_shown(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_policy(rt, stage)
    ref = await given_paid(rt, stage)
    await ask(rt, ref, (await tickets_of(rt, ref))[0])
    state = await enter(stage.owner).get_state(RequestsState)
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    state.rows, _ = await read_rows(rt, (scope, None), None, cursor=None, locale="en")

    await act(state, "ask_approve", request_id=state.rows[0].id)
    told = state.due.total
    await act(state, "approve")

    order = await order_of(rt, ref)
    assert told
    assert order.refunded.minor * 2 == order.total.minor


async def test_a_strangers_desk_sees_no_progress_of_ours(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    stranger, _ = await given_organizer(rt)
    state = await enter(stranger).get_state(ProgressState)

    await act(state, "look", slug=await slug_of(rt, stage))

    assert state.slug == ""
