"""Invitations: good once, for a week, and only for who has proven the address they went to."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bilten_app.domains.identity.public import NotVerified
from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import (
    AlreadyInvited,
    AlreadyMember,
    InvitationFor,
    InvitationGone,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, Invalid, NotFound, TooMany
from bilten_app.kit.roles import Permission, Role
from tests.factories import given_event
from tests.people import actor_of, given_organizer, given_signed_in, new_email


async def given_invited(
    rt: Runtime, owner: Actor, organizer_id: UUID, email: str, role: Role = Role.manager
) -> UUID:
    return await organizers.invite(rt, owner, organizer_id=organizer_id, email=email, role=role)


async def accept(rt: Runtime, who: Actor, token: str) -> None:
    async with rt.unit_of_work(who) as uow:
        await organizers.accept_invitation(uow, who, token=token)


async def given_person(rt: Runtime, email: str) -> tuple[Actor, str]:
    """Return somebody who has proven their address, and the token of their session."""
    person, token = await given_signed_in(rt, email=email)
    return replace(person, verified=True), token


async def test_who_was_invited_comes_in_with_the_role_and_once(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    email = new_email()
    invitation_id = await given_invited(rt, owner, organizer_id, email.upper())
    token = organizers.invitation_token(rt, invitation_id, 1)
    person, session_token = await given_person(rt, email)

    await accept(rt, person, token)

    member = await actor_of(rt, session_token)
    assert member.may(Permission.events_write, organizer_id)
    with pytest.raises(InvitationGone):
        await accept(rt, person, token)
    with pytest.raises(AlreadyMember):
        await given_invited(rt, owner, organizer_id, email)


async def test_an_invitation_for_one_event_gives_that_event_only(rt: Runtime) -> None:
    stage, elsewhere = await given_event(rt), await given_event(rt)
    email = new_email()

    with pytest.raises(NotFound):
        await organizers.invite(
            rt, stage.owner, organizer_id=stage.organizer_id, email=email,
            role=Role.gate_staff, event_id=elsewhere.event_id,
        )  # fmt: skip
    invitation_id = await organizers.invite(
        rt, stage.owner, organizer_id=stage.organizer_id, email=email,
        role=Role.gate_staff, event_id=stage.event_id,
    )  # fmt: skip
    person, session_token = await given_person(rt, email)
    await accept(rt, person, organizers.invitation_token(rt, invitation_id, 1))

    helper = await actor_of(rt, session_token)
    assert helper.may(Permission.gate_manage, stage.organizer_id, event_id=stage.event_id)
    assert not helper.may(Permission.events_read, stage.organizer_id)


async def test_a_stranger_who_found_the_link_does_not_come_in(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    email = new_email()
    invitation_id = await given_invited(rt, owner, organizer_id, email)
    token = organizers.invitation_token(rt, invitation_id, 1)
    stranger, _ = await given_person(rt, new_email())
    unproven = replace((await given_person(rt, email))[0], verified=False)

    with pytest.raises(InvitationFor):
        await accept(rt, stranger, token)
    with pytest.raises(NotVerified):
        await accept(rt, unproven, token)
    with pytest.raises(InvitationGone):
        await accept(rt, stranger, f"{token}x")


async def test_a_link_ends_after_a_week_or_when_a_newer_one_goes_out(
    rt: Runtime, clock: FrozenClock
) -> None:
    owner, organizer_id = await given_organizer(rt)
    email = new_email()
    invitation_id = await given_invited(rt, owner, organizer_id, email)
    person, _ = await given_person(rt, email)
    first = organizers.invitation_token(rt, invitation_id, 1)

    await organizers.send_invitation_again(
        rt, owner, organizer_id=organizer_id, invitation_id=invitation_id
    )
    with pytest.raises(InvitationGone):
        await accept(rt, person, first)
    clock.move(timedelta(days=7))
    with pytest.raises(InvitationGone):
        await accept(rt, person, organizers.invitation_token(rt, invitation_id, 2))
    again = await given_invited(rt, owner, organizer_id, email)

    assert again == invitation_id
    await accept(rt, person, organizers.invitation_token(rt, invitation_id, 3))


async def test_what_was_taken_back_lets_nobody_in(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    email = new_email()
    invitation_id = await given_invited(rt, owner, organizer_id, email)
    person, _ = await given_person(rt, email)

    async with rt.unit_of_work(owner) as uow:
        await organizers.revoke_invitation(
            uow, owner, organizer_id=organizer_id, invitation_id=invitation_id
        )

    with pytest.raises(InvitationGone):
        await accept(rt, person, organizers.invitation_token(rt, invitation_id, 1))
    scope = owner.require(Permission.team_manage, organizer_id)
    async with rt.read() as session:
        assert await queries.invitations(session, scope) == []


async def test_only_owners_invite_and_only_into_their_own_team(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    stranger, foreign_id = await given_organizer(rt)
    manager = replace(owner, grants={organizer_id: frozenset({Permission.events_write.value})})
    invitation_id = await given_invited(rt, owner, organizer_id, new_email())

    for who, refusal in ((manager, Forbidden), (stranger, NotFound)):
        with pytest.raises(refusal):
            await given_invited(rt, who, organizer_id, new_email())
    with pytest.raises(NotFound):
        await organizers.send_invitation_again(
            rt, stranger, organizer_id=foreign_id, invitation_id=invitation_id
        )


async def test_mail_is_not_sent_without_end(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    email = new_email()
    invitation_id = await given_invited(rt, owner, organizer_id, email)

    with pytest.raises(AlreadyInvited):
        await given_invited(rt, owner, organizer_id, email)
    with pytest.raises(Invalid):
        await given_invited(rt, owner, organizer_id, "nobody at all")
    for _ in range(5):
        await organizers.send_invitation_again(
            rt, owner, organizer_id=organizer_id, invitation_id=invitation_id
        )
    with pytest.raises(TooMany):
        await organizers.send_invitation_again(
            rt, owner, organizer_id=organizer_id, invitation_id=invitation_id
        )
