"""The team page, the audit log and an invitation, as a browser's states."""

from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.roles import Permission, Role
from bilten_app.web.organizer.audit import AuditState
from bilten_app.web.organizer.team.state import TeamState
from tests.factories import Stage, given_event
from tests.integration.web.given import Enter, act
from tests.people import actor_of, given_signed_in, new_email
from tests.work import settle


async def given_member(rt: Runtime, stage: Stage, role: Role | None) -> str:
    person, token = await given_signed_in(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.add_member(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=person.require_user(),
            role=role,
        )  # fmt: skip
    return token


async def test_an_owner_invites_and_the_mail_goes_out(rt: Runtime, enter: Enter) -> None:
    stage, email = await given_event(rt), new_email()
    state = await enter(stage.owner).get_state(TeamState)
    await act(state, "open")

    form = {"email": email, "role": "gate_staff", "event": str(stage.event_id)}
    await act(state, "invite", form=form)
    await settle(rt)

    assert [row.email for row in state.invitations] == [email]
    assert state.invitations[0].what == "Gate staff · Jazz by the Canal"
    async with rt.read() as session:
        told = text("SELECT state FROM deliveries WHERE topic = 'organizers.invited'")
        assert (await session.execute(told)).scalars().all() == ["sent"]
    await act(state, "take_back", invitation_id=state.invitations[0].id)
    assert state.invitations == []


async def test_what_is_wrong_with_an_invitation_stands_beside_its_field(
    rt: Runtime, enter: Enter
) -> None:
    stage = await given_event(rt)
    state = await enter(stage.owner).get_state(TeamState)
    await act(state, "open")

    await act(state, "invite", form={"email": "nobody", "role": "manager"})

    assert set(state.errors) == {"email"}
    assert state.invitations == []


async def test_an_owner_changes_roles_for_all_and_for_one_event(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    token = await given_member(rt, stage, Role.manager)
    user_id = str((await actor_of(rt, token)).require_user())
    state = await enter(stage.owner).get_state(TeamState)
    await act(state, "open")

    await act(state, "begin", act="role", user_id=user_id)
    await act(state, "change_role", form={"new_role": "some"})
    await act(state, "begin", act="events", user_id=user_id)
    given = {"event_id": str(stage.event_id), "event_role": "box_office"}
    await act(state, "give_event", form=given)

    member = await actor_of(rt, token)
    assert member.grants == {stage.organizer_id: frozenset()}
    assert member.may(Permission.box_office, stage.organizer_id, event_id=stage.event_id)
    assert [one.words for one in state.row.events] == ["Jazz by the Canal · Box office"]


@pytest.mark.parametrize("role", [Role.manager, None])
async def test_others_see_the_team_and_change_nothing(
    rt: Runtime, enter: Enter, role: Role | None
) -> None:
    stage = await given_event(rt)
    token = await given_member(rt, stage, role)
    user_id = (await actor_of(rt, token)).require_user()
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.set_event_role(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=user_id,
            event_id=stage.event_id, role=Role.gate_staff,
        )  # fmt: skip
    member = await actor_of(rt, token)
    state = await enter(member).get_state(TeamState)

    await act(state, "open")
    await act(state, "begin", act="remove", user_id=str(stage.owner.user_id))
    await act(state, "remove")

    assert [row.is_me for row in state.members] == ([False, True] if role else [True])
    assert not state.may_manage
    assert stage.owner.user_id in await members_of(rt, stage)


async def test_the_audit_log_tells_in_words_who_did_what(rt: Runtime, enter: Enter) -> None:
    stage = await given_event(rt)
    await given_member(rt, stage, Role.finance)
    state = await enter(stage.owner).get_state(AuditState)

    await act(state, "open")

    assert (state.rows[0].what, state.rows[0].who) == ("Added a member", "Ada Berg")
    assert "role: finance" in state.rows[0].details
    assert {"Published an event", "Founded the organization"} <= {row.what for row in state.rows}


async def members_of(rt: Runtime, stage: Stage) -> set[UUID]:
    async with rt.read() as session:
        told = text("SELECT user_id FROM members WHERE organizer_id = :organizer")
        found = await session.execute(told, {"organizer": stage.organizer_id})
        return set(found.scalars())
