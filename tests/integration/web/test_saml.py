"""A team signs in by its SAML provider, over HTTP, with a provider that really signs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
import reflex as rx
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.organizers import service as organizers
from bilten_app.kit.actor import ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import IssuerNeeded, ProofNeeded
from bilten_app.kit.roles import Permission, Role
from bilten_app.web import door
from bilten_app.web.door import SESSION_COOKIE, Visit
from bilten_app.web.public.account.confirm import ConfirmState
from tests.idp import Idp
from tests.integration.web.given import act
from tests.people import actor_of, given_signed_in, given_user, new_email
from tests.saml_team import SamlTeam
from tests.surfers import Surfer, surfing, told, verbs_of
from tests.team_login import WORK

READ = Permission.events_read


async def test_who_comes_by_a_work_address_joins_the_team(
    saml_team: SamlTeam, surf: Surfer, idp: Idp
) -> None:
    await saml_team.save(role_claim="groups", roles="crew = manager")
    idp.attributes["groups"] = ["other", "crew"]

    answer = await saml_team.arrive(surf)

    assert answer.headers["location"] == "/organizer"
    actor = await surf.actor()
    assert (actor.email, actor.name, actor.verified) == (WORK, "Mara Lind", True)
    assert actor.may(Permission.events_write, saml_team.organizer_id)
    assert "organizers.joined_by_issuer" in await verbs_of(surf.rt, saml_team.organizer_id)

    async with surfing(surf.rt, surf.issuer) as later:
        await saml_team.arrive(later)
        assert (await later.actor()).user_id == actor.user_id


async def test_what_we_tell_a_provider_of_us_is_what_it_hears(
    saml_team: SamlTeam, surf: Surfer, idp: Idp
) -> None:
    await saml_team.form(surf)
    told_of_us = await surf.client.get(f"/auth/saml/{saml_team.name}/metadata")

    assert told_of_us.headers["content-type"].startswith("application/samlmetadata+xml")
    assert f'entityID="{idp.asked[-1].audience}"' in told_of_us.text
    assert f'Location="{idp.asked[-1].recipient}"' in told_of_us.text
    assert 'WantAssertionsSigned="true"' in told_of_us.text
    nobodys = await surf.client.get(f"/auth/saml/team-{'0' * 32}/metadata")
    assert nobodys.status_code == 404


async def test_the_post_alone_signs_nobody_in(saml_team: SamlTeam, surf: Surfer) -> None:
    posted = await saml_team.post(await saml_team.form(surf))

    assert posted.status_code == 303
    assert posted.headers.get_list("set-cookie") == []
    async with surf.rt.read() as session:
        opened = text("SELECT count(*) FROM sessions WHERE opened_by LIKE 'team-%'")
        assert (await session.execute(opened)).scalar_one() == 0


type Attack = Callable[[SamlTeam, Surfer], Awaitable[httpx.Response]]


async def _in_another_browser(team: SamlTeam, surf: Surfer) -> httpx.Response:
    """Somebody signs in and slips the answer into the browser of somebody else."""
    async with surfing(surf.rt, surf.issuer) as attacker:
        theirs = await team.post(await team.form(attacker))
    return await surf.client.get(theirs.headers["location"])


async def _into_a_round_of_their_own(team: SamlTeam, surf: Surfer) -> httpx.Response:
    """The code of one round, with the state of another."""
    async with surfing(surf.rt, surf.issuer) as attacker:
        _, theirs = told(await team.post(await team.form(attacker)))
    _, mine = told(await team.post(await team.form(surf)))
    return await surf.come_back(
        {"state": mine["state"], "code": theirs["code"]}, f"/auth/with/{team.name}/callback"
    )


async def _without_a_post(team: SamlTeam, surf: Surfer) -> httpx.Response:
    _, told_of = told(await team.post(await team.form(surf)))
    return await surf.come_back(
        {"state": told_of["state"], "code": "invented"}, f"/auth/with/{team.name}/callback"
    )


async def _twice(team: SamlTeam, surf: Surfer) -> httpx.Response:
    """An assertion is believed once, also while its round still waits."""
    form = await team.form(surf)
    assert "code" in told(await team.post(form))[1]
    return await team.post(form)


async def _of_another_round(team: SamlTeam, surf: Surfer) -> httpx.Response:
    old = await team.form(surf)
    return await team.post(await team.form(surf) | {"SAMLResponse": old["SAMLResponse"]})


async def _of_no_round(team: SamlTeam, surf: Surfer) -> httpx.Response:
    return await team.post(await team.form(surf) | {"RelayState": "0" * 32})


async def _without_a_relay(team: SamlTeam, surf: Surfer) -> httpx.Response:
    return await team.post(await team.form(surf) | {"RelayState": "x"})


async def _too_late(team: SamlTeam, surf: Surfer) -> httpx.Response:
    form = await team.form(surf)
    assert isinstance(surf.rt.clock, FrozenClock)
    surf.rt.clock.move(timedelta(minutes=10))
    return await team.post(form)


async def _altered(team: SamlTeam, surf: Surfer) -> httpx.Response:
    assert team.idp
    team.idp.forge = lambda _, signed: signed.replace(b"mara-1", b"boss-1")
    return await team.post(await team.form(surf))


async def _for_another_domain(team: SamlTeam, surf: Surfer) -> httpx.Response:
    assert team.idp
    team.idp.attributes["email"] = ["mara@elsewhere.com"]
    return await team.arrive(surf)


async def _switched_off(team: SamlTeam, surf: Surfer) -> httpx.Response:
    form = await team.form(surf)
    await team.switch(on=False)
    return await team.post(form)


@pytest.mark.parametrize(
    "attack",
    [_in_another_browser, _into_a_round_of_their_own, _without_a_post, _twice, _of_another_round,
     _of_no_round, _without_a_relay, _too_late, _altered, _for_another_domain, _switched_off],
    ids=lambda attack: attack.__name__.strip("_").replace("_", " "),
)  # fmt: skip
async def test_what_is_brought_otherwise_signs_nobody_in(
    saml_team: SamlTeam, surf: Surfer, attack: Attack
) -> None:
    answer = await attack(saml_team, surf)

    page, said = told(answer)
    assert (page, said["error"]) == ("/sign-in", "not_vouched")
    assert (await surf.actor()).kind is ActorKind.guest
    assert SESSION_COOKIE not in surf.client.cookies


async def test_an_account_that_exists_is_proved_as_well(saml_team: SamlTeam, surf: Surfer) -> None:
    await given_user(surf.rt, email=WORK)

    answer = await saml_team.arrive(surf)
    assert told(answer)[1]["next"] == "/account/link"
    await surf.type_password(WORK)
    await surf.client.post("/auth/link-login")

    async with surfing(surf.rt, surf.issuer) as later:
        await saml_team.arrive(later)
        assert (await later.actor()).may(READ, saml_team.organizer_id)


async def test_as_the_only_way_in_it_holds_back_who_came_otherwise(
    saml_team: SamlTeam, surf: Surfer
) -> None:
    member, token = await given_signed_in(surf.rt, email=new_email())
    assert member.user_id
    owner = await saml_team.owner()
    async with surf.rt.unit_of_work(owner) as uow:
        await organizers.add_member(
            uow, owner, organizer_id=saml_team.organizer_id, user_id=member.user_id,
            role=Role.manager,
        )  # fmt: skip
    await saml_team.switch(only=True)

    with pytest.raises(IssuerNeeded):
        (await actor_of(surf.rt, token)).require(READ, saml_team.organizer_id)
    await saml_team.arrive(surf)
    assert (await surf.actor()).may(READ, saml_team.organizer_id)


async def test_who_has_no_password_proves_again_who_they_are_at_the_provider(
    saml_team: SamlTeam, surf: Surfer, idp: Idp, clock: FrozenClock
) -> None:
    await saml_team.arrive(surf)
    clock.move(timedelta(minutes=16))
    actor = await surf.actor()
    with pytest.raises(ProofNeeded):
        actor.require_recent_proof()
    door.begin(Visit(actor=actor, locale="en", address="203.0.113.9"))
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    page = await root.get_state(ConfirmState)
    await act(page, "open")
    assert [one.name for one in page.providers] == [saml_team.name]

    going = await surf.go(f"/auth/with/{saml_team.name}", purpose="prove", next="/organizer")
    posted = await saml_team.post(idp.consent(going))
    answer = await surf.client.get(posted.headers["location"])

    assert idp.asked[-1].is_again
    assert answer.headers["location"] == "/organizer"
    (await surf.actor()).require_recent_proof()


async def test_assertions_are_forgotten_when_they_have_ended(
    saml_team: SamlTeam, surf: Surfer, clock: FrozenClock
) -> None:
    await saml_team.arrive(surf)
    async with surf.rt.read() as session:
        kept = await session.execute(text("SELECT count(*), count(sealed) FROM saml_assertions"))
        assert tuple(kept.one()) == (1, 0)
    clock.move(timedelta(minutes=8))

    await identity.forget_rounds(surf.rt)

    async with surf.rt.read() as session:
        left = await session.execute(text("SELECT count(*) FROM saml_assertions"))
        assert left.scalar_one() == 0
