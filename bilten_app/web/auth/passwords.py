"""Signing up, in and out with a password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.consents import service as consents
from bilten_app.domains.consents.public import ConsentKind, Source, Whose
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import NotRegistered, SignedIn, Suspended, WrongPassword
from bilten_app.kit.errors import TooMany
from bilten_app.web import door
from bilten_app.web.auth.arrival import landing
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.cookies import agent_of, devices_of, end_session, welcome, with_session
from bilten_app.web.auth.ways import (
    CHECK_MAIL,
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

router = APIRouter(prefix="/auth", include_in_schema=False)


@router.post("/sign-up")
async def sign_up(
    visit: Asking,
    name: Typed = "",
    email: Typed = "",
    password: Typed = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
    news: Typed = "",
) -> RedirectResponse:
    """Make an account, and ask for a look into the mail: the same whether there was one.

    What was agreed to is written down after it: were that lost, the next page would ask again.
    """
    again = {"name": name, "email": email, "next": local_path(next_, "")}
    try:
        user_id = await identity.register(
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
    if user_id:
        await _agreed(visit, Whose(email, user_id), news=bool(news))
    return back(CHECK_MAIL, {"email": email, "next": again["next"]})


@router.post("/sign-in")
async def sign_in(
    request: Request,
    visit: Asking,
    email: Typed = "",
    password: Typed = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> RedirectResponse:
    """Open a session and go on to where the person was on their way to.

    With a leaked password they choose another first.
    """
    again = {"email": email, "next": local_path(next_, "")}
    try:
        signed_in = await _open_session(request, visit, email, password)
    except WrongPassword:
        return back(SIGN_IN, again | {"error": WRONG})
    except Suspended:
        return back(SIGN_IN, again | {"error": SUSPENDED})
    except TooMany as refused:
        return back(SIGN_IN, again | wait_code(refused))
    return welcome(request, await landing(visit, signed_in, again["next"]), signed_in)


@router.post("/sign-out")
async def sign_out(request: Request, visit: Asking) -> RedirectResponse:
    """End this browser's session."""
    await end_session(request, visit)
    return with_session(RedirectResponse(HOME, 303), "", 0)


async def _agreed(visit: Visit, whose: Whose, *, news: bool) -> None:
    rt, where = door.runtime(), Source.sign_up
    async with rt.unit_of_work(visit.actor) as uow:
        await consents.agree(uow, rt.vault, whose, source=where, address=visit.address)
        await consents.answer(
            uow, rt.vault, whose, ConsentKind.news, given=news, source=where, address=visit.address
        )


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
