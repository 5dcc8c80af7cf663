"""Where apps send people: the request is checked and kept, and the page asks the person."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import AppUnknown
from bilten_app.kit.errors import TooMany
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking
from bilten_app.web.auth.ways import CONSENT, UNKNOWN_APP, back, wait_code

router = APIRouter(include_in_schema=False)


@router.get("/oauth/authorize")
async def authorize(request: Request, visit: Asking) -> RedirectResponse:
    """Keep what an app asks for and ask the person, or send them back with what is wrong.

    They are sent to no address but one that the app has registered.
    """
    each = request.query_params.multi_items()
    told = dict(each)
    try:
        begun = await apps.begin(
            door.runtime(), told=told, twice=len(told) < len(each), address=visit.address
        )
    except AppUnknown:
        return back(f"{CONSENT}/{UNKNOWN_APP}", {})
    except TooMany as refused:
        return back(f"{CONSENT}/{UNKNOWN_APP}", wait_code(refused))
    return RedirectResponse(begun.way_back or f"{CONSENT}/{begun.question}", 303)
