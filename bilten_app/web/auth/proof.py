"""Showing again that it is oneself."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import NotChanged
from bilten_app.kit.errors import NotFound, TooMany, Unauthenticated
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.cookies import welcome
from bilten_app.web.auth.ways import (
    CONFIRM,
    HOME,
    SIGN_IN,
    back,
    local_path,
    problem_codes,
    wait_code,
)
from bilten_app.web.door import SESSION_COOKIE

router = APIRouter(prefix="/auth", include_in_schema=False)


@router.post("/prove")
async def prove(
    request: Request,
    visit: Asking,
    current: Typed = "",
    next_: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> RedirectResponse:
    """Take the password, and go back to what needed it."""
    again = {"next": local_path(next_, HOME)}
    token = request.cookies.get(SESSION_COOKIE, "")
    try:
        signed_in = await identity.prove(door.runtime(), visit.actor, token=token, current=current)
    except (Unauthenticated, NotFound):
        return back(SIGN_IN, again)
    except NotChanged as refused:
        return back(CONFIRM, again | problem_codes(refused))
    except TooMany as refused:
        return back(CONFIRM, again | wait_code(refused))
    return welcome(request, again["next"], signed_in)
