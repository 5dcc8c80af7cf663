"""Which of several organizations' desks this browser opens.

The cookie is a wish and no authority: each look at the desk checks the membership anew.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from bilten_app.web import door
from bilten_app.web.auth.asking import visit_of_request
from bilten_app.web.door import DESK_COOKIE, Visit
from bilten_app.web.organizer.desk import DESK

YEAR_S = 31_536_000

router = APIRouter(include_in_schema=False)


@router.post("/organizer/desk")
async def choose(
    visit: Annotated[Visit, Depends(visit_of_request)],
    organization: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Open the desk of one of the person's organizations, here and the next time."""
    answer = RedirectResponse(DESK, 303)
    if organization in map(str, visit.actor.grants):
        is_secure = door.runtime().settings.origin.startswith("https://")
        answer.set_cookie(
            DESK_COOKIE,
            organization,
            YEAR_S,
            path="/",
            httponly=True,
            samesite="lax",
            secure=is_secure,
        )
    return answer
