"""Files to and from the desk: pictures that are posted, lists that are fetched.

They are native requests, because a page's socket is no place for megabytes. A picture that is
refused comes back to its page as a short code.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from bilten_app.domains.apps import queries as app_queries
from bilten_app.domains.apps import service as apps
from bilten_app.domains.events import queries as event_queries
from bilten_app.domains.events import service as events
from bilten_app.domains.events.public import MAX_GALLERY, EventView
from bilten_app.domains.media import service as media
from bilten_app.domains.media.public import (
    LEAST_SIDE,
    MAX_BYTES,
    MediaId,
    MediaKind,
    PictureBroken,
    PictureRefused,
    PictureTooBig,
    PictureTooMany,
    PictureTooSmall,
    PictureUnknown,
)
from bilten_app.domains.orders import queries as order_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.organizers import queries as organizer_queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.reporting import exports
from bilten_app.kit.errors import BiltenError, ProofNeeded
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web import door
from bilten_app.web.auth.asking import visit_of_request
from bilten_app.web.auth.ways import CONFIRM
from bilten_app.web.auth.ways import back as way_back
from bilten_app.web.door import Visit
from bilten_app.web.organizer.desk import APPS, IMPORTS

REFUSALS: dict[str, type[PictureRefused]] = {
    each.code: each
    for each in (PictureTooBig, PictureTooMany, PictureTooSmall, PictureUnknown, PictureBroken)
}
MAX_TABLE = 2_000_000
FULL_CODE = "gallery_full"
FULL = msgid("There is no room for another picture. Remove one first.")

router = APIRouter(include_in_schema=False)

type Asking = Annotated[Visit, Depends(visit_of_request)]
type Picture = Annotated[UploadFile, File()]
type Words = Annotated[str, Form(max_length=500)]


@router.post("/uploads/events/{slug}/cover")
async def cover(slug: str, visit: Asking, picture: Picture, alt: Words = "") -> Response:
    """Take in an event's cover, and go back to the editor."""
    back = f"/organizer/events/{slug}?step=look"
    try:
        event = await _event_to_change(visit, slug)
        media_id = await _take_in(visit, event, picture, alt)
        async with door.runtime().unit_of_work(visit.actor) as uow:
            await events.edit(uow, visit.actor, event_id=event.id, cover_id=media_id)
    except BiltenError as refused:
        return RedirectResponse(f"{back}&picture={refused.code}", 303)
    return RedirectResponse(back, 303)


@router.post("/uploads/events/{slug}/gallery")
async def gallery(
    slug: str, visit: Asking, gallery_picture: Picture, gallery_alt: Words = ""
) -> Response:
    """Take in one more picture of an event, and go back to the editor."""
    back = f"/organizer/events/{slug}?step=look"
    try:
        event = await _event_to_change(visit, slug)
        if len(event.gallery) >= MAX_GALLERY:
            return RedirectResponse(f"{back}&picture={FULL_CODE}", 303)
        media_id = await _take_in(visit, event, gallery_picture, gallery_alt)
        shown = [*(one.id for one in event.gallery), media_id]
        async with door.runtime().unit_of_work(visit.actor) as uow:
            await events.edit(uow, visit.actor, event_id=event.id, gallery=shown)
    except BiltenError as refused:
        return RedirectResponse(f"{back}&picture={refused.code}", 303)
    return RedirectResponse(f"{back}#gallery", 303)


@router.post("/uploads/organization/{slug}/logo")
async def logo(slug: str, visit: Asking, picture: Picture) -> Response:
    """Take in an organization's logo, and go back to its settings."""
    rt, back = door.runtime(), "/organizer/settings"
    try:
        async with rt.read() as session:
            mine = await organizer_queries.by_slug(session, slug)
        scope = visit.actor.require(Permission.team_manage, mine.id)
        media_id = await media.add(
            rt,
            visit.actor,
            owner_id=scope,
            kind=MediaKind.logo,
            content=await picture.read(MAX_BYTES + 1),
            alt=mine.name,
        )
        async with rt.unit_of_work(visit.actor) as uow:
            await organizers.edit(
                uow,
                visit.actor,
                organizer_id=mine.id,
                name=mine.name,
                about=mine.about,
                color=mine.color,
                logo_id=media_id,
            )
    except BiltenError as refused:
        return RedirectResponse(f"{back}?picture={refused.code}", 303)
    return RedirectResponse(back, 303)


@router.post("/uploads/apps/{app_id}/logo")
async def app_logo(app_id: UUID, visit: Asking, picture: Picture) -> Response:
    """Take in an app's logo, and go back to the app."""
    rt, actor, back = door.runtime(), visit.actor, f"{APPS}/{app_id}"
    try:
        async with rt.read() as session:
            app = await app_queries.own_app(session, actor, app_id, now=rt.clock.now())
        actor.require_recent_proof()
        scope = actor.require(Permission.keys_manage, app.organizer_id)
        media_id = await media.add(
            rt, actor, owner_id=scope, kind=MediaKind.logo,
            content=await picture.read(MAX_BYTES + 1), alt=app.name,
        )  # fmt: skip
        async with rt.unit_of_work(actor) as uow:
            await apps.set_logo(uow, actor, app_id=app_id, logo_id=media_id)
    except ProofNeeded:
        return way_back(CONFIRM, {"next": back})
    except BiltenError as refused:
        return RedirectResponse(f"{back}?picture={refused.code}", 303)
    return RedirectResponse(back, 303)


@router.post("/uploads/orders")
async def order_table(
    visit: Asking, event: Words, table: Annotated[UploadFile, File()]
) -> Response:
    """Take in a table of orders sold elsewhere, and go to where it is looked at."""
    rt = door.runtime()
    try:
        async with rt.read() as session:
            found = await event_queries.organizer_event(session, visit.actor, event)
        async with rt.unit_of_work(visit.actor) as uow:
            import_id = await orders.upload_import(
                uow,
                visit.actor,
                event_id=found.id,
                file_name=table.filename or "orders.csv",
                content=await table.read(MAX_TABLE + 1),
            )
    except BiltenError as refused:
        return RedirectResponse(f"{IMPORTS}?refused={refused.code}", 303)
    return RedirectResponse(f"{IMPORTS}/{import_id}", 303)


@router.get("/organizer/events/{slug}/attendees.csv")
async def attendees(slug: str, visit: Asking) -> Response:
    """Return an event's attendees as a file, piece by piece."""
    rt = door.runtime()
    try:
        async with rt.read() as session:
            event = await event_queries.organizer_event(session, visit.actor, slug)
        pieces = await exports.attendees_csv(
            rt, visit.actor, event_id=event.id, locale=visit.locale
        )
    except BiltenError as refused:
        return Response(say(refused.text, visit.locale, **refused.fields), refused.status)
    headers = {"Content-Disposition": f'attachment; filename="{slug}-attendees.csv"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/organizer/disputes/{dispute_id}/evidence.pdf")
async def evidence(dispute_id: UUID, visit: Asking) -> Response:
    """Return what speaks for the organizer in a dispute, as PDF; for members and staff."""
    rt = door.runtime()
    try:
        async with rt.read() as session:
            found = await order_queries.disputed_order(
                session, visit.actor, dispute_id=dispute_id, permission=Permission.orders_read
            )
        told = await exports.evidence(rt, dispute_id=dispute_id)
    except BiltenError as refused:
        return Response(say(refused.text, visit.locale, **refused.fields), refused.status)
    headers = {
        "Content-Disposition": f'inline; filename="evidence-{found.code}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return Response(told.pack, media_type="application/pdf", headers=headers)


def refusal_words(code: str, locale: str, kind: MediaKind = MediaKind.cover) -> str:
    """Return why a picture was refused; nothing for a code we do not know."""
    if code == FULL_CODE:
        return say(FULL, locale)
    refusal = REFUSALS.get(code)
    return say(refusal.text, locale, width=LEAST_SIDE[kind]) if refusal else ""


async def _event_to_change(visit: Visit, slug: str) -> EventView:
    async with door.runtime().read() as session:
        event = await event_queries.organizer_event(session, visit.actor, slug)
    visit.actor.require(Permission.events_write, event.organizer_id, event_id=event.id)
    return event


async def _take_in(visit: Visit, event: EventView, picture: UploadFile, alt: str) -> MediaId:
    return await media.add(
        door.runtime(),
        visit.actor,
        owner_id=visit.actor.require(
            Permission.events_write, event.organizer_id, event_id=event.id
        ),
        kind=MediaKind.cover,
        content=await picture.read(MAX_BYTES + 1),
        alt=alt,
    )
