"""The desk as each role finds it: whose it is, where work begins, where it is when not here."""

from datetime import timedelta

import httpx
import pytest

from bilten_app.domains.events import queries as events
from bilten_app.domains.events import service as event_service
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Forbidden
from bilten_app.kit.roles import Permission, Role
from bilten_app.web import door
from bilten_app.web.door import DESK_COOKIE, SESSION_COOKIE, Visit
from bilten_app.web.organizer import switch
from bilten_app.web.organizer.desk import elsewhere, event_page, first_page, organization
from bilten_app.web.organizer.event_editor.view import load
from tests.factories import Stage, given_event
from tests.people import actor_of, given_signed_in

SERVED = (switch.router,)


async def given_member(rt: Runtime, stage: Stage, role: Role) -> Actor:
    """Let somebody new into the stage's organization."""
    person, token = await given_signed_in(rt)
    await join(rt, stage, person, role)
    return await actor_of(rt, token)


async def join(rt: Runtime, stage: Stage, person: Actor, role: Role) -> None:
    """Let a person into the stage's organization."""
    user_id = person.require_user()
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.add_member(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=user_id, role=role
        )


async def slug_of(rt: Runtime, stage: Stage) -> str:
    async with rt.read() as session:
        return (await events.by_id(session, stage.event_id)).slug


@pytest.mark.parametrize("role", [Role.manager, Role.box_office])
async def test_who_reads_orders_begins_with_the_overview(rt: Runtime, role: Role) -> None:
    member = await given_member(rt, await given_event(rt), role)

    assert await first_page(rt, member) == "/organizer"
    assert await elsewhere(rt, member, Permission.orders_read) is None


async def test_gate_staff_begin_at_the_gate_of_the_next_event(rt: Runtime) -> None:
    stage = await given_event(rt)
    sooner = rt.clock.now().replace(tzinfo=None) + timedelta(days=2)
    async with rt.unit_of_work(stage.owner) as uow:
        await event_service.create_draft(
            uow, stage.owner, organizer_id=stage.organizer_id, title="Not yet open to anybody"
        )
        await event_service.edit(
            uow, stage.owner, event_id=stage.event_id, starts_local=sooner,
            ends_local=sooner + timedelta(hours=3),
        )  # fmt: skip
    staff = await given_member(rt, stage, Role.gate_staff)

    assert await first_page(rt, staff) == f"/organizer/events/{await slug_of(rt, stage)}/gate"
    assert await elsewhere(rt, staff, Permission.orders_read) is not None


async def test_gate_staff_without_an_event_begin_with_the_list(rt: Runtime) -> None:
    stage = await given_event(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await event_service.cancel(uow, stage.owner, event_id=stage.event_id, reason="Storm")
    staff = await given_member(rt, stage, Role.gate_staff)

    assert await first_page(rt, staff) == "/organizer/events"


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.owner, "/organizer/events/{}"),
        (Role.manager, "/organizer/events/{}"),
        (Role.box_office, "/organizer/orders?event={}"),
        (Role.gate_staff, "/organizer/events/{}/gate"),
        (Role.marketer, "/organizer/events/{}/prices"),
        (Role.finance, "/organizer/orders?event={}"),
    ],
)
async def test_an_event_opens_where_the_role_works(rt: Runtime, role: Role, page: str) -> None:
    stage = await given_event(rt)
    member = await given_member(rt, stage, role)

    async with rt.read() as session:
        event = (await events.cards(session, [stage.event_id]))[stage.event_id]

    assert event_page(member, event) == page.format(event.slug)


@pytest.mark.parametrize("role", [Role.box_office, Role.gate_staff])
async def test_who_may_not_change_an_event_gets_no_editor(rt: Runtime, role: Role) -> None:
    stage = await given_event(rt)
    member = await given_member(rt, stage, role)

    with pytest.raises(Forbidden):
        await load(rt, member, await slug_of(rt, stage), "en")


def with_wish(actor: Actor, organizer_id: object) -> None:
    door.begin(Visit(actor, desk=str(organizer_id)))


async def test_a_member_of_several_opens_the_desk_this_browser_wishes(rt: Runtime) -> None:
    first, second = await given_event(rt), await given_event(rt)
    person, token = await given_signed_in(rt)
    for stage in (first, second):
        await join(rt, stage, person, Role.manager)
    person = await actor_of(rt, token)

    with_wish(person, "")
    assert (await organization(rt, person)).id == first.organizer_id

    with_wish(person, second.organizer_id)
    assert (await organization(rt, person)).id == second.organizer_id


async def test_wishing_a_foreign_desk_opens_ones_own(rt: Runtime) -> None:
    foreign = await given_event(rt)
    person = await given_member(rt, mine := await given_event(rt), Role.gate_staff)

    with_wish(person, foreign.organizer_id)

    assert (await organization(rt, person)).id == mine.organizer_id


async def test_the_browser_remembers_a_desk_of_ones_own_and_no_other(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    mine, foreign = await given_event(rt), await given_event(rt)
    person, token = await given_signed_in(rt)
    await join(rt, mine, person, Role.manager)
    browser.cookies.set(SESSION_COOKIE, token)

    refused = await browser.post(
        "/organizer/desk", data={"organization": str(foreign.organizer_id)}
    )
    taken = await browser.post("/organizer/desk", data={"organization": str(mine.organizer_id)})

    assert (refused.status_code, taken.status_code) == (303, 303)
    assert "set-cookie" not in refused.headers
    assert browser.cookies[DESK_COOKIE] == str(mine.organizer_id)
    assert "HttpOnly" in taken.headers["set-cookie"]
