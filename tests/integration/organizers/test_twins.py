"""An organization's tests look like it, are run by those who run it, and are no organization."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.programs import queries as program_queries
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import KeyDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, ProofNeeded
from bilten_app.kit.roles import Permission, Role, StaffRole
from bilten_app.kit.twins import twin_of
from tests.factories import given_event
from tests.integration.organizers.test_team import given_helper
from tests.people import given_organizer, given_sandbox, given_staff
from tests.programs import given_key


async def test_tests_look_like_their_organization(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    _, sandbox_id = await given_sandbox(rt, owner, organizer_id)

    async with rt.unit_of_work(owner) as uow:
        await organizers.edit(
            uow, owner, organizer_id=organizer_id, name="Canal Nights", about="By the water.",
            color="#123456", logo_id=None,
        )  # fmt: skip

    async with rt.read() as session:
        tests = await queries.by_id(session, sandbox_id)
    assert (tests.name, tests.about, tests.color) == ("Canal Nights", "By the water.", "#123456")


async def test_who_works_for_one_event_has_nothing_to_do_with_tests(rt: Runtime) -> None:
    stage = await given_event(rt)
    _, sandbox_id = await given_sandbox(rt, stage.owner, stage.organizer_id)

    helper = await given_helper(rt, stage, Role.gate_staff)

    assert sandbox_id not in helper.grants
    async with rt.read() as session:
        mine = await queries.memberships(session, helper, with_tests=True)
    assert [one.organizer.id for one in mine] == [stage.organizer_id]


async def test_of_what_happens_at_tests_the_team_of_their_organization_hears(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    _, sandbox_id = await given_sandbox(rt, owner, organizer_id)

    async with rt.read() as session:
        heard = await queries.who_may(session, sandbox_id, Permission.orders_refund)

    assert [one.id for one in heard] == [owner.user_id]


async def test_staff_find_organizations_and_not_their_tests(rt: Runtime) -> None:
    staff = await given_staff(rt, StaffRole.moderator)
    owner, organizer_id = await given_organizer(rt, name="Blue Note Nights")
    await given_sandbox(rt, owner, organizer_id)

    async with rt.read() as session:
        found = await queries.all_organizations(session, staff, words="Blue Note")

    assert [one.id for one in found.rows] == [organizer_id]


async def test_an_old_session_opens_no_tests(rt: Runtime, clock: FrozenClock) -> None:
    owner, organizer_id = await given_organizer(rt)
    draft = KeyDraft("Ours", frozenset({Permission.events_read}))
    stale = replace(owner, asked_at=clock.move(timedelta(minutes=16)))

    with pytest.raises(ProofNeeded):
        await programs.make_key_for(rt, stale, organizer_id=organizer_id, draft=draft, is_test=True)
    async with rt.read() as session:
        with pytest.raises(NotFound):
            await queries.by_id(session, twin_of(organizer_id))


async def test_a_test_key_is_seen_from_its_organization_and_no_other(
    rt: Runtime, clock: FrozenClock
) -> None:
    (owner, ours), (_, theirs) = await given_organizer(rt), await given_organizer(rt)
    key_id, _ = await given_key(rt, owner, is_test=True)

    async with rt.read() as session:
        seen = await program_queries.key(session, OrganizerScope(ours), key_id, now=clock.now())
        with pytest.raises(NotFound):
            await program_queries.key(session, OrganizerScope(theirs), key_id, now=clock.now())
    assert (seen.id, seen.is_test) == (key_id, True)
