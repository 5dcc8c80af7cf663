"""The cookies of signing in; scripts cannot read them.

One holds the session, one a sign-in that waits for its second step, and one what this browser is
known by to the people who have signed in here.
"""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import SignedIn
from bilten_app.domains.identity.service import Browser
from bilten_app.web import door
from bilten_app.web.auth.ways import HOME, SECOND, address_of
from bilten_app.web.door import SESSION_COOKIE, TOKEN, Visit

STEP_COOKIE, DEVICE_COOKIE = "bilten_step", "bilten_device"
PASSKEY_COOKIE = "bilten_passkey"
REMEMBERED = 4
A_YEAR_S = 31_536_000


async def end_session(request: Request, visit: Visit) -> None:
    """End the session that this browser may have."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        async with door.runtime().unit_of_work(visit.actor) as uow:
            await identity.sign_out(uow, token=token)


def welcome(request: Request, address: str, signed_in: SignedIn) -> RedirectResponse:
    """Go on with a fresh session, or to the second step."""
    if signed_in.is_half:
        answer = RedirectResponse(
            address_of(SECOND, {"next": address if address != HOME else ""}), 303
        )
        return set_cookie(answer, STEP_COOKIE, signed_in.token, signed_in.max_age_s)
    answer = RedirectResponse(address, 303)
    if signed_in.device:
        known = ".".join([signed_in.device, *devices_of(request)][:REMEMBERED])
        set_cookie(answer, DEVICE_COOKIE, known, A_YEAR_S)
    return with_session(answer, signed_in.token, signed_in.max_age_s)


def with_session(answer: RedirectResponse, token: str, max_age_s: int) -> RedirectResponse:
    """Let an answer set the session cookie."""
    return set_cookie(answer, SESSION_COOKIE, token, max_age_s)


def without_step(answer: RedirectResponse) -> RedirectResponse:
    """Let an answer forget a second step."""
    return set_cookie(answer, STEP_COOKIE, "", 0)


def devices_of(request: Request) -> Sequence[str]:
    """Return what this browser is known by to the people who have signed in here."""
    tokens = request.cookies.get(DEVICE_COOKIE, "").split(".")
    return [token for token in tokens[:REMEMBERED] if TOKEN.fullmatch(token)]


def browser_of(request: Request, visit: Visit) -> Browser:
    """Return what the browser tells of itself."""
    return Browser(visit.address, agent_of(request))


def agent_of(request: Request) -> str:
    """Return what the browser says it is."""
    return request.headers.get("user-agent", "")


def set_cookie[A: Response](answer: A, name: str, value: str, max_age_s: int) -> A:
    """Let an answer set a cookie that scripts cannot read."""
    is_secure = door.runtime().settings.origin.startswith("https://")
    answer.set_cookie(
        name, value, max_age_s, path="/", httponly=True, samesite="lax", secure=is_secure
    )
    return answer
