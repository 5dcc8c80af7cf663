"""A team signs in by its own issuer: proven domains, who joins as what, and the only way in."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import DomainNotProven, DomainTaken, NotReady
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Forbidden, Invalid, IssuerNeeded, NotFound, ProofNeeded
from bilten_app.kit.roles import Permission, Role
from bilten_app.web.door import SESSION_COOKIE
from tests.issuer import CLIENT, SECRET
from tests.names import Zone
from tests.people import actor_of, given_signed_in, given_user, new_email
from tests.surfers import Surfer, surfing, told, verbs_of
from tests.team_login import WORK, Team, given_team

READ = Permission.events_read


@pytest.fixture
async def team(surf: Surfer, zone: Zone) -> Team:
    """One whose login is on."""
    team = await given_team(surf)
    await team.save()
    domain_id, record, value = await team.domain()
    zone.texts[record] = ["v=spf1 -all", value]
    await team.prove(domain_id)
    await team.switch()
    return team


async def test_who_comes_by_a_work_address_joins_the_team(team: Team, surf: Surfer) -> None:
    surf.issuer.person["email_verified"] = None

    answer = await team.arrive(surf)

    assert answer.headers["location"] == "/organizer"
    actor = await surf.actor()
    assert actor.email == WORK
    assert actor.may(Permission.promotions_write, team.organizer_id)
    assert not actor.may(Permission.team_manage, team.organizer_id)
    assert "organizers.joined_by_issuer" in await verbs_of(surf.rt, team.organizer_id)
    assert surf.issuer.asked[-1]["login_hint"] == WORK


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["other", "crew"], "manager"),
        ("crew", "manager"),
        (["door", "crew"], "gate_staff"),
        (["other"], "marketer"),
        ({"crew": True}, "marketer"),
        (None, "marketer"),
    ],
)
async def test_claims_say_what_somebody_becomes(
    team: Team, surf: Surfer, groups: object, role: str
) -> None:
    await team.save(role_claim="groups", roles="door = gate_staff\ncrew = manager")
    surf.issuer.claims = {"groups": groups}
    await team.arrive(surf)

    assert await _role(surf, team) == role


async def test_claims_change_a_role_but_never_an_owners(team: Team, surf: Surfer) -> None:
    await team.arrive(surf)
    await team.save(role_claim="groups", roles="crew = manager")
    surf.issuer.claims = {"groups": ["crew"]}
    await team.arrive(surf)
    assert await _role(surf, team) == "manager"

    owner, them = await team.owner(), (await surf.actor()).user_id
    assert them
    async with surf.rt.unit_of_work(owner) as uow:
        await organizers.set_role(
            uow, owner, organizer_id=team.organizer_id, user_id=them, role=Role.owner
        )
    await team.arrive(surf)
    assert await _role(surf, team) == "owner"


@pytest.mark.parametrize("email", ["mara@elsewhere.com", "mara@sub.example.com", "x", None])
async def test_an_issuer_speaks_for_its_own_domains_only(
    team: Team, surf: Surfer, email: str | None
) -> None:
    surf.issuer.person["email"] = email

    answer = await team.arrive(surf)

    assert told(answer)[1]["error"] == "not_vouched"
    assert SESSION_COOKIE not in surf.client.cookies


async def test_an_account_that_exists_is_proved_as_well(team: Team, surf: Surfer) -> None:
    await given_user(surf.rt, email=WORK)

    answer = await team.arrive(surf)
    assert told(answer)[1]["next"] == "/account/link"
    await surf.type_password(WORK)
    await surf.client.post("/auth/link-login")
    async with surfing(surf.rt, surf.issuer) as later:
        await team.arrive(later)

        assert (await later.actor()).may(READ, team.organizer_id)


async def test_as_the_only_way_in_it_holds_back_who_came_otherwise(
    team: Team, surf: Surfer
) -> None:
    member, token = await given_signed_in(surf.rt)
    owner = await team.owner()
    assert member.user_id
    async with surf.rt.unit_of_work(owner) as uow:
        await organizers.add_member(
            uow, owner, organizer_id=team.organizer_id, user_id=member.user_id, role=Role.manager
        )
    await team.switch(only=True)

    held = await actor_of(surf.rt, token)
    with pytest.raises(IssuerNeeded):
        held.require(READ, team.organizer_id)
    assert held.held_back == {team.organizer_id: team.name}
    (await team.owner()).require(READ, team.organizer_id)
    await team.arrive(surf)
    (await surf.actor()).require(READ, team.organizer_id)
    await team.switch()
    (await actor_of(surf.rt, token)).require(READ, team.organizer_id)


async def test_what_is_off_lets_nobody_in(team: Team, surf: Surfer) -> None:
    back = surf.issuer.consent(await surf.go("/auth/work", email=WORK))
    await team.switch(on=False)

    answer = await surf.come_back(back, f"/auth/with/{team.name}/callback")
    again = await surf.client.post("/auth/work", data={"email": WORK})

    assert told(answer)[1]["error"] == "not_vouched"
    assert told(again) == ("/sign-in/work", {"email": WORK, "error": "no_team"})


async def test_another_issuer_or_client_is_off_until_it_is_switched_on(
    team: Team, surf: Surfer
) -> None:
    await team.save(client_id="another")

    answer = await surf.client.post("/auth/work", data={"email": WORK})

    assert told(answer)[1]["error"] == "no_team"


async def test_a_domain_is_proven_by_its_record_and_belongs_to_one(
    surf: Surfer, zone: Zone
) -> None:
    first, second = await given_team(surf), await given_team(surf)
    domain_id, record, value = await first.domain()
    for texts in (None, ["something else"], [value[:-1]]):
        zone.texts = {record: texts} if texts else {}
        with pytest.raises(DomainNotProven):
            await first.prove(domain_id)
    other_id, _, other = await second.domain()
    zone.texts = {record: [value, other]}
    await first.prove(domain_id)

    with pytest.raises(DomainTaken):
        await second.prove(other_id)
    with pytest.raises(NotFound):
        await second.prove(domain_id)
    with pytest.raises(NotReady):
        await first.switch()


async def test_without_a_proven_domain_it_goes_off(team: Team, surf: Surfer) -> None:
    owner = await team.owner()
    domain_id, _, _ = await team.domain()
    async with surf.rt.unit_of_work(owner) as uow:
        await organizers.remove_domain(
            uow, owner, organizer_id=team.organizer_id, domain_id=domain_id
        )

    answer = await surf.client.post(f"/auth/with/{team.name}")

    assert told(answer)[1]["error"] == "not_vouched"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issuer": "login.example.com"}, "issuer"),
        ({"issuer": "https://u@login.example.com"}, "issuer"),
        ({"issuer": "https://login.example.com?x=1"}, "issuer"),
        ({"client_id": " "}, "client_id"),
        ({"secret": ""}, "secret"),
        ({"roles": "crew = owner"}, "roles"),
        ({"roles": "crew"}, "roles"),
        ({"default_role": Role.owner}, "default_role"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    surf: Surfer, changes: dict[str, Any], field: str
) -> None:
    team = await given_team(surf)

    with pytest.raises(Invalid) as refused:
        await team.save(**changes)

    assert list(refused.value.problems) == [field]


async def test_owners_set_it_up_with_a_fresh_proof_and_the_secret_is_sealed(
    team: Team, surf: Surfer, clock: FrozenClock
) -> None:
    stranger, _ = await given_signed_in(surf.rt, email=new_email())
    await team.arrive(surf)
    for actor, refusal in ((stranger, NotFound), (await surf.actor(), Forbidden)):
        with pytest.raises(refusal):
            await organizers.save_issuer(
                surf.rt, actor, organizer_id=team.organizer_id, issuer=surf.issuer.url,
                client_id=CLIENT, secret=SECRET,
            )  # fmt: skip
        with pytest.raises(refusal):
            await organizers.test_issuer(surf.rt, actor, organizer_id=team.organizer_id)
    async with surf.rt.read() as session:
        kept = await session.execute(text("SELECT secret_sealed FROM team_issuers"))
        assert SECRET.encode() not in kept.scalar_one()
    await team.save(secret="")
    await organizers.test_issuer(surf.rt, await team.owner(), organizer_id=team.organizer_id)
    clock.move(timedelta(minutes=16))
    with pytest.raises(ProofNeeded):
        await team.save()
    with pytest.raises(ProofNeeded):
        await team.switch()


async def _role(surf: Surfer, team: Team) -> str:
    async with surf.rt.read() as session:
        mine = text("SELECT role FROM members WHERE user_id = :user AND organizer_id = :team")
        who = {"user": (await surf.actor()).user_id, "team": team.organizer_id}
        return (await session.execute(mine, who)).scalar_one()
