"""Who signs in with a leaked password chooses another one, and is let in then."""

from urllib.parse import parse_qsl, urlsplit

import httpx
from sqlalchemy import text

from bilten_app.infra.runtime import Runtime
from bilten_app.web.auth import changes, passwords, steps
from bilten_app.web.door import SESSION_COOKIE
from tests.people import PASSWORD, actor_of, given_user, new_email
from tests.second_step import given_app, shown

SERVED = (passwords.router, changes.router, steps.router)
LEAKED, NEWER = "terminator1984", "seven quiet lighthouses"
CHOICE = "/account/new-password"


async def leak(rt: Runtime, email: str) -> None:
    """Let somebody have a password from before leaked ones were refused."""
    change = text("UPDATE users SET password_hash = :hash WHERE email = :email")
    async with rt.unit_of_work() as uow:
        bound = {"hash": await rt.passwords.make_hash(LEAKED), "email": email}
        await uow.session.execute(change, bound)


def led(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["location"])
    return parts.path, dict(parse_qsl(parts.query))


async def test_who_shows_a_leaked_password_is_let_in_once_they_have_chosen_another(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email, going = new_email(), "/account/tickets?past=1"
    await given_user(rt, email=email)
    await leak(rt, email)
    known = {"email": email, "password": LEAKED, "next": going}

    signed_in = await browser.post("/auth/sign-in", data=known)
    waiting = await actor_of(rt, signed_in.cookies[SESSION_COOKIE])
    weak = {"current": LEAKED, "password": LEAKED, "next": going}
    refused = await browser.post("/auth/leaked-password", data=weak)
    wrong = await browser.post("/auth/leaked-password", data=weak | {"current": NEWER})
    changed = await browser.post("/auth/leaked-password", data=weak | {"password": NEWER})
    inside = await actor_of(rt, changed.cookies[SESSION_COOKIE])
    again = await browser.post("/auth/sign-in", data=known | {"password": NEWER})

    assert led(signed_in) == (CHOICE, {"next": going})
    assert waiting.user_id is None
    assert led(refused) == (CHOICE, {"next": going, "password_is": "common_password"})
    assert led(wrong) == (CHOICE, {"next": going, "current_is": "wrong_current"})
    assert inside.email == email
    assert changed.headers["location"] == again.headers["location"] == going


async def test_what_a_leaked_password_opened_changes_nothing_else(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    await given_user(rt, email=email)
    await leak(rt, email)
    changes = {"current": LEAKED, "password": NEWER}

    by_nobody = await browser.post("/auth/leaked-password", data=changes)
    await browser.post("/auth/sign-in", data={"email": email, "password": LEAKED})
    by_the_other_door = await browser.post("/auth/password", data=changes)
    await browser.post("/auth/leaked-password", data=changes)
    twice = await browser.post("/auth/leaked-password", data=changes)

    assert (await actor_of(rt, browser.cookies[SESSION_COOKIE])).email == email
    for answer in (by_the_other_door, by_nobody, twice):
        assert led(answer)[0] == "/sign-in"


async def test_the_second_step_comes_before_the_choice(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    _, _, secret = await given_app(rt, email)
    await leak(rt, email)

    half = await browser.post("/auth/sign-in", data={"email": email, "password": LEAKED})
    page, asked = led(half)
    whole = await browser.post("/auth/second", data=asked | {"code": shown(rt, secret)})

    assert page == "/sign-in/second"
    assert SESSION_COOKIE not in half.cookies
    assert led(whole) == (CHOICE, {})
    assert (await actor_of(rt, whole.cookies[SESSION_COOKIE])).user_id is None


async def test_nobody_learns_by_a_wrong_password_that_the_right_one_leaked(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    await given_user(rt, email=email)

    wrong = await browser.post("/auth/sign-in", data={"email": email, "password": LEAKED})
    right = await browser.post("/auth/sign-in", data={"email": email, "password": PASSWORD})

    assert led(wrong) == ("/sign-in", {"email": email, "error": "wrong_password"})
    assert led(right) == ("/", {})
