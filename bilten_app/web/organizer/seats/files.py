"""The plan as it is edited, for its drawing: no state of a page carries thousands of seats."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from bilten_app.kit.errors import BiltenError
from bilten_app.web import door
from bilten_app.web.organizer.files import Asking
from bilten_app.web.organizer.seats.view import geometry

router = APIRouter(include_in_schema=False)


@router.get("/organizer/events/{slug}/seats.json")
async def seats(slug: str, visit: Asking) -> Response:
    """Return the geometry of the plan for who may edit it."""
    try:
        drawn = await geometry(door.runtime(), visit.actor, slug)
    except BiltenError as refused:
        return Response(status_code=refused.status)
    return JSONResponse(drawn, headers={"Cache-Control": "private, no-store"})
