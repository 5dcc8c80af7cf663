"""Following mailed links, and choosing a new password by one.

A link is followed by a form and not by looking at its page: programs that read mail look at pages.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LinkGone, NotChanged, WrongPassword
from bilten_app.kit.errors import TooMany
from bilten_app.web import door
from bilten_app.web.auth.arrival import landing
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.cookies import agent_of, devices_of, end_session, welcome, with_session
from bilten_app.web.auth.ways import (
    HOME,
    LINK,
    RESET,
    SECURITY,
    SIGN_IN,
    WRONG,
    address_of,
    back,
    local_path,
    problem_codes,
    wait_code,
)
from bilten_app.web.door import TOKEN

router = APIRouter(prefix="/auth", include_in_schema=False)

type Token = Annotated[str, Form(max_length=100)]


@router.post("/verify")
async def verify(
    request: Request, visit: Asking, token: Token = "", password: Typed = ""
) -> RedirectResponse:
    """Prove an address by its link, and sign in."""
    page = page_of(LINK, token)
    try:
        signed_in, wished = await identity.sign_in_by_link(
            door.runtime(), visit.actor, token=token, password=password,
            address=visit.address, agent=agent_of(request), devices=devices_of(request),
        )  # fmt: skip
    except LinkGone:
        return back(page, {})
    except WrongPassword:
        return back(page, {"error": WRONG})
    except TooMany as refused:
        return back(page, wait_code(refused))
    if not signed_in.is_half:
        await end_session(request, visit)
    going = await landing(visit, signed_in, local_path(wished, HOME))
    return welcome(request, going, signed_in)


@router.post("/new-address")
async def new_address(visit: Asking, token: Token = "") -> RedirectResponse:
    """Let a new address count."""
    try:
        await identity.change_address(door.runtime(), visit.actor, token=token)
    except LinkGone:
        return back(page_of(LINK, token), {})
    done = {"done": "new_address"}
    return back(SECURITY if visit.actor.user_id else SIGN_IN, done)


@router.post("/old-address")
async def old_address(visit: Asking, token: Token = "") -> RedirectResponse:
    """Take a change of address back, and go on to choose a password."""
    try:
        reset = await identity.restore_address(door.runtime(), visit.actor, token=token)
    except LinkGone:
        return back(page_of(LINK, token), {})
    return with_session(RedirectResponse(page_of(RESET, reset), 303), "", 0)


@router.post("/reset")
async def reset(visit: Asking, email: Typed = "") -> RedirectResponse:
    """Let a link be mailed, if there is an account: the answer is the same."""
    try:
        await identity.ask_reset(door.runtime(), visit.actor, email=email, address=visit.address)
    except NotChanged as refused:
        return back(RESET, {"email": email, **problem_codes(refused)})
    except TooMany as refused:
        return back(RESET, {"email": email, **wait_code(refused)})
    return back(RESET, {"sent": email})


@router.post("/new-password")
async def new_password(
    request: Request, visit: Asking, token: Token = "", password: Typed = ""
) -> RedirectResponse:
    """Choose a password by a mailed link; one signs in with it then, as always."""
    page = page_of(RESET, token)
    try:
        await identity.reset_password(
            door.runtime(), visit.actor, token=token, password=password,
            address=visit.address, agent=agent_of(request),
        )  # fmt: skip
    except LinkGone:
        return back(page, {})
    except NotChanged as refused:
        return back(page, problem_codes(refused))
    except TooMany as refused:
        return back(page, wait_code(refused))
    answer = RedirectResponse(address_of(SIGN_IN, {"done": "new_password"}), 303)
    return with_session(answer, "", 0)


def page_of(page: str, token: str) -> str:
    """Return the page of a mailed link; what is no token leads to a page that says so."""
    return f"{page}/{token if TOKEN.fullmatch(token) else 'gone'}"
