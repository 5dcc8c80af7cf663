"""The events: pictures, words, place, tickets, and their publication some weeks ago."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bilten_app.demo.art import paint_cover, paint_gallery
from bilten_app.demo.art.studio import Studio
from bilten_app.demo.content import Event, Extra, TicketType
from bilten_app.demo.seed.diary import Diary
from bilten_app.demo.seed.people import Residents
from bilten_app.demo.seed.quiet import QuietRuntime
from bilten_app.demo.seed.theatre import seat
from bilten_app.demo.seed.town import Town, later, places, venue_of
from bilten_app.domains.events import service as events
from bilten_app.domains.events.public import Category
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import Kind, OpenPrice, TicketTypeDraft
from bilten_app.domains.media import service as media
from bilten_app.domains.media.public import MediaKind
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.roles import Permission

REFUND_HOURS = 7 * 24
REFUNDS = {
    "en": "Money back until seven days before the start, no questions asked.",
    "de": "Geld zurück bis sieben Tage vor Beginn, ohne Angabe von Gründen.",
    "fr": "Remboursement jusqu’à sept jours avant le début, sans justification.",  # noqa: RUF001
    "es": "Devolución hasta siete días antes del comienzo, sin preguntas.",
    "it": "Rimborso fino a sette giorni prima dell’inizio, senza domande.",  # noqa: RUF001
    "ar": "يُستردّ المبلغ كاملًا حتى سبعة أيام قبل الموعد، دون سؤال.",
}

type Pictures = tuple[asyncio.Future[bytes], asyncio.Future[tuple[bytes, bytes]] | None]


def begin_pictures(diary: Diary, town: Town, studio: Studio) -> dict[str, Pictures]:
    """Let the covers and galleries that are missing be painted, in the order they are needed."""
    return {
        event.slug: (
            studio.begin(paint_cover, event.cover),
            studio.begin(paint_gallery, event.cover) if event.featured else None,
        )
        for event in town.events
        if _pictures(event) not in diary
    }


async def put_on(
    rt: QuietRuntime,
    diary: Diary,
    town: Town,
    event: Event,
    who: Residents,
    pictures: Pictures | None,
) -> None:
    """Make one event with everything it shows, and publish it."""
    owner, organizer_id = who.owners[event.organizer], who.organizers[event.organizer]
    rt = rt.at(town.published(event))
    if pictures:
        await _hang(rt, diary, event, owner, organizer_id, pictures)
    if f"event/{event.slug}" in diary:
        return
    async with rt.unit_of_work(owner) as uow:
        event_id = await events.create_draft(
            uow,
            owner,
            organizer_id=organizer_id,
            title=event.title,
            category=Category(event.category),
            currency=event.currency,
            time_zone=venue_of(event).zone,
        )
        await _place(uow, owner, event, event_id)
        await _describe(uow, owner, town, event, event_id, diary[_pictures(event)])
        types = await _price(uow, owner, town, event, event_id, organizer_id)
        if event.stage != "draft":
            await events.publish(uow, owner, event_id=event_id)
        if event.featured:
            await events.feature(uow, SYSTEM, event_id=event_id, is_featured=True)
        await diary.note(uow, f"event/{event.slug}", id=str(event_id), types=types)
    if event.stage != "draft":
        await tickets.prepare_event(rt, event_id=str(event_id))


def _pictures(event: Event) -> str:
    return f"pictures/{event.slug}"


async def _hang(
    rt: QuietRuntime,
    diary: Diary,
    event: Event,
    owner: Actor,
    organizer_id: UUID,
    pictures: Pictures,
) -> None:
    """Take in the pictures of an event; a kill before the note leaves some that nobody shows."""
    cover, gallery = pictures
    scope = owner.require(Permission.events_write, organizer_id)
    painted = [await cover, *(await gallery if gallery else ())]
    ids = await asyncio.gather(
        *(
            media.add(rt, owner, owner_id=scope, kind=MediaKind.cover, content=one, alt=event.title)
            for one in painted
        )
    )
    async with rt.unit_of_work(owner) as uow:
        await diary.note(uow, _pictures(event), ids=[str(media_id) for media_id in ids])


async def _place(uow: UnitOfWork, owner: Actor, event: Event, event_id: UUID) -> None:
    venue = venue_of(event)
    await events.set_venue(
        uow,
        owner,
        event_id=event_id,
        name=venue.name,
        address=venue.street,
        city=venue.city,
        country=venue.country,
        time_zone=venue.zone,
        position=(venue.lat, venue.lon),
        accessibility=venue.access,
    )


async def _describe(
    uow: UnitOfWork,
    owner: Actor,
    town: Town,
    event: Event,
    event_id: UUID,
    pictures: dict[str, list[str]],
) -> None:
    cover, *gallery = (UUID(media_id) for media_id in pictures["ids"])
    await events.edit(
        uow,
        owner,
        event_id=event_id,
        summary=event.summary,
        description="\n\n".join(event.about),
        language=event.language,
        tags=event.tags,
        line_up=[f"{clock}  {what}" for clock, what in event.programme],
        age_policy=event.ages,
        refund_policy=REFUNDS[event.language],
        refund_until_hours=REFUND_HOURS,
        starts_local=_wall(town.starts(event)),
        ends_local=_wall(town.ends(event)),
        doors_local=_wall(town.doors(event)) if event.doors_minutes else None,
        cover_id=cover,
        gallery=gallery,
    )


async def _price(
    uow: UnitOfWork, owner: Actor, town: Town, event: Event, event_id: UUID, organizer_id: UUID
) -> list[str]:
    scope = owner.require(Permission.events_write, organizer_id)
    shared: tuple[UUID, ...] = ()
    if event.shared_places:
        room = sum(places(ticket) for ticket in event.tickets)
        shared = (
            await inventory.save_pool(
                uow, scope, event_id=event_id, name=event.shared_places, capacity=room
            ),
        )
    types = [
        await inventory.save_ticket_type(
            uow, scope, event_id=event_id, draft=_draft(town, event, ticket, shared)
        )
        for ticket in event.tickets
    ]
    if event.seated:
        await seat(uow, scope, event_id)
    for extra in event.extras:
        await inventory.save_ticket_type(uow, scope, event_id=event_id, draft=_extra(extra, types))
    return [str(one) for one in types]


def _extra(extra: Extra, types: Sequence[UUID]) -> TicketTypeDraft:
    return TicketTypeDraft(
        name=extra.name,
        note=extra.note,
        price_minor=extra.price_minor,
        kind=Kind.bundle if extra.parts else Kind.addon,
        capacity=None if extra.parts else extra.places,
        max_per_person=extra.per_person,
        parts={types[place]: count for place, count in extra.parts},
        goes_with=tuple(types[place] for place in extra.goes_with),
        open_price=OpenPrice(suggested=extra.suggested) if extra.suggested else None,
    )


def _draft(
    town: Town, event: Event, ticket: TicketType, shared: tuple[UUID, ...]
) -> TicketTypeDraft:
    opens = event.on_sale_in_days
    return TicketTypeDraft(
        name=ticket.name,
        note=ticket.note,
        price_minor=ticket.price_minor,
        capacity=places(ticket),
        shared=shared,
        max_per_order=ticket.per_order,
        rotating=ticket.rotating,
        sale_opens_at=town.base + timedelta(days=opens) if opens else None,
    )


def _wall(moment: datetime) -> datetime:
    return later(moment, 0).replace(tzinfo=None)
