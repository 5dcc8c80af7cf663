"""Signing in by a work address: its domain says whose issuer to ask."""

from fastapi import APIRouter
from fastapi.responses import Response

from bilten_app.domains.identity.public import LoginPurpose
from bilten_app.domains.organizers import queries
from bilten_app.kit.errors import NotFound
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.providers import Next, send
from bilten_app.web.auth.ways import NO_TEAM, WORK, back, local_path

router = APIRouter(prefix="/auth", include_in_schema=False)


@router.post("/work")
async def work(visit: Asking, email: Typed = "", next_: Next = "") -> Response:
    """Send the browser to the issuer of the address's domain."""
    try:
        async with door.runtime().read() as session:
            name = await queries.issuer_of_domain(session, email.strip().rpartition("@")[2])
    except NotFound:
        told = {"email": email, "next": local_path(next_, ""), "error": NO_TEAM}
        return back(WORK, told)
    return await send(visit, name, LoginPurpose.sign_in, next_, hint=email.strip())
