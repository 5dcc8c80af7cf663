"""What staff see of payments that need a person: disputes, and money of the wrong amount."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import reflex as rx

from bilten_app.domains.orders import service as orders
from bilten_app.infra.breaker import FAILURES, REST
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import STAFF_GRANTS, StaffRole
from bilten_app.kit.text import price
from bilten_app.web import door
from bilten_app.web.admin.aside import AsideState
from bilten_app.web.admin.disputes import DisputesState
from bilten_app.web.admin.gateways import GatewaysState
from bilten_app.web.door import Visit
from tests.aftersale import empty_account, fill_account, given_paid, refunds
from tests.factories import given_event, given_order, new_guest, order_of
from tests.gateway import card
from tests.till import Till, opened_till
from tests.work import settle


@pytest.fixture
async def till(rt: Runtime, clock: FrozenClock) -> AsyncIterator[Till]:
    async with opened_till(rt, clock) as till:
        yield till


@pytest.fixture
async def root(rt: Runtime) -> rx.State:
    door.move_in(rt)
    door.begin(
        Visit(
            actor=Actor(ActorKind.user, user_id=new_id(), staff=STAFF_GRANTS[StaffRole.admin]),
            locale="en",
        )
    )
    return rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


async def act(state: rx.State, name: str, **payload: Any) -> None:
    await type(state).event_handlers[name].fn(state, **payload)


async def test_disputes_that_wait_for_an_answer_come_first(till: Till, root: rx.State) -> None:
    for method in ("sandbox", "stripe"):
        payment = await till.paid(method)
        ref = await till.world(method).dispute(await till.ref(payment))
        if method == "sandbox":
            await till.world(method).decide(ref, won=True)
        await till.hear(method)
    state = await root.get_state(DisputesState)

    await act(state, "open")

    assert [(row.gateway, row.state, row.amount, row.held) for row in state.rows] == [
        ("stripe", "Needs an answer", "€25.00", "€25.00"),
        ("sandbox", "Won", "€25.00", "€0.00"),
    ]
    assert [bool(row.due) for row in state.rows] == [True, False]
    assert state.rows[0].reason == "Not made by the cardholder"


async def test_money_that_was_set_aside_is_sent_back_with_one_click(
    till: Till, root: rx.State
) -> None:
    payment = await till.start("sandbox")
    await till.sandbox.gateway.choose(await till.ref(payment), card("Wrong amount"))
    await till.hear("sandbox")
    state = await root.get_state(AsideState)
    await act(state, "open")
    (before,) = state.rows

    await act(state, "send_back", payment_id=before.id)
    (after,) = state.rows
    await act(state, "open")

    assert (before.asked, before.seen, before.is_sent_back) == ("€25.00", "€24.99", False)
    assert after.is_sent_back
    assert state.rows == [after]


async def test_a_refund_that_did_not_arrive_is_sent_again_with_one_click(
    rt: Runtime, root: rx.State
) -> None:
    stage = await given_event(rt)
    ref = await given_paid(rt, stage)
    await empty_account(rt, ref)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)
    state = await root.get_state(AsideState)
    await act(state, "open")
    (before,) = state.failures
    await fill_account(rt)

    await act(state, "send_again", refund_id=before.id)
    await settle(rt)
    await act(state, "open")

    assert before.amount == price((await order_of(rt, ref)).total)
    assert state.failures == []
    assert [one.state for one in await refunds(rt, ref)] == ["done"]


async def test_staff_see_which_service_is_down_and_what_waits(
    till: Till, root: rx.State, clock: FrozenClock
) -> None:
    ref = await given_order(till.rt, await given_event(till.rt))
    await till.stripe.go_down()
    for _ in range(FAILURES):
        with pytest.raises(Unavailable):
            await orders.pay(
                till.rt, new_guest(), order_id=ref.id, return_url="http://x", method="stripe"
            )
    await orders.extend_held_up(till.rt)
    state = await root.get_state(GatewaysState)

    await act(state, "open")
    down, alarm, kept = list(state.rows), state.alarm, state.kept
    clock.move(REST)
    await act(state, "look")

    assert [(row.name, bool(row.since), row.waiting) for row in down] == [
        ("sandbox", False, "0"), ("stripe", True, "1"), ("paypal", False, "0"),
    ]  # fmt: skip
    assert alarm.endswith("until these answer again: stripe.")
    assert kept == "1 open order has more time to pay."
    assert state.alarm == ""
    assert not any(row.since for row in state.rows)
