"""Draft an event, edit it step by step, publish it, cancel it, let it end."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Unpack, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.events import rules
from bilten_app.domains.events.models import Event, Venue
from bilten_app.domains.events.public import (
    EVENT_FLOW,
    Category,
    CurrencyFixed,
    EventCancelled,
    EventChanged,
    EventChanges,
    EventId,
    EventPublished,
    EventState,
    InvalidEvent,
    NotReady,
    Verb,
)
from bilten_app.domains.events.queries import draft_of
from bilten_app.domains.media import queries as media
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit import slugs
from bilten_app.kit.actor import Actor, ActorKind, OrganizerScope
from bilten_app.kit.errors import Forbidden, Refused, Unauthenticated
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from bilten_app.kit.typed import many_lines, one_line

FIRST_GUESS = timedelta(days=30)
LONG_TEXTS = frozenset({"description", "refund_policy"})
EVENING, LASTS = 20, timedelta(hours=3)


async def create_draft(
    uow: UnitOfWork,
    actor: Actor,
    *,
    organizer_id: UUID,
    title: str,
    category: Category = Category.other,
    currency: str = "EUR",
    time_zone: str = "UTC",
) -> EventId:
    """Begin an event: an evening a month from now, until its organizer says otherwise."""
    scope = actor.require(Permission.events_write, organizer_id)
    title = one_line(title)
    given = EventChanges(title=title, category=category, currency=currency, time_zone=time_zone)
    if found := rules.problems(given):
        raise InvalidEvent(found)
    evening = (uow.clock.now().astimezone(ZoneInfo(time_zone)) + FIRST_GUESS).replace(
        hour=EVENING, minute=0, second=0, microsecond=0, tzinfo=None
    )
    event_id = await _insert_under_free_slug(
        uow,
        title,
        {
            "organizer_id": scope,
            "category": category.value,
            "currency": currency,
            "time_zone": time_zone,
            "starts_local": evening,
            "ends_local": evening + LASTS,
            "starts_at": rules.instant(evening, time_zone).at,
            "ends_at": rules.instant(evening + LASTS, time_zone).at,
        },
    )
    uow.audit(Verb.drafted, event_id, title=title)
    return event_id


async def edit(
    uow: UnitOfWork, actor: Actor, *, event_id: UUID, **changes: Unpack[EventChanges]
) -> None:
    """Save a part of an event; what is not named stays. Drafts may be incomplete.

    Raises InvalidEvent with a sentence for each field.
    """
    event = await _mine(uow, actor, event_id)
    tidy = _tidied(changes)
    scope = actor.require(Permission.events_write, event.organizer_id, event_id=event.id)
    found = rules.problems(tidy) | await _picture_problems(uow, scope, tidy)
    if found:
        raise InvalidEvent(found)
    if tidy.get("currency", event.currency) != event.currency and event.published_at:
        raise CurrencyFixed
    before = {field: getattr(event, field) for field in tidy}
    for field, value in tidy.items():
        setattr(event, field, value)
    _set_instants(event)
    if event.state == EventState.published.value:
        _require_ready(event, event.published_at or uow.clock.now())
    _note_changes(uow, event, before)


async def set_venue(
    uow: UnitOfWork,
    actor: Actor,
    *,
    event_id: UUID,
    name: str,
    address: str,
    city: str,
    country: str,
    time_zone: str,
    position: tuple[float, float] | None = None,
    accessibility: str = "",
) -> UUID:
    """Say where the event happens. The wall times stay; their instants follow the zone.

    A place the organization has used before is found again by name, address and city; what is
    said of it now holds for all its events.
    """
    event = await _mine(uow, actor, event_id)
    name, address, city = one_line(name), one_line(address), one_line(city)
    found = rules.venue_problems(
        name=name, city=city, country=country, time_zone=time_zone, position=position
    )
    if found:
        raise InvalidEvent(found)
    venue = await _venue_of(uow, event.organizer_id, name, address, city)
    venue.country, venue.time_zone = country, time_zone
    venue.accessibility = many_lines(accessibility)
    venue.latitude, venue.longitude = position or (venue.latitude, venue.longitude)
    uow.add(venue)
    await uow.session.flush()
    event.venue_id, event.venue_name, event.city = venue.id, name, city
    event.country, event.time_zone = country, time_zone
    _set_instants(event)
    uow.audit(Verb.placed, event.id, venue=str(venue.id))
    _tell_changed(uow, event)
    return venue.id


async def set_lowest_price(uow: UnitOfWork, *, event_id: UUID, minor: int | None) -> None:
    """Note the lowest price on sale for lists; None while there is no ticket type.

    The ticket types' own domain calls this, after it has checked who may.
    """
    lowest = update(Event).where(col(Event.id) == event_id).values(from_minor=minor)
    await uow.session.execute(lowest)


async def publish(uow: UnitOfWork, actor: Actor, *, event_id: UUID) -> None:
    """Let everybody find the event. Raises NotReady while the checklist has open points."""
    event = await _mine(uow, actor, event_id)
    EVENT_FLOW.advance(EventState(event.state), EventState.published)
    _require_ready(event, uow.clock.now())
    await uow.move(event, EVENT_FLOW, EventState.published)
    event.published_at = uow.clock.now()
    uow.record(EventPublished(event.id, event.organizer_id))
    uow.audit(Verb.published, event.id)


async def cancel(uow: UnitOfWork, actor: Actor, *, event_id: UUID, reason: str) -> None:
    """Call the event off. Orders are refunded and guests are told by what follows the fact."""
    event = await _mine(uow, actor, event_id)
    reason = many_lines(reason)
    if not reason:
        raise InvalidEvent({"reason": rules.NO_REASON})
    await uow.move(event, EVENT_FLOW, EventState.cancelled)
    event.cancelled_at, event.cancel_reason = uow.clock.now(), reason
    uow.record(EventCancelled(event.id, event.organizer_id))
    uow.audit(Verb.cancelled, event.id, reason=event.cancel_reason)


async def feature(uow: UnitOfWork, actor: Actor, *, event_id: UUID, is_featured: bool) -> None:
    """Put an event on the front page, or take it off: the platform's choice, no organizer's."""
    if actor.kind is not ActorKind.system:
        raise Forbidden
    event = await uow.get(Event, event_id, lock=True)
    event.featured = is_featured
    uow.audit(Verb.featured, event.id, featured=is_featured)


async def end_past(rt: Runtime) -> None:
    """Mark published events as ended once they are over. Scheduled; harmless when repeated."""
    async with rt.unit_of_work() as uow:
        over = (
            update(Event)
            .where(
                col(Event.state) == EventState.published.value,
                col(Event.ends_at) <= uow.clock.now(),
            )
            .values(state=EventState.ended.value)
            .returning(col(Event.id))
        )
        for event_id in (await uow.session.execute(over)).scalars().all():
            uow.audit(Verb.ended, event_id)


async def scope_of(uow: UnitOfWork, actor: Actor, *, event_id: UUID) -> OrganizerScope:
    """Return the scope in which the actor may change the event and what belongs to it."""
    event = await _mine(uow, actor, event_id)
    return actor.require(Permission.events_write, event.organizer_id, event_id=event.id)


async def _mine(uow: UnitOfWork, actor: Actor, event_id: UUID) -> Event:
    """Return the event, locked, if the actor may change it; a stranger learns nothing."""
    if actor.kind is ActorKind.guest:
        raise Unauthenticated
    event = await uow.get(Event, event_id, lock=True)
    actor.require(Permission.events_write, event.organizer_id, event_id=event.id)
    return event


async def _insert_under_free_slug(
    uow: UnitOfWork, title: str, values: Mapping[str, Any]
) -> EventId:
    for slug in slugs.candidates(title, "event"):
        row = Event(id=new_id(), slug=slug, title=title, created_at=uow.clock.now(), **values)
        given = row.model_dump(exclude={"search"})
        made = insert(Event).values(given).on_conflict_do_nothing()
        done = await uow.session.execute(made.returning(col(Event.id)))
        if event_id := done.scalar_one_or_none():
            return EventId(event_id)
    raise Refused


def _tidied(changes: EventChanges) -> EventChanges:
    """Return the changes without stray spaces, empty lines and doubles, as columns hold them."""
    tidy: dict[str, object] = {}
    for field, value in changes.items():
        if isinstance(value, str):
            tidy[field] = many_lines(value) if field in LONG_TEXTS else one_line(value)
        elif field in {"tags", "line_up", "gallery"}:
            stripped = (one_line(str(item)) for item in cast("list[object]", value))
            tidy[field] = list(dict.fromkeys(item for item in stripped if item))
        else:
            tidy[field] = value
    return cast("EventChanges", tidy)


async def _picture_problems(
    uow: UnitOfWork, scope: OrganizerScope, changes: EventChanges
) -> dict[str, str]:
    wanted = {
        "cover_id": [cover] if (cover := changes.get("cover_id")) else [],
        "gallery": [UUID(str(media_id)) for media_id in changes.get("gallery", ())],
    }
    return {
        field: rules.FOREIGN_PICTURE
        for field, ids in wanted.items()
        if ids and not await media.are_of(uow.session, scope, ids)
    }


def _set_instants(event: Event) -> None:
    """Make the instants agree with the wall times and the zone, or raise InvalidEvent."""
    zone = event.time_zone
    event.starts_at = rules.instant(event.starts_local, zone).at
    event.ends_at = rules.instant(event.ends_local, zone).at
    event.doors_at = rules.instant(event.doors_local, zone).at if event.doors_local else None
    found = dict(rules.time_problems(event.starts_at, event.ends_at, event.doors_at))
    if found:
        raise InvalidEvent(found)


def _require_ready(event: Event, now: datetime) -> None:
    left = [check for check in rules.checklist(draft_of(event), now) if not check.is_done]
    if left:
        raise NotReady(left=len(left))


def _note_changes(uow: UnitOfWork, event: Event, before: Mapping[str, object]) -> None:
    changed = [field for field, value in before.items() if getattr(event, field) != value]
    if changed:
        uow.audit(Verb.edited, event.id, fields=changed)
        _tell_changed(uow, event)


def _tell_changed(uow: UnitOfWork, event: Event) -> None:
    if event.state == EventState.published.value:
        uow.record(EventChanged(event.id, event.organizer_id, new_id()))


async def _venue_of(
    uow: UnitOfWork, organizer_id: UUID, name: str, address: str, city: str
) -> Venue:
    same = select(Venue).where(
        col(Venue.organizer_id) == organizer_id,
        col(Venue.name) == name,
        col(Venue.address) == address,
        col(Venue.city) == city,
    )
    found = (await uow.session.execute(same.limit(1))).scalar_one_or_none()
    return found or Venue(
        id=new_id(), organizer_id=organizer_id, name=name, address=address, city=city,
        country="", time_zone="UTC",
    )  # fmt: skip
