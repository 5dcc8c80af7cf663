"""The session cookie: given when somebody signs in, taken back when they sign out."""

from fastapi import Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import SignedIn
from bilten_app.web import door
from bilten_app.web.door import SESSION_COOKIE, Visit


async def end_session(request: Request, visit: Visit) -> None:
    """End the session that this browser may have."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        async with door.runtime().unit_of_work(visit.actor) as uow:
            await identity.sign_out(uow, token=token)


def welcome(address: str, signed_in: SignedIn) -> RedirectResponse:
    """Go on with a fresh session."""
    return with_session(RedirectResponse(address, 303), signed_in.token, signed_in.max_age_s)


def with_session(answer: RedirectResponse, token: str, max_age_s: int) -> RedirectResponse:
    """Let an answer set the session cookie; scripts cannot read it."""
    is_secure = door.runtime().settings.origin.startswith("https://")
    answer.set_cookie(
        SESSION_COOKIE, token, max_age_s, path="/", httponly=True, samesite="lax", secure=is_secure
    )
    return answer


def agent_of(request: Request) -> str:
    """Return what the browser says of itself."""
    return request.headers.get("user-agent", "")
