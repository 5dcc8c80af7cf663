"""The pages of webhooks, as a browser's states."""

import pytest

from bilten_app.domains.webhooks import queries, service
from bilten_app.domains.webhooks.public import CallState, EndpointDraft, EndpointState, HookKind
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.web.organizer.webhooks.delivery import CallPageState
from bilten_app.web.organizer.webhooks.state import HooksState, HookState
from bilten_app.web.organizer.webhooks.view import CallRow, HookRow
from tests.factories import given_event
from tests.integration.web.given import Enter, act

WANTED = {"url": "https://example.com/hooks", "about": "Our shop", "kind-order.paid": "on"}
DRAFT = EndpointDraft(WANTED["url"], frozenset({HookKind.order_paid}))


async def test_an_owner_adds_a_webhook_and_sees_its_secret_once(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    state = await enter(stage.owner).get_state(HooksState)
    await act(state, "open")
    assert state.rows == []

    await act(state, "ask")
    await act(state, "add", form=WANTED)

    assert [(row.url, row.told) for row in state.rows] == [(WANTED["url"], "An order is paid")]
    assert state.secret.startswith("whsec_")
    await act(state, "open")
    assert state.secret == ""


@pytest.mark.parametrize(
    ("form", "problems"),
    [
        ({"url": "http://example.com/", "kind-order.paid": "on"}, {"url"}),
        ({"url": "https://example.com/"}, {"kinds"}),
        ({**WANTED, "about": "x" * 201}, {"about"}),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_the_form_stays(
    rt: Runtime, enter: Enter, form: dict[str, str], problems: set[str]
) -> None:
    stage = await given_event(rt)
    state = await enter(stage.owner).get_state(HooksState)
    await act(state, "open")
    await act(state, "ask")

    await act(state, "add", form=form)

    assert set(state.errors) == problems
    assert state.adding
    assert state.rows == []


async def test_a_webhook_is_tested_switched_off_and_replayed(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    added = await service.add(rt, stage.owner, organizer_id=stage.organizer_id, draft=DRAFT)
    state = await enter(stage.owner).get_state(HookState)
    state.hook = HookRow(id=str(added.endpoint_id))
    await act(state, "look")

    await act(state, "test")
    await act(state, "switch")
    assert [row.state for row in state.rows] == ["Failed"]
    assert (state.hook.is_on, state.failures) == (False, 1)
    await act(state, "switch")
    await act(state, "replay")

    assert [row.state for row in state.rows] == ["Waiting"]
    await act(state, "edit", form={**WANTED, "about": "Our other shop"})
    assert state.hook.about == "Our other shop"
    await act(state, "rotate")
    assert state.secret not in {"", added.secret}


async def test_nobody_reaches_the_webhook_of_another_through_a_state_that_names_it(
    rt: Runtime, enter: Enter
) -> None:
    ours, theirs = await given_event(rt), await given_event(rt)
    added = await service.add(rt, ours.owner, organizer_id=ours.organizer_id, draft=DRAFT)
    async with rt.unit_of_work(ours.owner) as uow:
        call_id = await service.test(uow, ours.owner, endpoint_id=added.endpoint_id)
    root = enter(theirs.owner)
    state, sent = await root.get_state(HookState), await root.get_state(CallPageState)
    state.hook = HookRow(id=str(added.endpoint_id))
    sent.call = CallRow(id=str(call_id))

    for name in ("look", "test", "switch", "replay", "rotate", "remove"):
        await act(state, name)
    await act(state, "edit", form=WANTED)
    for name in ("look", "replay"):
        await act(sent, name)

    assert (sent.body, sent.attempts) == ("", [])
    assert (state.rows, state.secret) == ([], "")
    async with rt.read() as session:
        kept = await queries.endpoint(session, ours.owner, added.endpoint_id)
        page = await queries.calls(session, ours.owner, added.endpoint_id)
        with pytest.raises(NotFound):
            await queries.call(session, theirs.owner, call_id)
    assert (kept.state, kept.about) == (EndpointState.active, "")
    assert [one.state for one in page.rows] == [CallState.queued]
