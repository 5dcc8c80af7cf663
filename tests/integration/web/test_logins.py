"""Signing in by others over HTTP, with an issuer that is really asked."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id, new_token
from bilten_app.kit.roles import StaffPermission
from bilten_app.web.door import SESSION_COOKIE
from tests.people import actor_of, given_user
from tests.second_step import HERE, shown
from tests.surfers import BEGIN, Surfer, matters, surfing, told, verbs_of

EMAIL = "mara@example.com"


async def test_a_stranger_with_an_address_that_was_checked_gets_an_account(surf: Surfer) -> None:
    answer = await surf.sign_in(next="/account/tickets")

    assert answer.headers["location"] == "/account/tickets"
    actor = await surf.actor()
    assert (actor.email, actor.name, actor.verified) == (EMAIL, "Mara Lind", True)
    assert [(one.provider, one.email) for one in await surf.logins()] == [("oidc", EMAIL)]
    cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in one and "SameSite=lax" in one for one in cookies)

    first = surf.client.cookies[SESSION_COOKIE]
    surf.issuer.person["email"] = "new@example.com"
    await surf.sign_in()
    again = await surf.actor()
    assert (again.user_id, again.email) == (actor.user_id, EMAIL)
    assert (await actor_of(surf.rt, first)).kind is ActorKind.guest
    assert [one.email for one in await surf.logins()] == ["new@example.com"]


async def test_an_account_that_was_made_so_has_no_password_that_could_be_right(
    surf: Surfer,
) -> None:
    await surf.sign_in()
    async with surfing(surf.rt, surf.issuer) as other:
        answer = await other.client.post("/auth/sign-in", data={"email": EMAIL, "password": ""})

        assert told(answer)[1]["error"] == "wrong_password"


@pytest.mark.parametrize(
    "person",
    [{}, {"email_verified": False}, {"email_verified": None}, {"email_verified": "yes"}],
    ids=["checked there", "not checked there", "not said", "said otherwise"],
)
async def test_an_account_that_exists_is_opened_by_no_address(
    surf: Surfer, person: dict[str, Any]
) -> None:
    await given_user(surf.rt, email=EMAIL)
    surf.issuer.person |= person

    answer = await surf.sign_in(next="/organizer")

    assert told(answer) == (
        "/sign-in", {"by": "oidc", "email": EMAIL, "next": "/account/link"},
    )  # fmt: skip
    assert (await surf.actor()).kind is ActorKind.guest


@pytest.mark.parametrize(
    "person",
    [{"email_verified": False}, {"email": None}, {"email": "not an address"}],
    ids=["not checked", "none", "no address"],
)
async def test_an_address_that_nobody_checked_makes_no_account(
    surf: Surfer, person: dict[str, Any]
) -> None:
    surf.issuer.person |= person

    answer = await surf.sign_in()

    assert told(answer)[0] == "/sign-in"
    async with surf.rt.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM users"))).scalar_one() == 0


async def _without_cookie(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    surf.client.cookies.delete("bilten_round")
    return await surf.come_back(back)


async def _with_foreign_cookie(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    surf.client.cookies.set("bilten_round", new_token(), domain="bilten.test", path="/")
    return await surf.come_back(back)


async def _without_state(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    return await surf.come_back({"code": back["code"]})


async def _with_foreign_state(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    return await surf.come_back(back | {"state": new_token()})


async def _at_another_provider(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    return await surf.come_back(back, "/auth/with/other/callback")


async def _from_another_issuer(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    return await surf.come_back(back | {"iss": "https://evil.test"})


async def _too_late(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    assert isinstance(surf.rt.clock, FrozenClock)
    surf.rt.clock.move(timedelta(minutes=10))
    return await surf.come_back(back)


async def _with_a_code_of_their_own(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    """Somebody slips the code of their own round into another's browser."""
    async with surfing(surf.rt, surf.issuer) as attacker:
        theirs = surf.issuer.consent(await attacker.go())
    return await surf.come_back(back | {"code": theirs["code"]})


async def _twice(surf: Surfer, back: dict[str, str]) -> httpx.Response:
    await surf.come_back(back)
    await surf.client.post("/auth/sign-out")
    return await surf.come_back(back)


@pytest.mark.parametrize(
    "attack",
    [_without_cookie, _with_foreign_cookie, _without_state, _with_foreign_state,
     _at_another_provider, _from_another_issuer, _too_late, _with_a_code_of_their_own, _twice],
    ids=lambda attack: attack.__name__.strip("_").replace("_", " "),
)  # fmt: skip
async def test_what_comes_back_otherwise_signs_nobody_in(surf: Surfer, attack: Any) -> None:
    back = surf.issuer.consent(await surf.go(next="/organizer"))

    answer = await attack(surf, back)

    page, said = told(answer)
    assert (page, said["error"]) == ("/sign-in", "not_vouched")
    assert (await surf.actor()).kind is ActorKind.guest
    assert "users.sign_in_failed" in {
        *await verbs_of(surf.rt, "provider:oidc"), *await verbs_of(surf.rt, "provider:other")
    }  # fmt: skip


@pytest.mark.parametrize("going", ["https://evil.test", "//evil.test", "/\\evil.test"])
async def test_nobody_is_led_elsewhere_afterwards(surf: Surfer, going: str) -> None:
    assert (await surf.sign_in(next=going)).headers["location"] == "/"


async def test_who_changes_their_mind_comes_back_without_a_word(surf: Surfer) -> None:
    back = surf.issuer.consent(await surf.go(next="/organizer"))

    answer = await surf.come_back({"state": back["state"], "error": "access_denied"})

    assert told(answer) == ("/sign-in", {"next": "/organizer"})


async def test_a_provider_that_is_down_is_named_so(surf: Surfer) -> None:
    surf.issuer.answers = 503
    answer = await surf.client.post(BEGIN, data={"next": "/organizer"})

    page, said = told(answer)
    assert (page, said["error"], said["next"]) == ("/sign-in", "provider_down", "/organizer")


async def test_a_provider_that_is_not_offered_is_none(surf: Surfer) -> None:
    answer = await surf.client.post("/auth/with/google")

    assert told(answer)[1]["error"] == "not_vouched"


async def test_the_second_step_is_asked_for_as_after_a_password(surf: Surfer) -> None:
    await surf.sign_in()
    actor, token = await surf.actor(), surf.client.cookies[SESSION_COOKIE]
    new = await identity.begin_factor(surf.rt, actor, kind=FactorKind.totp)
    await identity.confirm_factor(
        surf.rt, actor, token=token, kind=FactorKind.totp, code=shown(surf.rt, new.secret),
        browser=HERE,
    )  # fmt: skip
    async with surfing(surf.rt, surf.issuer) as elsewhere:
        answer = await elsewhere.sign_in(next="/organizer")

        assert told(answer) == ("/sign-in/second", {"next": "/organizer"})
        assert SESSION_COOKIE not in elsewhere.client.cookies


async def test_who_is_suspended_is_told_so(surf: Surfer) -> None:
    await surf.sign_in()
    staff = Actor(ActorKind.user, user_id=new_id(), staff=frozenset(StaffPermission))
    user_id = (await surf.actor()).user_id
    assert user_id
    async with surf.rt.unit_of_work(staff) as uow:
        await identity.suspend_user(uow, staff, user_id=user_id, reason="Sold forged tickets.")

    answer = await surf.sign_in()

    assert told(answer)[1]["error"] == "suspended"
    assert (await surf.actor()).kind is ActorKind.guest


async def test_a_browser_that_is_new_is_told_to_the_owner(surf: Surfer) -> None:
    await surf.sign_in()
    assert "new_device" not in await matters(surf.rt)
    async with surfing(surf.rt, surf.issuer) as elsewhere:
        await elsewhere.sign_in()

    assert "new_device" in await matters(surf.rt)


async def test_rounds_nobody_came_back_from_are_forgotten(surf: Surfer, clock: FrozenClock) -> None:
    await given_user(surf.rt, email=EMAIL)
    await surf.sign_in()
    await surf.go()
    clock.move(timedelta(hours=1))

    await identity.forget_rounds(surf.rt)

    async with surf.rt.read() as session:
        for table in ("login_rounds", "login_claims"):
            left = await session.execute(text(f"SELECT count(*) FROM {table}"))
            assert left.scalar_one() == 0


async def test_what_apple_posts_is_asked_for_by_the_address(surf: Surfer) -> None:
    answer = await surf.client.post(
        "/auth/with/oidc/callback",
        data={
            "state": "a",
            "code": "b",
            "user": '{"name": {"firstName": "Mara", "lastName": "L"}}',
        },
    )

    assert told(answer) == ("/auth/with/oidc/callback", {"state": "a", "code": "b"})
    surf.issuer.person["name"] = None
    await surf.sign_in()
    assert (await surf.actor()).name == "Mara L"
