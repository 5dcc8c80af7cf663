"""Signing up, in and out over HTTP, as a browser without scripts would."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import ActorKind
from bilten_app.kit.ids import new_code
from bilten_app.web import door
from bilten_app.web.auth import passwords
from bilten_app.web.auth.ways import local_path
from bilten_app.web.door import SESSION_COOKIE
from tests.people import PASSWORD, actor_of, given_user, new_email


@pytest.fixture
async def browser(rt: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    door.move_in(rt)
    app = FastAPI()
    app.include_router(passwords.router)
    transport = httpx.ASGITransport(app, client=(new_code(), 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client


def _asked(answer: httpx.Response) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(answer.headers["location"])
    return parts.path, parse_qs(parts.query)


async def test_a_new_account_is_signed_in_and_sent_to_its_mail(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()

    answer = await browser.post(
        "/auth/sign-up",
        data={"name": "Ada", "email": email, "password": PASSWORD, "next": "/organizer/new"},
    )

    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert _asked(answer) == ("/check-your-mail", {"next": ["/organizer/new"]})
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await actor_of(rt, browser.cookies[SESSION_COOKIE])).email == email


async def test_what_is_wrong_comes_back_as_codes_and_the_password_does_not(
    browser: httpx.AsyncClient,
) -> None:
    answer = await browser.post(
        "/auth/sign-up", data={"name": "", "email": "ada@", "password": "short1"}
    )

    path, told = _asked(answer)
    assert path == "/sign-up"
    assert told == {
        "email": ["ada@"],
        "email_is": ["bad_email"],
        "name_is": ["no_name"],
        "password_is": ["short_password"],
    }
    assert "set-cookie" not in answer.headers


async def test_a_wrong_password_keeps_the_address_and_the_way(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    await given_user(rt, email=email)

    answer = await browser.post(
        "/auth/sign-in", data={"email": email, "password": "nope", "next": "/organizer"}
    )

    assert _asked(answer) == (
        "/sign-in",
        {"email": [email], "next": ["/organizer"], "error": ["wrong_password"]},
    )


async def test_too_many_attempts_are_told_to_wait(browser: httpx.AsyncClient) -> None:
    for _ in range(5):
        await browser.post("/auth/sign-in", data={"email": new_email(), "password": "nope"})

    answer = await browser.post("/auth/sign-in", data={"email": new_email(), "password": "x"})

    _, told = _asked(answer)
    assert told["error"] == ["too_many"]
    assert 0 < int(told["wait"][0]) <= 60


async def test_signing_in_again_ends_the_old_session_and_signing_out_the_new_one(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    await given_user(rt, email=email)
    form = {"email": email, "password": PASSWORD}
    await browser.post("/auth/sign-in", data=form)
    first = browser.cookies[SESSION_COOKIE]
    await browser.post("/auth/sign-in", data=form)
    second = browser.cookies[SESSION_COOKIE]

    answer = await browser.post("/auth/sign-out")

    assert first != second
    assert answer.headers["location"] == "/"
    assert SESSION_COOKIE not in browser.cookies
    for token in (first, second):
        assert (await actor_of(rt, token)).kind is ActorKind.guest


@pytest.mark.parametrize(
    "form", [{}, {"email": "a\0b@x.de", "password": "\0"}, {"email": "x" * 900}]
)
async def test_strange_forms_are_only_wrong(
    browser: httpx.AsyncClient, form: dict[str, str]
) -> None:
    answer = await browser.post("/auth/sign-in", data=form)

    assert answer.status_code == 303
    assert _asked(answer)[1]["error"] == ["wrong_password"]


@pytest.mark.parametrize(
    ("wished", "kept"),
    [
        ("/organizer", "/organizer"),
        ("/e/jazz?x=1#y", "/e/jazz?x=1#y"),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("https://evil.example", ""),
        ("javascript:alert(1)", ""),
        ("evil", ""),
        ("/\n/evil.example", ""),
        ("", ""),
    ],
)
def test_one_comes_back_only_to_this_site(wished: str, kept: str) -> None:
    assert local_path(wished, "") == kept
