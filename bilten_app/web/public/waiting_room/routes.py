"""The room's own addresses. The page asks `/now` for its changing part, as often as it is told.

No socket and no compiled page is behind it: a poll of somebody who waits reads a signed cookie and
what this process remembers, and asks the database nothing. Without scripts the page reloads itself.
"""

import hashlib
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from markupsafe import Markup

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.waiting import queries, service
from bilten_app.domains.waiting.public import NoRoom, NoTurn, NotYourTurn, Place
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError, NotFound
from bilten_app.kit.ids import new_token
from bilten_app.web import door
from bilten_app.web.auth.asking import network_address, visit_of_request
from bilten_app.web.door import Visit
from bilten_app.web.markup import Paper
from bilten_app.web.public.waiting_room import page
from bilten_app.web.public.waiting_room.draw import draw as draw_of

KEPT = timedelta(seconds=5)
PLACE_COOKIE = "bilten_place"
SOON_S = 2
JOINS_OF_AN_ADDRESS = 3_000

router = APIRouter(prefix="/waiting", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Seen:
    """An event as it was a few seconds ago."""

    at: datetime
    event: EventPage
    left: int


_seen: WeakKeyDictionary[Runtime, MutableMapping[str, _Seen]] = WeakKeyDictionary()


async def visit_of_poll(request: Request) -> Visit:
    """Return the visit by its cookies alone: who is signed in does not matter to who waits."""
    visit = door.visit_of(
        door.read_cookies(request.headers.get("cookie", "")),
        accepted=request.headers.get("accept-language", ""),
        address=network_address(request),
    )
    door.begin(visit)
    return visit


type Polling = Annotated[Visit, Depends(visit_of_poll)]
type Joining = Annotated[Visit, Depends(visit_of_request)]
type Typed = Annotated[str, Form(max_length=4096)]


@router.get("/{slug}")
async def room(request: Request, visit: Polling, slug: str) -> Response:
    """Return the whole page; where nobody has to wait, lead to the tickets."""
    rt, pen = door.runtime(), Paper(visit.locale)
    try:
        seen = await _event(rt, slug)
        part = await _part(rt, request, visit.actor, seen, pen)
    except NotFound:
        return RedirectResponse(f"/e/{slug}", 303)
    return _answer(request, page.whole(pen, seen.event, part.html), part, whole=True)


@router.get("/{slug}/now")
async def now(request: Request, visit: Polling, slug: str) -> Response:
    """Return the part that changes, with its tag and when to ask again."""
    rt, pen = door.runtime(), Paper(visit.locale)
    try:
        seen = await _event(rt, slug)
        part = await _part(rt, request, visit.actor, seen, pen)
    except NotFound:
        part = _Part(page.gone(pen, f"/e/{slug}"))
    return _answer(request, part.html, part)


@router.post("/{slug}")
async def join(
    request: Request,
    visit: Joining,
    slug: str,
    nonce: Typed = "",
    challenge: Typed = "",
    answer: Typed = "",
) -> Response:
    """Take a place: answered with the changing part, or for a plain form with the page."""
    rt, pen = door.runtime(), Paper(visit.locale)
    try:
        seen = await _event(rt, slug)
    except NotFound:
        return RedirectResponse(f"/e/{slug}", 303)
    part = await _joined(rt, visit, seen, pen, nonce=nonce, challenge=challenge, answer=answer)
    if "text/html" not in request.headers.get("accept", ""):
        return _answer(request, part.html, part)
    if part.place:
        return _with_place(RedirectResponse(f"/waiting/{slug}", 303), slug, part.place.signed)
    return _answer(request, page.whole(pen, seen.event, part.html), part)


@router.get("/{slug}/draw")
async def draw(visit: Polling, slug: str) -> Response:
    """Return the draw, which the browser checks itself."""
    rt, pen = door.runtime(), Paper(visit.locale)
    try:
        seen = await _event(rt, slug)
        async with rt.read() as session:
            drawn = await queries.draw(session, seen.event.id)
    except NotFound:
        return PlainTextResponse(pen.t("This event has no draw."), 404)
    return HTMLResponse(page.whole(pen, seen.event, draw_of(pen, seen.event, drawn)))


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of the page that changes, and the place it is about."""

    html: Markup
    place: Place | None = None


async def _part(rt: Runtime, request: Request, actor: Actor, seen: _Seen, pen: Paper) -> _Part:
    """Return what a visitor sees now; raises NoRoom."""
    event = seen.event
    if actor.visitor is None:
        return _Part(page.arriving(pen))
    signed = request.cookies.get(PLACE_COOKIE, "")
    try:
        place = await _place(rt, actor, event.id, signed)
    except NoTurn:
        return _Part(page.invitation(pen, event, rt.gateways.bots.puzzle(actor.visitor)))
    puzzle = rt.gateways.bots.puzzle(actor.visitor)
    return _Part(page.standing(pen, event, place, left=seen.left, puzzle=puzzle), place)


async def _joined(
    rt: Runtime, visit: Visit, seen: _Seen, pen: Paper, *, nonce: str, challenge: str, answer: str
) -> _Part:
    try:
        await rt.gateways.limits.hit(
            "waiting-address", visit.address, limit=JOINS_OF_AN_ADDRESS, per_s=60
        )
        place = await service.join(
            rt,
            visit.actor,
            event_id=seen.event.id,
            nonce=(nonce or new_token()).encode(),
            challenge=challenge,
            answer=answer,
        )
    except NoRoom:
        return _Part(page.gone(pen, f"/e/{seen.event.slug}"))
    except BiltenError as refusal:
        return _Part(page.refused(pen, refusal))
    return _Part(page.standing(pen, seen.event, place, left=seen.left), place)


async def _place(rt: Runtime, actor: Actor, event_id: UUID, signed: str) -> Place:
    try:
        return await service.place(rt, actor, event_id=event_id, signed=signed)
    except NotYourTurn:
        return await service.place(rt, actor, event_id=event_id)


async def _event(rt: Runtime, slug: str) -> _Seen:
    kept = _seen.setdefault(rt, {})
    seen, at = kept.get(slug), rt.clock.now()
    if seen is None or not seen.at <= at < seen.at + KEPT:
        async with rt.read() as session:
            event = await discovery.event_page(session, slug)
            left = (await inventory.left_by_event(session, [event.id])).get(event.id, 0)
        seen = kept[slug] = _Seen(at, event, left)
    return seen


def _answer(request: Request, html: Markup, part: _Part, *, whole: bool = False) -> Response:
    """Return HTML with its tag; unchanged, only the tag and when to ask again."""
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:20]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Retry-After": str(part.place.retry_after_s if part.place else SOON_S),
    }
    if not whole and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    answer = HTMLResponse(html, headers=headers)
    return _with_place(answer, request.path_params["slug"], part.place and part.place.signed)


def _with_place(answer: Response, slug: str, signed: str | None) -> Response:
    if signed:
        answer.set_cookie(
            PLACE_COOKIE, signed, path=f"/waiting/{slug}", httponly=True, samesite="lax"
        )
    return answer
