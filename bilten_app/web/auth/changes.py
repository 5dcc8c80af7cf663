"""Changing one's own password and address."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import NotChanged
from bilten_app.kit.errors import TooMany, Unauthenticated
from bilten_app.web import door
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
    request: Request,
    visit: Asking,
    current: Typed = "",
    password: Typed = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> RedirectResponse:
    """Choose another password; the browser gets another token, all others are signed out.

    `next` is where they go on to who were led here on their way.
    """
    going = local_path(next_, "")
    page, told = (CHOOSE_ANOTHER, {"next": going}) if going else (SECURITY, {"form": "password"})
    try:
        signed_in = await identity.change_password(
            door.runtime(), visit.actor, token=request.cookies.get(SESSION_COOKIE, ""),
            current=current, password=password, address=visit.address, agent=agent_of(request),
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, {"next": going or SECURITY})
    except NotChanged as refused:
        return back(page, told | problem_codes(refused))
    except TooMany as refused:
        return back(page, told | wait_code(refused))
    return welcome(request, going or address_of(SECURITY, {"done": "password"}), signed_in)


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
