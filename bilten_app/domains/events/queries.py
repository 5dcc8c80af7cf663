"""Events as pages, lists and other domains see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.events import rules
from bilten_app.domains.events.models import Event, Venue
from bilten_app.domains.events.public import (
    Category,
    Check,
    EventCard,
    EventId,
    EventSale,
    EventState,
    EventTimes,
    EventView,
    VenueView,
)
from bilten_app.domains.media import queries as media
from bilten_app.domains.media.public import MediaView
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.db import among
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.page import Page, cursor_id, cursor_moment, read_cursor
from bilten_app.kit.roles import Permission

PAGE = 25


async def by_id(session: AsyncSession, event_id: UUID) -> EventView:
    """Return an event in whatever state it is; the caller knows why it may. Raises NotFound."""
    return await _view(session, await _row(session, event_id))


async def sale(session: AsyncSession, event_id: UUID) -> EventSale:
    """Return what selling needs to know. Raises NotFound."""
    found = (await sales(session, [event_id])).get(event_id)
    if found is None:
        raise NotFound
    return found


async def sales(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, EventSale]:
    """Return event id → what selling needs to know."""
    chosen = select(
        col(Event.id), col(Event.organizer_id), col(Event.slug), col(Event.title),
        col(Event.state), col(Event.currency), col(Event.fees_passed_on),
        col(Event.organizer_id).in_(organizers.suspended()).label("suspended"),
    ).where(among(col(Event.id), ids))  # fmt: skip
    return {
        row.id: EventSale(
            id=EventId(row.id),
            organizer_id=row.organizer_id,
            slug=row.slug,
            title=row.title,
            state=EventState(row.state),
            currency=row.currency,
            fees_passed_on=row.fees_passed_on,
            suspended=row.suspended,
        )
        for row in await session.execute(chosen)
    }


async def times(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, EventTimes]:
    """Return event id → when the event is."""
    chosen = select(
        col(Event.id), col(Event.starts_at), col(Event.ends_at), col(Event.doors_at),
        col(Event.time_zone),
    ).where(among(col(Event.id), ids))  # fmt: skip
    return {
        row.id: EventTimes(row.starts_at, row.ends_at, row.doors_at, row.time_zone)
        for row in await session.execute(chosen)
    }


async def organizer_event(session: AsyncSession, actor: Actor, slug: str) -> EventView:
    """Return an event for its organizer's desk; whose it is not gets NotFound."""
    chosen = select(Event).where(
        col(Event.slug) == slug, col(Event.organizer_id).in_(list(actor.grants))
    )
    event = (await session.execute(chosen)).scalar_one_or_none()
    if event is None:
        raise NotFound
    actor.require(Permission.events_read, event.organizer_id, event_id=event.id)
    return await _view(session, event)


async def cards(session: AsyncSession, event_ids: Collection[UUID]) -> dict[UUID, EventCard]:
    """Return these events for a list, whatever their state; the caller knows why it may."""
    if not event_ids:
        return {}
    rows = (await session.execute(select(Event).where(col(Event.id).in_(event_ids)))).scalars()
    return {card.id: card for card in await _cards(session, rows.all())}


async def organizer_events(
    session: AsyncSession,
    scope: OrganizerScope,
    *,
    within: Collection[UUID] | None = None,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[EventCard]:
    """Return an organization's events, the latest start first; only those `within`, if given."""
    chosen = (
        select(Event)
        .where(col(Event.organizer_id) == scope, _within(within))
        .order_by(col(Event.starts_at).desc(), col(Event.id).desc())
        .limit(size + 1)
    )
    if cursor:
        at, event_id = read_cursor(cursor, 2)
        place = (cursor_moment(at), cursor_id(event_id))
        chosen = chosen.where(tuple_(col(Event.starts_at), col(Event.id)) < place)
    rows = (await session.execute(chosen)).scalars().all()
    shown = await _cards(session, rows)
    return Page[EventCard].cut(shown, size, lambda card: (card.starts_at.isoformat(), str(card.id)))


async def next_events(
    session: AsyncSession,
    scope: OrganizerScope,
    *,
    now: datetime,
    within: Collection[UUID] | None = None,
    limit: int = 5,
) -> Sequence[EventCard]:
    """Return an organization's events that are not over, the soonest first."""
    chosen = (
        select(Event)
        .where(
            col(Event.organizer_id) == scope,
            _within(within),
            col(Event.state).in_([EventState.draft.value, EventState.published.value]),
            col(Event.ends_at) > now,
        )
        .order_by(col(Event.starts_at))
        .limit(limit)
    )
    return await _cards(session, (await session.execute(chosen)).scalars().all())


async def venues(session: AsyncSession, scope: OrganizerScope) -> Sequence[VenueView]:
    """Return the places an organization has used, by name."""
    chosen = select(Venue).where(col(Venue.organizer_id) == scope).order_by(col(Venue.name))
    return [_venue(row) for row in (await session.execute(chosen)).scalars()]


async def checklist(session: AsyncSession, event_id: UUID, *, now: datetime) -> Sequence[Check]:
    """Return what the event needs before it can be published."""
    return rules.checklist(draft_of(await _row(session, event_id)), now)


def draft_of(event: Event) -> rules.Draft:
    """Return what the checklist looks at."""
    return rules.Draft(
        title=event.title,
        summary=event.summary,
        description=event.description,
        refund_policy=event.refund_policy,
        has_venue=event.venue_id is not None,
        has_tickets=event.from_minor is not None,
        starts_at=event.starts_at,
    )


def _within(events: Collection[UUID] | None) -> ColumnElement[bool]:
    return true() if events is None else col(Event.id).in_(events)


async def _row(session: AsyncSession, event_id: UUID) -> Event:
    row = await session.get(Event, event_id)
    if row is None:
        raise NotFound
    return row


async def _cards(session: AsyncSession, rows: Sequence[Event]) -> list[EventCard]:
    covers = await media.views(session, [row.cover_id for row in rows if row.cover_id])
    return [_card(row, covers) for row in rows]


async def _view(session: AsyncSession, row: Event) -> EventView:
    gallery = [UUID(media_id) for media_id in row.gallery]
    pictures = await media.views(session, [*gallery, *([row.cover_id] if row.cover_id else [])])
    venue = await session.get(Venue, row.venue_id) if row.venue_id else None
    return EventView(
        **_shared(row, pictures),
        description=row.description,
        language=row.language,
        tags=tuple(row.tags),
        line_up=tuple(row.line_up),
        age_policy=row.age_policy,
        refund_policy=row.refund_policy,
        fees_passed_on=row.fees_passed_on,
        starts_local=row.starts_local,
        ends_local=row.ends_local,
        doors_local=row.doors_local,
        doors_at=row.doors_at,
        starts_note=rules.instant(row.starts_local, row.time_zone).note,
        ends_note=rules.instant(row.ends_local, row.time_zone).note,
        venue=_venue(venue) if venue else None,
        gallery=tuple(pictures[media_id] for media_id in gallery if media_id in pictures),
        published_at=row.published_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        refund_until_hours=row.refund_until_hours,
    )


def _card(row: Event, pictures: dict[UUID, MediaView]) -> EventCard:
    return EventCard(**_shared(row, pictures))


def _shared(row: Event, pictures: dict[UUID, MediaView]) -> dict[str, Any]:
    return {
        "id": EventId(row.id),
        "organizer_id": row.organizer_id,
        "slug": row.slug,
        "state": EventState(row.state),
        "title": row.title,
        "summary": row.summary,
        "category": Category(row.category),
        "city": row.city,
        "country": row.country,
        "venue_name": row.venue_name,
        "time_zone": row.time_zone,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "currency": row.currency,
        "from_minor": row.from_minor,
        "featured": row.featured,
        "cover": pictures.get(row.cover_id) if row.cover_id else None,
    }


def _venue(row: Venue) -> VenueView:
    return VenueView(
        id=row.id,
        name=row.name,
        address=row.address,
        city=row.city,
        country=row.country,
        latitude=row.latitude,
        longitude=row.longitude,
        time_zone=row.time_zone,
        accessibility=row.accessibility,
    )
