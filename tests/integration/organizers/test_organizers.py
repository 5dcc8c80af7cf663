"""Organizations: made by proven people, each with a root key, closed to strangers."""

from dataclasses import replace

import pytest

from bilten_app.domains.identity.public import NotVerified
from bilten_app.domains.organizers import queries as organizer_queries
from bilten_app.domains.organizers import rules
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import InvalidOrganizer
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST
from bilten_app.kit.errors import Forbidden, NotFound, Unauthenticated
from bilten_app.kit.proof import keys
from bilten_app.kit.roles import ROLE_GRANTS, Role
from tests.people import given_organizer, given_user, with_grants


async def test_two_organizations_of_one_name_have_two_addresses(rt: Runtime) -> None:
    _, first = await given_organizer(rt, name="Café Größenwahn")
    _, second = await given_organizer(rt, name="Café Größenwahn")

    async with rt.read() as session:
        views = await organizer_queries.by_ids(session, [first, second])
        again = await organizer_queries.by_slug(session, views[first].slug)

    assert views[first].slug == "cafe-grossenwahn"
    assert views[second].slug == "cafe-grossenwahn-2"
    assert again == views[first]


async def test_the_root_key_is_a_pair(rt: Runtime) -> None:
    _, organizer_id = await given_organizer(rt)

    async with rt.read() as session:
        root = await organizer_queries.root_key(session, rt.vault, organizer_id)

    assert keys.public_of(root.private) == root.public
    assert "private" not in repr(root)


async def test_an_unproven_address_cannot_make_an_organization(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)

    with pytest.raises(NotVerified):
        await organizers.create(rt, replace(owner, verified=False), name="Too early")
    with pytest.raises(Unauthenticated):
        await organizers.create(rt, GUEST, name="Nobody's")


async def test_each_wrong_field_gets_its_sentence(rt: Runtime) -> None:
    owner, _ = await given_organizer(rt)

    with pytest.raises(InvalidOrganizer) as refused:
        await organizers.create(rt, owner, name=" x ", about="a" * 2001, color="red")

    assert refused.value.problems == {
        "name": rules.SHORT_NAME,
        "about": rules.LONG_ABOUT,
        "color": rules.BAD_COLOR,
    }


async def test_only_who_manages_the_team_lets_others_in(rt: Runtime) -> None:
    owner, organizer_id = await given_organizer(rt)
    stranger, _ = await given_organizer(rt)
    helper_id = await given_user(rt)

    async with rt.unit_of_work(owner) as uow:
        await organizers.add_member(
            uow, owner, organizer_id=organizer_id, user_id=helper_id, role=Role.gate_staff
        )
    helper = await with_grants(rt, replace(owner, user_id=helper_id, grants={}))

    assert helper.grants == {organizer_id: ROLE_GRANTS[Role.gate_staff]}
    for who, refusal in ((helper, Forbidden), (stranger, NotFound), (GUEST, Unauthenticated)):
        with pytest.raises(refusal):
            async with rt.unit_of_work(who) as uow:
                await organizers.add_member(
                    uow, who, organizer_id=organizer_id, user_id=helper_id, role=Role.owner
                )
