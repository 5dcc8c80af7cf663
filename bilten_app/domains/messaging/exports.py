"""Files that people take with them: tickets on paper, the date for their calendar."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.media import queries as media
from bilten_app.domains.media.public import MediaView
from bilten_app.domains.messaging import queries
from bilten_app.domains.messaging.calendar_file import MIME, calendar_file
from bilten_app.domains.messaging.templates.orders import OrderStory, place
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.seating.public import seat_words
from bilten_app.domains.tickets.public import TicketView
from bilten_app.domains.tickets.queries import proof_text
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import NotFound
from bilten_app.ports.messages import Attachment
from bilten_app.ports.paper import TicketSheet

COVER_WIDTH, LOGO_WIDTH = 1600, 512


async def ticket_paper(rt: Runtime, *, order_id: UUID, only: UUID | None = None) -> bytes:
    """Return the valid tickets of an order, or `only` one of them, as PDF, or raise NotFound."""
    async with rt.read() as session:
        story = await queries.story(session, rt.vault, origin=rt.settings.origin, order_id=order_id)
    chosen = tuple(ticket for ticket in story.tickets if only in {None, ticket.id})
    return await paper_of(rt, replace(story, tickets=chosen))


async def paper_of(rt: Runtime, story: OrderStory) -> bytes:
    """Return the tickets of a story as PDF."""
    if not story.tickets:
        raise NotFound
    logo = await _picture(rt, story.organizer.logo, LOGO_WIDTH)
    cover = await _picture(rt, story.event.cover, COVER_WIDTH)
    return await rt.gateways.paper.render(
        [_sheet(story, ticket, logo, cover) for ticket in story.tickets]
    )


async def enclosures(rt: Runtime, story: OrderStory) -> tuple[Attachment, ...]:
    """Return the date, and the tickets as paper when any of them may be printed."""
    date = calendar_file(
        story.event,
        organizer=story.organizer.name,
        place=place(story.event),
        url=story.order_url,
        at=rt.clock.now(),
    )
    calendar = Attachment(f"{story.event.slug}.ics", MIME, date)
    if all(ticket.rotating for ticket in story.tickets):
        return (calendar,)
    paper = await paper_of(rt, story)
    return Attachment(f"tickets-{story.order.code}.pdf", "application/pdf", paper), calendar


async def event_date(rt: Runtime, *, event_id: UUID) -> bytes:
    """Return an event as a calendar file, or raise NotFound."""
    async with rt.read() as session:
        event = await events.by_id(session, event_id)
        organizer = await organizers.by_id(session, event.organizer_id)
    return calendar_file(
        event,
        organizer=organizer.name,
        place=place(event),
        url=f"{rt.settings.origin}/e/{event.slug}",
        at=rt.clock.now(),
    )


async def _picture(rt: Runtime, picture: MediaView | None, width: int) -> bytes | None:
    """Return the bytes of a picture; a ticket is printed without one that got lost."""
    if picture is None:
        return None
    async with rt.read() as session:
        key = await media.key_of(session, picture.id, width)
    try:
        return await rt.gateways.store.open(key) if key else None
    except NotFound:
        return None


def _sheet(
    story: OrderStory, ticket: TicketView, logo: bytes | None, cover: bytes | None
) -> TicketSheet:
    event = story.event
    return TicketSheet(
        locale=story.order.locale,
        event_title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        doors_at=event.doors_at,
        time_zone=event.time_zone,
        venue=event.venue_name,
        address=", ".join(filter(None, (event.venue.address if event.venue else "", event.city))),
        holder=ticket.holder_name,
        ticket_type=ticket.type_name,
        seat=seat_words(ticket.seat, story.order.locale) if ticket.seat else "",
        code=ticket.code,
        order_code=story.order.code,
        organizer=story.organizer.name,
        color=story.organizer.color,
        proof=None if ticket.rotating else proof_text(ticket),
        terms=event.refund_policy,
        logo=logo,
        cover=cover,
        is_test=story.organizer.is_test,
    )


async def own_tickets(rt: Runtime, *, order_id: UUID, ticket_ids: Collection[UUID]) -> bytes:
    """Return these valid tickets of an order as PDF, or raise NotFound when there are none."""
    async with rt.read() as session:
        story = await queries.story(session, rt.vault, origin=rt.settings.origin, order_id=order_id)
    chosen = tuple(ticket for ticket in story.tickets if ticket.id in ticket_ids)
    return await paper_of(rt, replace(story, tickets=chosen))
