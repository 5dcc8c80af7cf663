"""Signing up, in and out with a password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import NotRegistered, SignedIn, Suspended, WrongPassword
from bilten_app.kit.errors import TooMany
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.cookies import agent_of, devices_of, end_session, welcome, with_session
from bilten_app.web.auth.ways import (
    CHECK_MAIL,
    DESK,
    HOME,
    SIGN_IN,
    SIGN_UP,
    SUSPENDED,
    WRONG,
    back,
    local_path,
    problem_codes,
    wait_code,
)
from bilten_app.web.door import Visit
from bilten_app.web.session import actor_of

router = APIRouter(prefix="/auth", include_in_schema=False)


@router.post("/sign-up")
async def sign_up(
    visit: Asking,
    name: Typed = "",
    email: Typed = "",
    password: Typed = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> RedirectResponse:
    """Make an account, and ask for a look into the mail: the same whether there was one."""
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
            wished=again["next"],
        )
    except NotRegistered as refused:
        return back(SIGN_UP, again | problem_codes(refused))
    except TooMany as refused:
        return back(SIGN_UP, again | wait_code(refused))
    return back(CHECK_MAIL, {"email": email, "next": again["next"]})


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
        return back(SIGN_IN, again | {"error": WRONG})
    except Suspended:
        return back(SIGN_IN, again | {"error": SUSPENDED})
    except TooMany as refused:
        return back(SIGN_IN, again | wait_code(refused))
    actor = await actor_of(door.runtime(), visit.actor, signed_in.token)
    address = again["next"] or (DESK if actor.grants else HOME)
    return welcome(request, address, signed_in)


@router.post("/sign-out")
async def sign_out(request: Request, visit: Asking) -> RedirectResponse:
    """End this browser's session."""
    await end_session(request, visit)
    return with_session(RedirectResponse(HOME, 303), "", 0)


async def _open_session(request: Request, visit: Visit, email: str, password: str) -> SignedIn:
    """Open a new session in place of the one this browser may have."""
    signed_in = await identity.sign_in(
        door.runtime(),
        visit.actor,
        email=email,
        password=password,
        address=visit.address,
        agent=agent_of(request),
        devices=devices_of(request),
    )
    if not signed_in.is_half:
        await end_session(request, visit)
    return signed_in
