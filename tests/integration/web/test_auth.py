"""Signing up, in and out over HTTP, as a browser without scripts would."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import ActorKind
from bilten_app.kit.ids import new_id, new_token
from bilten_app.web.auth import changes, links, passwords
from bilten_app.web.auth.ways import local_path
from bilten_app.web.door import SESSION_COOKIE
from tests.people import PASSWORD, actor_of, given_user, link_of, new_email

SERVED = (passwords.router, links.router, changes.router)
CHOSEN = "seven quiet lighthouses"


async def _mailed(rt: Runtime, email: str) -> str:
    """Return the secret of the link that was mailed to an address."""
    async with rt.read() as session:
        user_id = await queries.user_id_by_email(session, email)
    assert user_id
    return identity.link_token(rt, await link_of(rt, user_id))


def _asked(answer: httpx.Response) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(answer.headers["location"])
    return parts.path, parse_qs(parts.query)


async def test_a_new_account_and_a_taken_address_get_the_same_answer(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    known, fresh = new_email(), new_email()
    await given_user(rt, email=known)

    answers = [
        await browser.post(
            "/auth/sign-up",
            data={"name": "Ada", "email": email, "password": PASSWORD, "next": "/organizer/new"},
        )
        for email in (known, fresh)
    ]

    for email, answer in zip((known, fresh), answers, strict=True):
        assert answer.status_code == 303
        assert _asked(answer) == (
            "/check-your-mail",
            {"email": [email], "next": ["/organizer/new"]},
        )
        assert "set-cookie" not in answer.headers


async def test_a_password_just_chosen_does_not_tell_either(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    known, fresh = new_email(), new_email()
    await given_user(rt, email=known)
    for email in (known, fresh):
        await browser.post("/auth/sign-up", data={"name": "E", "email": email, "password": CHOSEN})

    answers = [
        await browser.post("/auth/sign-in", data={"email": email, "password": CHOSEN})
        for email in (known, fresh)
    ]

    assert {_asked(answer)[1]["error"][0] for answer in answers} == {"wrong_password"}


async def test_the_browser_that_signed_up_is_let_in_by_the_link_alone(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    browser.cookies.set("bilten_visitor", new_token())
    await browser.post(
        "/auth/sign-up",
        data={"name": "Ada", "email": email, "password": PASSWORD, "next": "/organizer/new"},
    )

    answer = await browser.post("/auth/verify", data={"token": await _mailed(rt, email)})

    cookie = answer.headers["set-cookie"]
    assert answer.headers["location"] == "/organizer/new"
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    signed_in = await actor_of(rt, browser.cookies[SESSION_COOKIE])
    assert (signed_in.email, signed_in.verified) == (email, True)


async def test_another_browser_shows_the_password_too(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    await given_user(rt, email=email, proven=False)
    token = await _mailed(rt, email)

    without = await browser.post("/auth/verify", data={"token": token})
    wrong = await browser.post("/auth/verify", data={"token": token, "password": CHOSEN})
    right = await browser.post("/auth/verify", data={"token": token, "password": PASSWORD})

    for answer in (without, wrong):
        assert _asked(answer) == (f"/verify/{token}", {"error": ["wrong_password"]})
        assert "set-cookie" not in answer.headers
    assert (await actor_of(rt, right.cookies[SESSION_COOKIE])).email == email


async def test_a_forgotten_password_is_replaced_by_a_link(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email, link_id = new_email(), new_id()
    await given_user(rt, email=email)
    asked = await browser.post("/auth/reset", data={"email": email})
    await identity.mail_reset(rt, email=email, link_id=str(link_id))
    token = identity.link_token(rt, link_id)

    weak = await browser.post("/auth/new-password", data={"token": token, "password": "short"})
    done = await browser.post("/auth/new-password", data={"token": token, "password": CHOSEN})
    again = await browser.post("/auth/new-password", data={"token": token, "password": PASSWORD})

    assert _asked(asked) == ("/reset-password", {"sent": [email]})
    assert _asked(weak) == (f"/reset-password/{token}", {"password_is": ["short_password"]})
    assert _asked(done) == ("/sign-in", {"done": ["new_password"]})
    assert _asked(again) == (f"/reset-password/{token}", {})
    signed_in = await browser.post("/auth/sign-in", data={"email": email, "password": CHOSEN})
    assert SESSION_COOKIE in signed_in.cookies


async def test_one_changes_password_and_address_only_when_signed_in(
    browser: httpx.AsyncClient,
) -> None:
    for path in ("/auth/password", "/auth/email"):
        answer = await browser.post(path, data={"current": PASSWORD, "password": CHOSEN})

        assert _asked(answer) == ("/sign-in", {"next": ["/account/security"]})


async def test_what_is_wrong_with_a_change_is_told_beside_its_form(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    await given_user(rt, email=email)
    await browser.post("/auth/sign-in", data={"email": email, "password": PASSWORD})

    password = await browser.post("/auth/password", data={"current": "x", "password": CHOSEN})
    address = await browser.post(
        "/auth/email", data={"address_current": PASSWORD, "email": email.upper()}
    )
    done = await browser.post("/auth/password", data={"current": PASSWORD, "password": CHOSEN})

    assert _asked(password)[1] == {"form": ["password"], "current_is": ["wrong_current"]}
    assert _asked(address)[1]["email_is"] == ["same_email"]
    assert _asked(done) == ("/account/security", {"done": ["password"]})
    assert (await actor_of(rt, done.cookies[SESSION_COOKIE])).email == email


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


async def test_over_https_no_cookie_travels_in_the_clear(
    rt: Runtime, browser: httpx.AsyncClient
) -> None:
    email = new_email()
    await given_user(rt, email=email)
    rt.settings = rt.settings.model_copy(update={"site_url": "https://bilten.test"})

    answer = await browser.post("/auth/sign-in", data={"email": email, "password": PASSWORD})

    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("; Secure" in cookie for cookie in cookies)


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
