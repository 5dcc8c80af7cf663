"""Signing up, in and out: forms that the browser posts itself, because they set a cookie.

A page event cannot set an HttpOnly cookie, and a socket knows only the cookies it opened with, so
each of these ends in a full navigation (303). Posts from other sites never get here
(web/static.py). What was wrong goes back to the page as short codes; a password goes nowhere.
"""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import Mend, NotRegistered, SignedIn, WrongPassword
from bilten_app.kit.errors import TooMany
from bilten_app.web import door
from bilten_app.web.door import SESSION_COOKIE, Visit
from bilten_app.web.session import actor_of, visit_of_cookies

SIGN_IN, SIGN_UP, CHECK_MAIL = "/sign-in", "/sign-up", "/check-your-mail"
HOME, DESK = "/", "/organizer"
TOO_MANY, WRONG = "too_many", "wrong_password"

router = APIRouter(prefix="/auth", include_in_schema=False)


async def visit_of_request(request: Request) -> Visit:
    """Return who asks, for a native request; the address is seen through trusted proxies."""
    visit = await visit_of_cookies(
        request.headers.get("cookie", ""),
        accepted=request.headers.get("accept-language", ""),
        address=network_address(request),
    )
    door.begin(visit)
    return visit


type Asking = Annotated[Visit, Depends(visit_of_request)]
type Typed = Annotated[str, Form(max_length=1000)]


@router.post("/sign-up")
async def sign_up(
    request: Request,
    visit: Asking,
    name: Typed = "",
    email: Typed = "",
    password: Typed = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> RedirectResponse:
    """Make an account, sign in at once, and ask for a look into the mail."""
    again = {"name": name, "email": email, "next": local_path(next_, "")}
    try:
        await identity.register(
            door.runtime(),
            visit.actor,
            email=email,
            name=name,
            password=password,
            locale=visit.locale,
            address=visit.address,
        )
        signed_in = await _open_session(request, visit, email, password)
    except NotRegistered as refused:
        codes = {field: Mend(text).name for field, text in refused.problems.items()}
        return _back(SIGN_UP, again | {f"{field}_is": code for field, code in codes.items()})
    except TooMany as refused:
        return _back(SIGN_UP, again | {"error": TOO_MANY, "wait": str(refused.retry_after_s)})
    return _welcome(_address(CHECK_MAIL, {"next": again["next"]}), signed_in)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    visit: Asking,
    email: Typed = "",
    password: Typed = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> RedirectResponse:
    """Open a session and go on to where the person was on their way to."""
    again = {"email": email, "next": local_path(next_, "")}
    try:
        signed_in = await _open_session(request, visit, email, password)
    except WrongPassword:
        return _back(SIGN_IN, again | {"error": WRONG})
    except TooMany as refused:
        return _back(SIGN_IN, again | {"error": TOO_MANY, "wait": str(refused.retry_after_s)})
    actor = await actor_of(door.runtime(), visit.actor, signed_in.token)
    return _welcome(again["next"] or (DESK if actor.grants else HOME), signed_in)


@router.post("/sign-out")
async def sign_out(request: Request, visit: Asking) -> RedirectResponse:
    """End this browser's session."""
    await _end_session(request, visit)
    return _with_session(RedirectResponse(HOME, 303), "", 0)


def local_path(wished: str, otherwise: str) -> str:
    """Return `wished` when it is a path of this site, and nothing that could lead elsewhere."""
    is_path = wished.startswith("/") and not wished.startswith("//")
    return wished if is_path and wished.isprintable() and "\\" not in wished else otherwise


def network_address(request: Request) -> str:
    """Return the browser's network address, seen through as many proxies as we trust."""
    hops = door.runtime().settings.trusted_proxy_hops
    passed = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    if hops and len(passed) >= hops and passed[-hops]:
        return passed[-hops]
    return request.client.host if request.client else ""


async def _open_session(request: Request, visit: Visit, email: str, password: str) -> SignedIn:
    """Open a new session in place of the one this browser may have."""
    signed_in = await identity.sign_in(
        door.runtime(),
        visit.actor,
        email=email,
        password=password,
        address=visit.address,
        agent=request.headers.get("user-agent", ""),
    )
    await _end_session(request, visit)
    return signed_in


async def _end_session(request: Request, visit: Visit) -> None:
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        async with door.runtime().unit_of_work(visit.actor) as uow:
            await identity.sign_out(uow, token=token)


def _welcome(address: str, signed_in: SignedIn) -> RedirectResponse:
    return _with_session(RedirectResponse(address, 303), signed_in.token, signed_in.max_age_s)


def _with_session(answer: RedirectResponse, token: str, max_age_s: int) -> RedirectResponse:
    is_secure = door.runtime().settings.origin.startswith("https://")
    answer.set_cookie(
        SESSION_COOKIE, token, max_age_s, path="/", httponly=True, samesite="lax", secure=is_secure
    )
    return answer


def _back(page: str, told: Mapping[str, str]) -> RedirectResponse:
    return RedirectResponse(_address(page, told), 303)


def _address(page: str, told: Mapping[str, str]) -> str:
    kept = {name: value for name, value in told.items() if value}
    return f"{page}?{urlencode(kept)}" if kept else page
