"""The second step of signing in."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind, StepGone, WrongCode
from bilten_app.kit.errors import NotFound, TooMany
from bilten_app.web import door
from bilten_app.web.auth.arrival import landing
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.cookies import (
    STEP_COOKIE,
    browser_of,
    devices_of,
    end_session,
    welcome,
    without_step,
)
from bilten_app.web.auth.ways import (
    BAD_CODE,
    SECOND,
    SIGN_IN,
    STEP_GONE,
    address_of,
    back,
    local_path,
    wait_code,
)

router = APIRouter(prefix="/auth", include_in_schema=False)

type Next = Annotated[str, Form(alias="next", max_length=1000)]


@router.post("/second")
async def second(
    request: Request, visit: Asking, code: Typed = "", trust: Typed = "", next_: Next = ""
) -> RedirectResponse:
    """Finish signing in with a code."""
    again = {"next": local_path(next_, "")}
    rt, token = door.runtime(), request.cookies.get(STEP_COOKIE, "")
    try:
        signed_in = await identity.finish_sign_in(
            rt, visit.actor, token=token, code=code, trust=bool(trust),
            browser=browser_of(request, visit), devices=devices_of(request),
        )  # fmt: skip
    except WrongCode:
        return back(SECOND, again | {"error": BAD_CODE})
    except TooMany as refused:
        return back(SECOND, again | wait_code(refused))
    except StepGone:
        return without_step(back(SIGN_IN, again | {"error": STEP_GONE}))
    await end_session(request, visit)
    address = await landing(visit, signed_in, again["next"])
    return without_step(welcome(request, address, signed_in))


@router.post("/second/send")
async def send(
    request: Request,
    visit: Asking,
    kind: Annotated[Literal["sms", "email"], Form()] = "email",
    next_: Next = "",
) -> RedirectResponse:
    """Send a code to the telephone or the mailbox."""
    again, token = {"next": local_path(next_, "")}, request.cookies.get(STEP_COOKIE, "")
    try:
        await identity.send_code(door.runtime(), visit.actor, token=token, kind=FactorKind(kind))
    except (StepGone, NotFound):
        return without_step(back(SIGN_IN, again | {"error": STEP_GONE}))
    except TooMany as refused:
        return back(SECOND, again | wait_code(refused))
    return RedirectResponse(address_of(SECOND, again | {"sent": kind}), 303)
