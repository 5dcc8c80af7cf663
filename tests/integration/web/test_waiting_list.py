"""The pages of the waiting list against a real database: join, take, decline, leave."""

from typing import Any

import pytest
import reflex as rx

from bilten_app.domains.waiting import queries, service
from bilten_app.domains.waiting.public import EntryRef
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.web import door
from bilten_app.web.door import Visit
from bilten_app.web.organizer.demand.state import DemandState
from bilten_app.web.public.waiting_list.entry import ListEntryState
from bilten_app.web.public.waiting_list.join import JoinListState
from tests.factories import given_event, new_guest
from tests.waiting import entry_of, full_event, listed, release, tick

SOMEBODY = {"name": "Noor Aziz", "email": "noor@guests.example.com"}


@pytest.fixture
async def root(rt: Runtime) -> rx.State:
    door.move_in(rt)
    door.begin(Visit(actor=new_guest(), locale="en"))
    return rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


async def act(state: rx.State, name: str, **payload: Any) -> list[Any]:
    outcome = type(state).event_handlers[name].fn(state, **payload)
    if hasattr(outcome, "__aiter__"):
        return [step async for step in outcome]
    return [await outcome]


async def test_somebody_joins_and_reads_where_they_stand(rt: Runtime, root: rx.State) -> None:
    stage, _ = await full_event(rt)
    await listed(rt, stage)
    state = await root.get_state(JoinListState)
    state.id = str(stage.event_id)
    wish = {"ticket_type_id": str(stage.types[0]), "quantity": "3", "least": "2"}

    await act(state, "join", form={**wish, **SOMEBODY, "email": "noor@"})
    missing = dict(state.errors)
    await act(state, "join", form={**wish, **SOMEBODY})
    async with rt.read() as session:
        page = await queries.entries(session, stage.owner, stage.event_id)

    assert list(missing) == ["email"]
    assert [(one.quantity, one.least) for one in page.rows] == [(1, 1), (3, 2)]
    entry = await entry_page(root, service.ref_of(rt, page.rows[1].id, page.rows[1].code))
    await act(entry, "look")
    assert entry.view.place == "1 waits before you."
    assert entry.view.group == "At least 2 of them"


async def test_who_takes_the_offer_goes_on_to_pay(
    rt: Runtime, root: rx.State, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    ref = await listed(rt, stage)
    await release(rt, held[0])
    await tick(rt, clock)
    state = await entry_page(root, ref)

    await act(state, "look")
    offered = state.view
    steps = await act(state, "accept")
    await act(state, "look")

    assert offered.headline == "It is your turn"
    assert offered.left_s == 1800
    assert "/checkout/" in str(steps[-1])
    assert state.view.state == "accepted"


async def test_who_declines_or_leaves_sees_it(
    rt: Runtime, root: rx.State, clock: FrozenClock
) -> None:
    stage, held = await full_event(rt)
    first, second = await listed(rt, stage), await listed(rt, stage)
    await release(rt, held[0])
    await tick(rt, clock)
    state = await entry_page(root, first)

    await act(state, "decline")
    declined = state.view.state
    await act(await entry_page(root, second), "leave")

    assert declined == "lapsed"
    assert (await entry_of(rt, second)).state == "left"
    assert (state.view.state, state.beat_s) == ("left", 0)


async def test_the_organizer_sets_a_room_up(rt: Runtime, root: rx.State) -> None:
    stage = await given_event(rt)
    door.begin(Visit(actor=stage.owner, locale="en"))
    state = await root.get_state(DemandState)
    state.id, state.zone = str(stage.event_id), "Europe/Berlin"
    plan = {"mode": "on", "opens_local": "2026-06-02T20:00", "rate_per_minute": "90"}

    await act(state, "save", form={**plan, "at_once": "0"})
    wrong = dict(state.errors)
    await act(state, "save", form={**plan, "at_once": "40"})

    async with rt.read() as session:
        room = await queries.room(session, stage.owner, stage.event_id, at=rt.clock.now())
    assert list(wrong) == ["at_once"]
    assert room
    assert (room.in_force, room.rate_per_minute, room.at_once) == (True, 90, 40)
    assert room.opens_at.isoformat() == "2026-06-02T18:00:00+00:00"


async def entry_page(root: rx.State, ref: EntryRef) -> ListEntryState:
    state = await root.get_state(ListEntryState)
    state.address = f"/waiting-list/{ref.code}/{ref.secret}"
    return state
