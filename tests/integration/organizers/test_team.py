"""Teams: roles change at once, an owner always stays, an event's helper sees that event only."""

import asyncio
from uuid import UUID

import pytest

from bilten_app.domains.events import queries as events
from bilten_app.domains.events import service as event_service
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import LastOwner, OwnRole
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import OrderSearch
from bilten_app.domains.scanning import service as scanning
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Forbidden, Invalid, NotFound
from bilten_app.kit.roles import Permission, Role
from tests.factories import Stage, given_event, given_order
from tests.people import actor_of, given_organizer, given_signed_in


async def given_member(rt: Runtime, owner: Actor, organizer_id: UUID, role: Role | None) -> str:
    """Let somebody new in; return the token of their session."""
    person, token = await given_signed_in(rt)
    async with rt.unit_of_work(owner) as uow:
        await organizers.add_member(
            uow, owner, organizer_id=organizer_id, user_id=person.require_user(), role=role
        )
    return token


async def given_helper(rt: Runtime, stage: Stage, role: Role) -> Actor:
    """Let somebody new in for one event only."""
    token = await given_member(rt, stage.owner, stage.organizer_id, None)
    user_id = (await actor_of(rt, token)).require_user()
    async with rt.unit_of_work(stage.owner) as uow:
        await organizers.set_event_role(
            uow, stage.owner, organizer_id=stage.organizer_id, user_id=user_id,
            event_id=stage.event_id, role=role,
        )  # fmt: skip
    return await actor_of(rt, token)


async def second_event(rt: Runtime, stage: Stage) -> UUID:
    async with rt.unit_of_work(stage.owner) as uow:
        return await event_service.create_draft(
            uow, stage.owner, organizer_id=stage.organizer_id, title="Another evening"
        )


async def test_a_helper_of_one_event_works_there_and_finds_nothing_else(rt: Runtime) -> None:
    stage = await given_event(rt)
    other_id = await second_event(rt, stage)

    helper = await given_helper(rt, stage, Role.gate_staff)

    async with rt.unit_of_work(helper) as uow:
        await scanning.create_gate(uow, helper, event_id=stage.event_id, name="Side door")
    with pytest.raises(NotFound):
        async with rt.unit_of_work(helper) as uow:
            await scanning.create_gate(uow, helper, event_id=other_id, name="Side door")
    with pytest.raises(Forbidden):
        async with rt.unit_of_work(helper) as uow:
            await event_service.edit(uow, helper, event_id=stage.event_id, title="Mine now")


async def test_lists_show_a_helper_only_their_events(rt: Runtime) -> None:
    stage = await given_event(rt)
    await second_event(rt, stage)
    helper = await given_helper(rt, stage, Role.gate_staff)

    scope, within = helper.require_somewhere(Permission.events_read, stage.organizer_id)
    async with rt.read() as session:
        shown = await events.organizer_events(session, scope, within=within)
        whole = await events.organizer_events(session, scope)

    assert [card.id for card in shown.rows] == [stage.event_id]
    assert len(whole.rows) == 2


async def test_an_order_of_another_event_is_not_there_for_a_helper(rt: Runtime) -> None:
    stage, elsewhere = await given_event(rt), await given_event(rt)
    mine, foreign = await given_order(rt, stage), await given_order(rt, elsewhere)
    helper = await given_helper(rt, stage, Role.box_office)

    scope, within = helper.require_somewhere(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        search = OrderSearch(None, None, "")
        none_of_it = await reporting.order_list(session, scope, search, within=())
        receipt = await reporting.order(session, scope, mine.code, within=within)
        for code, reach in ((foreign.code, within), (mine.code, ())):
            with pytest.raises(NotFound):
                await reporting.order(session, scope, code, within=reach)

    assert receipt.order.id == mine.id
    assert none_of_it.rows == []


async def test_rights_change_with_the_next_request(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    token = await given_member(rt, owner, organizer_id, Role.manager)
    before = await actor_of(rt, token)

    async with rt.unit_of_work(owner) as uow:
        await organizers.set_role(
            uow, owner, organizer_id=organizer_id, user_id=before.require_user(), role=Role.marketer
        )
    lesser = await actor_of(rt, token)
    async with rt.unit_of_work(owner) as uow:
        await organizers.remove_member(
            uow, owner, organizer_id=organizer_id, user_id=before.require_user()
        )
    gone = await actor_of(rt, token)

    assert before.may(Permission.events_write, organizer_id)
    assert not lesser.may(Permission.events_write, organizer_id)
    assert lesser.may(Permission.promotions_write, organizer_id)
    assert gone.grants == {}


async def test_a_role_for_an_event_needs_a_member_and_an_event_of_the_organization(
    rt: Runtime,
) -> None:
    stage, elsewhere = await given_event(rt), await given_event(rt)
    token = await given_member(rt, stage.owner, stage.organizer_id, None)
    member_id = (await actor_of(rt, token)).require_user()
    stranger_id = elsewhere.owner.require_user()

    for user_id, event_id, role, refusal in (
        (member_id, elsewhere.event_id, Role.manager, NotFound),
        (stranger_id, stage.event_id, Role.manager, NotFound),
        (member_id, stage.event_id, Role.owner, Invalid),
        (member_id, stage.event_id, Role.finance, Invalid),
    ):
        with pytest.raises(refusal):
            async with rt.unit_of_work(stage.owner) as uow:
                await organizers.set_event_role(
                    uow, stage.owner, organizer_id=stage.organizer_id, user_id=user_id,
                    event_id=event_id, role=role,
                )  # fmt: skip

    assert (await actor_of(rt, token)).event_grants == {}


async def test_the_last_owner_can_neither_leave_nor_be_taken_out(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    own_id = owner.require_user()

    with pytest.raises(LastOwner):
        async with rt.unit_of_work(owner) as uow:
            await organizers.leave(uow, owner, organizer_id=organizer_id)
    with pytest.raises(LastOwner):
        async with rt.unit_of_work(owner) as uow:
            await organizers.remove_member(uow, owner, organizer_id=organizer_id, user_id=own_id)
    with pytest.raises(OwnRole):
        async with rt.unit_of_work(owner) as uow:
            await organizers.set_role(
                uow, owner, organizer_id=organizer_id, user_id=own_id, role=Role.manager
            )


async def test_of_two_owners_who_leave_at_once_one_stays(rt: Runtime) -> None:
    for _ in range(5):
        owner, organizer_id = await given_organizer(rt)
        token = await given_member(rt, owner, organizer_id, Role.owner)
        both = (owner, await actor_of(rt, token))

        async def go(who: Actor, organizer_id: UUID = organizer_id) -> bool:
            try:
                async with rt.unit_of_work(who) as uow:
                    await organizers.leave(uow, who, organizer_id=organizer_id)
            except LastOwner:
                return False
            return True

        left = await asyncio.gather(*(go(who) for who in both))

        assert sorted(left) == [False, True]


async def test_an_owner_hands_over_and_stays_as_a_manager(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    token = await given_member(rt, owner, organizer_id, Role.finance)
    heir = await actor_of(rt, token)

    async with rt.unit_of_work(owner) as uow:
        await organizers.transfer(
            uow, owner, organizer_id=organizer_id, user_id=heir.require_user()
        )
    heir = await actor_of(rt, token)

    assert heir.may(Permission.team_manage, organizer_id)
    async with rt.unit_of_work(heir) as uow:
        await organizers.remove_member(
            uow, heir, organizer_id=organizer_id, user_id=owner.require_user()
        )


@pytest.mark.parametrize("role", [Role.manager, Role.finance, Role.gate_staff, None])
async def test_only_owners_change_the_team(rt: Runtime, role: Role | None) -> None:
    owner, organizer_id = await given_organizer(rt)
    member = await actor_of(rt, await given_member(rt, owner, organizer_id, role))
    stranger, _ = await given_organizer(rt)

    for who, refusal in ((member, Forbidden), (stranger, NotFound)):
        for act in (organizers.remove_member, organizers.transfer):
            with pytest.raises(refusal):
                async with rt.unit_of_work(who) as uow:
                    await act(uow, who, organizer_id=organizer_id, user_id=owner.require_user())
