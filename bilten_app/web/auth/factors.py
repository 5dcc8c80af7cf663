"""Adding and removing second factors: both give the session another token."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import FactorKind, NotChanged, WrongCode
from bilten_app.kit.errors import NotFound, TooMany, Unauthenticated
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.cookies import browser_of, welcome
from bilten_app.web.auth.ways import (
    BAD_CODE,
    RECOVERY,
    SECURITY,
    SIGN_IN,
    address_of,
    back,
    factor_page,
    problem_codes,
    wait_code,
)
from bilten_app.web.door import SESSION_COOKIE

router = APIRouter(prefix="/auth/factors", include_in_schema=False)

type Kind = Annotated[FactorKind, Form()]


@router.post("/confirm")
async def confirm(
    request: Request, visit: Asking, kind: Kind, code: Typed = ""
) -> RedirectResponse:
    """Let a factor count by its first code, and go on to the recovery codes."""
    page = factor_page(kind)
    try:
        signed_in = await identity.confirm_factor(
            door.runtime(), visit.actor, token=request.cookies.get(SESSION_COOKIE, ""),
            kind=kind, code=code, browser=browser_of(request, visit),
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, {"next": page})
    except WrongCode:
        return back(page, {"error": BAD_CODE})
    except TooMany as refused:
        return back(page, wait_code(refused))
    return welcome(request, RECOVERY, signed_in)


@router.post("/remove")
async def remove(
    request: Request, visit: Asking, kind: Kind, current: Typed = ""
) -> RedirectResponse:
    """Ask for a factor no longer."""
    page = factor_page(kind)
    try:
        signed_in = await identity.remove_factor(
            door.runtime(), visit.actor, token=request.cookies.get(SESSION_COOKIE, ""),
            kind=kind, current=current, browser=browser_of(request, visit),
        )  # fmt: skip
    except Unauthenticated:
        return back(SIGN_IN, {"next": page})
    except NotChanged as refused:
        return back(page, problem_codes(refused))
    except TooMany as refused:
        return back(page, wait_code(refused))
    except NotFound:
        return back(SECURITY, {})
    return welcome(request, address_of(SECURITY, {"done": "factor_removed"}), signed_in)
