"""An organization may ask everybody who acts there for a second step."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind
from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import OwnStepFirst
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, NotFound, ProofNeeded, StepNeeded
from bilten_app.kit.roles import Permission, Role
from tests.people import actor_of, given_signed_in, new_email
from tests.second_step import HERE, given_app, shown

READ = Permission.events_read


async def _ask(rt: Runtime, actor: Actor, organizer_id: UUID, *, asked: bool = True) -> None:
    async with rt.unit_of_work(actor) as uow:
        await organizers.ask_second_step(uow, actor, organizer_id=organizer_id, asked=asked)


async def _given(rt: Runtime) -> tuple[str, UUID, str]:
    """Return an owner with an app, their organization, and a manager without one, signed in."""
    owner, token, _ = await given_app(rt, new_email())
    organizer_id = await organizers.create(rt, owner, name="Blue Note Nights")
    manager, theirs = await given_signed_in(rt)
    owner = await actor_of(rt, token)
    assert manager.user_id
    async with rt.unit_of_work(owner) as uow:
        await organizers.add_member(
            uow, owner, organizer_id=organizer_id, user_id=manager.user_id, role=Role.manager
        )
    return token, organizer_id, theirs


async def test_who_has_none_may_do_nothing_there_until_they_have(rt: Runtime) -> None:
    token, organizer_id, theirs = await _given(rt)
    assert (await actor_of(rt, theirs)).may(READ, organizer_id)

    await _ask(rt, await actor_of(rt, token), organizer_id)

    manager = await actor_of(rt, theirs)
    assert organizer_id in manager.grants
    with pytest.raises(StepNeeded):
        manager.require(READ, organizer_id)
    with pytest.raises(StepNeeded):
        manager.require_somewhere(READ, organizer_id)
    assert (await actor_of(rt, token)).may(READ, organizer_id)

    new = await identity.begin_factor(rt, manager, kind=FactorKind.totp)
    signed_in = await identity.confirm_factor(
        rt, manager, token=theirs, kind=FactorKind.totp, code=shown(rt, new.secret), browser=HERE
    )
    (await actor_of(rt, signed_in.token)).require(READ, organizer_id)


async def test_an_app_in_their_name_holds_no_more_than_they_do(rt: Runtime) -> None:
    token, organizer_id, theirs = await _given(rt)
    manager = await actor_of(rt, theirs)
    assert manager.user_id

    for asked in (False, True):
        await _ask(rt, await actor_of(rt, token), organizer_id, asked=asked)
        async with rt.read() as session:
            standing = await queries.standing_of(session, manager.user_id)
        assert standing
        assert (organizer_id in standing.grants) is not asked


async def test_a_session_that_a_passkey_opened_had_both_steps(rt: Runtime) -> None:
    token, organizer_id, theirs = await _given(rt)
    await _ask(rt, await actor_of(rt, token), organizer_id)
    async with rt.unit_of_work() as uow:
        opened = text("UPDATE sessions SET opened_by = 'passkey' WHERE user_id = :id")
        await uow.session.execute(opened, {"id": (await actor_of(rt, theirs)).user_id})

    assert (await actor_of(rt, theirs)).may(READ, organizer_id)


async def test_who_has_none_is_named_and_told_once(rt: Runtime) -> None:
    token, organizer_id, theirs = await _given(rt)
    owner, manager = await actor_of(rt, token), await actor_of(rt, theirs)

    for _ in range(2):
        await _ask(rt, owner, organizer_id)

    async with rt.read() as session:
        scope = owner.require(Permission.team_manage, organizer_id)
        rule = await queries.second_step_rule(session, scope)
        told = text("SELECT payload->>'user_id' FROM facts WHERE payload->>'matter' = :matter")
        people = await session.execute(told, {"matter": "second_step_asked"})
        assert list(people.scalars()) == [str(manager.user_id)]
        lines = text("SELECT verb FROM audit_lines WHERE subject = :id AND verb LIKE '%second%'")
        verbs = await session.execute(lines, {"id": str(organizer_id)})
        assert list(verbs.scalars()) == ["organizers.second_step_asked"]
    assert (rule.is_asked, list(rule.without)) == (True, [manager.name])


async def test_who_asks_has_one_and_may_change_their_mind(rt: Runtime) -> None:
    owner, token = await given_signed_in(rt)
    organizer_id = await organizers.create(rt, owner, name="Blue Note Nights")
    owner = await actor_of(rt, token)
    with pytest.raises(OwnStepFirst):
        await _ask(rt, owner, organizer_id)

    token, organizer_id, theirs = await _given(rt)
    for asked in (True, False):
        await _ask(rt, await actor_of(rt, token), organizer_id, asked=asked)
    assert (await actor_of(rt, theirs)).may(READ, organizer_id)


async def test_owners_ask_with_a_fresh_proof_and_nobody_else(
    rt: Runtime, clock: FrozenClock
) -> None:
    token, organizer_id, theirs = await _given(rt)
    stranger, _ = await given_signed_in(rt)
    with pytest.raises(Forbidden):
        await _ask(rt, await actor_of(rt, theirs), organizer_id)
    with pytest.raises(NotFound):
        await _ask(rt, stranger, organizer_id)
    clock.move(timedelta(minutes=16))
    with pytest.raises(ProofNeeded):
        await _ask(rt, await actor_of(rt, token), organizer_id)


async def test_what_one_organization_asks_holds_in_no_other(rt: Runtime) -> None:
    token, organizer_id, theirs = await _given(rt)
    manager = await actor_of(rt, theirs)
    own = await organizers.create(rt, manager, name="Their own")
    await _ask(rt, await actor_of(rt, token), organizer_id)

    manager = await actor_of(rt, theirs)
    assert manager.may(READ, own)
    assert set(manager.held_back) == {organizer_id}
