"""The desk as each role finds it: where work begins, and where it is when it is not here."""

from datetime import timedelta

import pytest

from bilten_app.domains.events import queries as events
from bilten_app.domains.events import service as event_service
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import Permission, Role
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Forbidden
from bilten_app.web.organizer.desk import elsewhere, event_page, first_page
from bilten_app.web.organizer.event_editor.view import load
from tests.factories import Stage, given_event
from tests.people import actor_of, given_signed_in


async def given_member(rt: Runtime, stage: Stage, role: Role) -> Actor:
    """Let somebody new into the stage's organization."""
    person, token = await given_signed_in(rt)
    assert person.user_id
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.add_member(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=person.user_id, role=role
        )
    return await actor_of(rt, token)


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
    ],
)
async def test_an_event_opens_where_the_role_works(rt: Runtime, role: Role, page: str) -> None:
    stage = await given_event(rt)
    member = await given_member(rt, stage, role)

    assert event_page(member, stage.organizer_id, "jazz") == page.format("jazz")


@pytest.mark.parametrize("role", [Role.box_office, Role.gate_staff])
async def test_who_may_not_change_an_event_gets_no_editor(rt: Runtime, role: Role) -> None:
    stage = await given_event(rt)
    member = await given_member(rt, stage, role)

    with pytest.raises(Forbidden):
        await load(rt, member, await slug_of(rt, stage), "en")
