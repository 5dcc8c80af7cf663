"""What staff post natively: acting in somebody's name, ending it, and the log as a file.

Who acts for somebody keeps the own session in a second cookie, and gets it back by one click.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from bilten_app.domains.identity import service as identity
from bilten_app.domains.reporting import exports
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.text import say
from bilten_app.web import door
from bilten_app.web.admin.audit import LONGEST, search_of
from bilten_app.web.admin.membership import LOG, PEOPLE
from bilten_app.web.auth.asking import Asking, Typed
from bilten_app.web.auth.cookies import with_session
from bilten_app.web.door import OWN_COOKIE, SESSION_COOKIE

DAY_S = 86_400

type Asked = Annotated[str, Query(max_length=LONGEST)]

router = APIRouter(include_in_schema=False)


@router.post(f"{PEOPLE}/{{user_id}}/act")
async def act_for(
    request: Request, visit: Asking, user_id: UUID, act_reason: Typed = ""
) -> RedirectResponse:
    """Begin to act in somebody's name."""
    own = request.cookies.get(SESSION_COOKIE, "")
    try:
        async with door.runtime().unit_of_work(visit.actor) as uow:
            begun = await identity.impersonate(uow, visit.actor, user_id=user_id, reason=act_reason)
    except BiltenError as refused:
        return RedirectResponse(f"{PEOPLE}/{user_id}?refused={refused.code}", 303)
    answer = with_session(RedirectResponse("/account", 303), begun.token, begun.max_age_s)
    return _with_own(answer, own, DAY_S)


@router.post("/auth/stop-acting")
async def stop_acting(request: Request, visit: Asking) -> RedirectResponse:
    """End it, and be oneself again."""
    own = request.cookies.get(OWN_COOKIE, "")
    async with door.runtime().unit_of_work(visit.actor) as uow:
        await identity.end_impersonation(uow, token=request.cookies.get(SESSION_COOKIE, ""))
    answer = RedirectResponse(f"{PEOPLE}/{visit.actor.user_id}" if own else "/", 303)
    if visit.actor.acted_by is None and visit.actor.user_id:
        return _with_own(answer, "", 0)
    return _with_own(with_session(answer, own, DAY_S if own else 0), "", 0)


@router.get(f"{LOG}/lines.csv")
async def lines(
    visit: Asking,
    who: Asked = "",
    about: Asked = "",
    what: Asked = "",
    since: Asked = "",
    until: Asked = "",
) -> Response:
    """Return the lines that are looked for, as a file."""
    rt = door.runtime()
    told = {"who": who, "about": about, "what": what, "since": since, "until": until}
    try:
        pieces = await exports.audit_csv(rt, visit.actor, await search_of(rt, told))
    except BiltenError as refused:
        return Response(say(refused.text, visit.locale, **refused.fields), refused.status)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _with_own(answer: RedirectResponse, token: str, max_age_s: int) -> RedirectResponse:
    is_secure = door.runtime().settings.origin.startswith("https://")
    answer.set_cookie(
        OWN_COOKIE, token, max_age_s, path="/", httponly=True, samesite="lax", secure=is_secure
    )
    return answer
