"""A login and an account belong together only once one person has proved both."""

from datetime import timedelta

import pytest

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LastWayIn
from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, ProofNeeded
from bilten_app.kit.ids import new_code, new_id
from bilten_app.web.door import SESSION_COOKIE
from tests.people import PASSWORD, actor_of, given_user, link_of
from tests.second_step import HERE
from tests.surfers import BEGIN, Surfer, matters, surfing, told, verbs_of

EMAIL = "mara@example.com"


async def test_who_proves_the_account_too_links_the_login(surf: Surfer) -> None:
    user_id = await given_user(surf.rt, email="own@example.com")
    surf.issuer.person["email_verified"] = False
    await surf.sign_in(next="/account/tickets")
    await surf.type_password("own@example.com", "/account/link")
    before = surf.client.cookies[SESSION_COOKIE]

    answer = await surf.client.post("/auth/link-login")

    assert answer.headers["location"] == "/account/tickets"
    assert [one.provider for one in await surf.logins()] == ["oidc"]
    assert (await actor_of(surf.rt, before)).kind is ActorKind.guest
    assert "users.login_linked" in await verbs_of(surf.rt, user_id)
    assert "login_linked" in await matters(surf.rt)

    assert told(await surf.client.post("/auth/link-login"))[1]["error"] == "claim_gone"
    async with surfing(surf.rt, surf.issuer) as elsewhere:
        await elsewhere.sign_in()
        assert (await elsewhere.actor()).user_id == user_id


async def test_what_one_browser_brought_is_linked_in_no_other(surf: Surfer) -> None:
    await given_user(surf.rt, email=EMAIL)
    await surf.sign_in()
    async with surfing(surf.rt, surf.issuer) as other:
        await other.type_password(EMAIL)
        answer = await other.client.post("/auth/link-login")

        assert told(answer)[1]["error"] == "claim_gone"
        assert await other.logins() == []


async def test_what_was_brought_waits_an_hour_and_for_a_fresh_proof(
    surf: Surfer, clock: FrozenClock
) -> None:
    await given_user(surf.rt, email=EMAIL)
    await surf.sign_in()
    await surf.type_password(EMAIL)
    clock.move(timedelta(minutes=16))
    late = await surf.client.post("/auth/link-login")
    assert told(late) == ("/account/confirm", {"next": "/account/link"})

    clock.move(timedelta(minutes=45))
    await surf.type_password(EMAIL)
    assert told(await surf.client.post("/auth/link-login"))[1]["error"] == "claim_gone"


async def test_one_links_from_ones_own_account(surf: Surfer) -> None:
    await given_user(surf.rt, email="own@example.com")
    await surf.type_password("own@example.com")
    before = surf.client.cookies[SESSION_COOKIE]

    answer = await surf.sign_in(purpose="link")

    assert told(answer) == ("/account/security", {"done": "login_linked"})
    assert [one.email for one in await surf.logins()] == [EMAIL]
    assert (await actor_of(surf.rt, before)).kind is ActorKind.guest


async def test_a_link_belongs_to_who_began_it(surf: Surfer) -> None:
    for email in ("own@example.com", "next@example.com"):
        await given_user(surf.rt, email=email)
    await surf.type_password("own@example.com")
    back = surf.issuer.consent(await surf.go(purpose="link"))
    await surf.type_password("next@example.com")

    answer = await surf.come_back(back)

    assert told(answer)[1]["error"] == "not_vouched"
    assert await surf.logins() == []


async def test_a_login_opens_one_account(surf: Surfer) -> None:
    await surf.sign_in()
    async with surfing(surf.rt, surf.issuer) as other:
        await given_user(surf.rt, email="own@example.com")
        await other.type_password("own@example.com")
        answer = await other.sign_in(purpose="link")

        assert told(answer)[1] == {"by": "oidc", "error": "login_taken", "form": "logins"}
        assert await other.logins() == []


async def test_linking_asks_for_a_session_and_a_fresh_proof(
    surf: Surfer, clock: FrozenClock
) -> None:
    guest = await surf.client.post(BEGIN, data={"purpose": "link"})
    assert told(guest)[0] == "/sign-in"
    await given_user(surf.rt, email="own@example.com")
    await surf.type_password("own@example.com")
    clock.move(timedelta(minutes=16))

    answer = await surf.client.post(BEGIN, data={"purpose": "link"})

    assert told(answer) == ("/account/confirm", {"next": "/account/security"})


async def test_a_provider_proves_who_one_is_only_by_the_same_person(
    surf: Surfer, clock: FrozenClock
) -> None:
    await surf.sign_in()
    clock.move(timedelta(minutes=16))
    with pytest.raises(ProofNeeded):
        (await surf.actor()).require_recent_proof()
    surf.issuer.person["sub"] = "person-2"
    wrong = await surf.sign_in(purpose="prove", next="/organizer")
    assert told(wrong)[1]["error"] == "not_vouched"
    surf.issuer.person["sub"] = "person-1"

    right = await surf.sign_in(purpose="prove", next="/organizer")

    assert right.headers["location"] == "/organizer"
    (await surf.actor()).require_recent_proof()


async def test_the_last_way_in_stays(surf: Surfer) -> None:
    await surf.sign_in()
    actor = await surf.actor()
    with pytest.raises(LastWayIn):
        await identity.unlink_login(surf.rt, actor, provider="oidc", browser=HERE)
    await _choose_password(surf, actor)
    await identity.unlink_login(surf.rt, actor, provider="oidc", browser=HERE)

    async with surf.rt.read() as session:
        assert await queries.logins(session, actor) == []
    assert "login_unlinked" in await matters(surf.rt)
    with pytest.raises(NotFound):
        await identity.unlink_login(surf.rt, actor, provider="oidc", browser=HERE)


async def _choose_password(surf: Surfer, actor: Actor) -> None:
    assert actor.user_id
    await identity.mail_reset(surf.rt, email=EMAIL, link_id=str(new_id()))
    token = identity.link_token(surf.rt, await link_of(surf.rt, actor.user_id))
    await identity.reset_password(
        surf.rt, GUEST, token=token, password=PASSWORD, address=new_code()
    )
