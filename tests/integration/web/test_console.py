"""The console of the platform's staff: finding people, acting for them, and the whole log."""

import httpx
import pytest

from bilten_app.domains.identity import service as identity
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.errors import Forbidden
from bilten_app.kit.roles import StaffRole
from bilten_app.web import door
from bilten_app.web.admin import console
from bilten_app.web.admin.audit import LogState
from bilten_app.web.admin.organizations import OrganizationsState
from bilten_app.web.admin.people import PeopleState
from bilten_app.web.admin.person import PersonState
from bilten_app.web.door import OWN_COOKIE, SESSION_COOKIE
from bilten_app.web.session import SessionState
from tests.factories import given_event
from tests.integration.web.given import Enter, act
from tests.people import actor_of, given_signed_in, new_email

SERVED = (console.router,)
WHY = "A call about a lost ticket"


async def given_staff(rt: Runtime, role: StaffRole) -> tuple[Actor, str]:
    person, token = await given_signed_in(rt)
    async with rt.unit_of_work() as uow:
        await identity.set_staff(uow, SYSTEM, user_id=person.require_user(), role=role)
    return await actor_of(rt, token), token


async def test_support_acts_for_somebody_and_is_themselves_again_by_one_click(
    rt: Runtime, enter: Enter, browser: httpx.AsyncClient
) -> None:
    support, own = await given_staff(rt, StaffRole.support)
    person, _ = await given_signed_in(rt)
    browser.cookies.set(SESSION_COOKIE, own, domain="bilten.test", path="/")

    path = f"/admin/people/{person.user_id}/act"
    refused = await browser.post(path, data={"act_reason": " "})
    begun = await browser.post(path, data={"act_reason": WHY})
    acted = browser.cookies[SESSION_COOKIE]
    acting = await actor_of(rt, acted)
    header = await enter(acting).get_state(SessionState)
    await act(header, "enter")

    assert refused.headers["location"].endswith("?refused=invalid")
    assert begun.headers["location"] == "/account"
    assert "Max-Age=1800" in begun.headers["set-cookie"]
    assert (acting.user_id, acting.acted_by) == (person.user_id, support.user_id)
    assert header.is_acted
    await browser.post("/auth/stop-acting")
    assert browser.cookies[SESSION_COOKIE] == own
    assert OWN_COOKIE not in browser.cookies
    assert (await actor_of(rt, acted)).user_id is None


async def test_who_may_not_act_for_others_does_not(rt: Runtime, browser: httpx.AsyncClient) -> None:
    _, token = await given_staff(rt, StaffRole.moderator)
    person, _ = await given_signed_in(rt)
    browser.cookies.set(SESSION_COOKIE, token, domain="bilten.test", path="/")

    await browser.post(f"/admin/people/{person.user_id}/act", data={"act_reason": WHY})

    assert browser.cookies[SESSION_COOKIE] == token


async def test_the_log_is_a_file_for_who_may_read_it(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    stage = await given_event(rt)
    about = {"about": str(stage.event_id)}
    statuses = []
    for role in (StaffRole.admin, StaffRole.support):
        browser.cookies.set(SESSION_COOKIE, (await given_staff(rt, role))[1], domain="bilten.test")
        answer = await browser.get("/admin/audit/lines.csv", params=about)
        statuses.append((answer.status_code, "events.published" in answer.text))

    assert statuses == [(200, True), (403, False)]


async def test_a_moderator_finds_somebody_and_shuts_them_out(rt: Runtime, enter: Enter) -> None:
    (moderator, _), email = await given_staff(rt, StaffRole.moderator), new_email()
    person, token = await given_signed_in(rt, email=email)
    root = enter(moderator)
    people, state = await root.get_state(PeopleState), await root.get_state(PersonState)

    await act(people, "open")
    await state._read(rt, moderator, door.visit(), str(person.user_id))
    await act(state, "suspend", form={"reason": " "})
    beside = dict(state.errors)
    await act(state, "suspend", form={"reason": WHY})

    assert email in {row.email for row in people.rows}
    assert set(beside) == {"reason"}
    assert (state.person.state, state.person.suspended_for) == ("Suspended", WHY)
    assert (await actor_of(rt, token)).user_id is None


async def test_an_organization_is_suspended_with_a_reason_that_its_own_log_shows(
    rt: Runtime, enter: Enter
) -> None:
    stage, (admin, _) = await given_event(rt), await given_staff(rt, StaffRole.admin)
    root = enter(admin)
    state, log = await root.get_state(OrganizationsState), await root.get_state(LogState)
    await act(state, "open")

    await act(state, "ask", organizer_id=str(stage.organizer_id))
    await act(state, "suspend", form={"reason": WHY})
    await act(log, "open")

    assert [(row.state, row.why) for row in state.rows] == [("Suspended", WHY)]
    assert (log.rows[0].what, log.rows[0].about) == (
        "Suspended the organization", "Blue Note Nights",
    )  # fmt: skip
    support, _ = await given_staff(rt, StaffRole.support)
    with pytest.raises(Forbidden):
        async with rt.unit_of_work(support) as uow:
            await organizers.restore(uow, support, organizer_id=stage.organizer_id, reason=WHY)
