"""Changing one's own password and address."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import NotChanged
from bilten_app.kit.errors import TooMany, Unauthenticated
from bilten_app.web import door
from bilten_app.web.auth.arrival import landing
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.cookies import agent_of, welcome
from bilten_app.web.auth.ways import (
    CHOOSE_ANOTHER,
    SECURITY,
    SIGN_IN,
    address_of,
    back,
    local_path,
    problem_codes,
    wait_code,
)
from bilten_app.web.door import SESSION_COOKIE

router = APIRouter(prefix="/auth", include_in_schema=False)


@router.post("/password")
async def password(
    request: Request, visit: Asking, current: Typed = "", password: Typed = ""
) -> RedirectResponse:
    """Choose another password; the browser gets another token, all others are signed out."""
    try:
        signed_in = await identity.change_password(
            door.runtime(), visit.actor, token=request.cookies.get(SESSION_COOKIE, ""),
            current=current, password=password, address=visit.address, agent=agent_of(request),
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, {"next": SECURITY})
    except NotChanged as refused:
        return back(SECURITY, {"form": "password", **problem_codes(refused)})
    except TooMany as refused:
        return back(SECURITY, {"form": "password", **wait_code(refused)})
    return welcome(request, address_of(SECURITY, {"done": "password"}), signed_in)


@router.post("/leaked-password")
async def leaked_password(
    request: Request,
    visit: Asking,
    current: Typed = "",
    password: Typed = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> RedirectResponse:
    """Choose a password in place of a leaked one, and go on to where one was on the way to."""
    told = {"next": local_path(next_, "")}
    try:
        signed_in = await identity.replace_leaked(
            door.runtime(), token=request.cookies.get(SESSION_COOKIE, ""),
            current=current, password=password, address=visit.address, agent=agent_of(request),
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, told)
    except NotChanged as refused:
        return back(CHOOSE_ANOTHER, told | problem_codes(refused))
    except TooMany as refused:
        return back(CHOOSE_ANOTHER, told | wait_code(refused))
    return welcome(request, await landing(visit, signed_in, told["next"]), signed_in)


@router.post("/email")
async def email(visit: Asking, email: Typed = "", address_current: Typed = "") -> RedirectResponse:
    """Ask for another address: it counts once its link is followed."""
    try:
        await identity.ask_address(
            door.runtime(), visit.actor, email=email, current=address_current
        )
    except Unauthenticated:
        return back(SIGN_IN, {"next": SECURITY})
    except NotChanged as refused:
        return back(SECURITY, {"form": "email", "email": email, **problem_codes(refused)})
    except TooMany as refused:
        return back(SECURITY, {"form": "email", "email": email, **wait_code(refused)})
    return back(SECURITY, {"done": "email", "email": email})
