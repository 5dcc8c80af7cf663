"""Passkeys: the question a browser asks, and the forms that bring its answer."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import (
    PasskeyKnown,
    PasskeyPurpose,
    PasskeyRefused,
    Suspended,
)
from bilten_app.kit.errors import BiltenError, NotFound, ProofNeeded, TooMany, Unauthenticated
from bilten_app.web import door
from bilten_app.web.auth.arrival import landing
from bilten_app.web.auth.asking import Asking, origin_of
from bilten_app.web.auth.cookies import (
    PASSKEY_COOKIE,
    browser_of,
    devices_of,
    end_session,
    set_cookie,
    welcome,
    without_step,
)
from bilten_app.web.auth.ways import (
    BAD_PASSKEY,
    CONFIRM,
    HOME,
    SECURITY,
    SIGN_IN,
    SUSPENDED,
    address_of,
    back,
    local_path,
)
from bilten_app.web.door import SESSION_COOKIE

router = APIRouter(prefix="/auth/passkeys", include_in_schema=False)

type Answer = Annotated[str, Form(max_length=20_000)]
type Next = Annotated[str, Form(alias="next", max_length=1000)]


@router.post("/options")
async def options(
    request: Request, visit: Asking, purpose: Annotated[PasskeyPurpose, Form()]
) -> Response:
    """Return what to ask; a cookie says which question it was."""
    try:
        question = await identity.ask_passkey(
            door.runtime(), visit.actor, purpose=purpose, origin=origin_of(request),
            address=visit.address,
        )  # fmt: skip
    except (Unauthenticated, ProofNeeded, TooMany) as refused:
        return Response(status_code=refused.status)
    answer = Response(question.options, media_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return set_cookie(answer, PASSKEY_COOKIE, question.token, question.max_age_s)


@router.post("/sign-in")
async def sign_in(
    request: Request, visit: Asking, credential: Answer = "", next_: Next = ""
) -> RedirectResponse:
    """Sign in without an address."""
    rt, again = door.runtime(), {"next": local_path(next_, "")}
    try:
        signed_in = await identity.sign_in_by_passkey(
            rt, visit.actor, origin=origin_of(request),
            question=request.cookies.get(PASSKEY_COOKIE, ""),
            credential=credential, browser=browser_of(request, visit), devices=devices_of(request),
        )  # fmt: skip
    except PasskeyRefused:
        return back(SIGN_IN, again | {"error": BAD_PASSKEY})
    except Suspended:
        return back(SIGN_IN, again | {"error": SUSPENDED})
    await end_session(request, visit)
    address = await landing(visit, signed_in, again["next"])
    return without_step(welcome(request, address, signed_in))


@router.post("/add")
async def add(
    request: Request,
    visit: Asking,
    credential: Answer = "",
    name: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Add the passkey that the browser has made."""
    try:
        signed_in = await identity.add_passkey(
            door.runtime(), visit.actor, origin=origin_of(request),
            question=request.cookies.get(PASSKEY_COOKIE, ""),
            credential=credential, name=name, browser=browser_of(request, visit),
            session_token=request.cookies.get(SESSION_COOKIE, ""),
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, {"next": SECURITY})
    except ProofNeeded:
        return back(CONFIRM, {"next": SECURITY})
    except (PasskeyRefused, PasskeyKnown, NotFound) as refused:
        return back(SECURITY, {"form": "passkeys", "error": refused.code})
    return welcome(request, address_of(SECURITY, {"done": "passkey_added"}), signed_in)


@router.post("/prove")
async def prove(
    request: Request, visit: Asking, credential: Answer = "", next_: Next = ""
) -> RedirectResponse:
    """Show again that it is oneself, and go back to what needed it."""
    again = {"next": local_path(next_, HOME)}
    try:
        signed_in = await identity.prove_by_passkey(
            door.runtime(), visit.actor, origin=origin_of(request),
            question=request.cookies.get(PASSKEY_COOKIE, ""),
            credential=credential, browser=browser_of(request, visit),
            session_token=request.cookies.get(SESSION_COOKIE, ""),
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, again)
    except BiltenError:
        return back(CONFIRM, again | {"error": BAD_PASSKEY})
    return welcome(request, again["next"], signed_in)
