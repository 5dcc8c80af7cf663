"""What the pages of the desk share: whose desk it is, its events, and words for states."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventCard, EventState
from bilten_app.domains.orders.public import OrderState
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.organizers.public import Membership, OrganizerView, Permission, Role
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import moment, msgid
from bilten_app.web import door
from bilten_app.web.parts.feedback import Tone
from bilten_app.web.parts.listing import Choice

DESK = "/organizer"
NEW_ORGANIZER = "/organizer/new"
EVENTS = "/organizer/events"
ORDERS = "/organizer/orders"
REFUNDS = "/organizer/refunds"
OUTSIDE = "/organizer/refunds/elsewhere"
DISPUTES = "/organizer/disputes"
BOX_OFFICE = "/organizer/box-office"
IMPORTS = "/organizer/imports"
GIVE = "/organizer/give"
ATTENDEES = "/organizer/attendees"
MANY = 100

EVENT_STATES: Mapping[EventState, tuple[str, Tone]] = {
    EventState.draft: (msgid("Draft"), "warn"),
    EventState.published: (msgid("On sale"), "good"),
    EventState.ended: (msgid("Over"), "info"),
    EventState.cancelled: (msgid("Cancelled"), "bad"),
}
IN_REVIEW: tuple[str, Tone] = (msgid("In review"), "warn")
ORDER_STATES: Mapping[OrderState, tuple[str, Tone]] = {
    OrderState.placed: (msgid("Open"), "warn"),
    OrderState.paid: (msgid("Paid"), "good"),
    OrderState.expired: (msgid("Ran out"), "info"),
    OrderState.cancelled: (msgid("Cancelled"), "bad"),
}
ROLE_WORDS: Mapping[Role, str] = {
    Role.owner: msgid("Owner"),
    Role.manager: msgid("Manager"),
    Role.box_office: msgid("Box office"),
    Role.gate_staff: msgid("Gate staff"),
}


async def organization(rt: Runtime, actor: Actor) -> OrganizerView:
    """Return the organization whose desk this is, or raise NotFound."""
    return desk_of(await memberships(rt, actor)).organizer


async def memberships(rt: Runtime, actor: Actor) -> Sequence[Membership]:
    """Return where the actor is a member, the oldest membership first."""
    async with rt.read() as session:
        return await organizers.memberships(session, actor)


def desk_of(mine: Sequence[Membership]) -> Membership:
    """Return the membership this browser wishes, else the oldest; NotFound when there is none."""
    wished = door.visit().desk
    for membership in (*(one for one in mine if str(one.organizer.id) == wished), *mine):
        return membership
    raise NotFound


async def scope_of(rt: Runtime, actor: Actor, permission: Permission) -> OrganizerScope:
    """Return the desk's scope for a permission, or raise Forbidden."""
    return actor.require(permission, (await organization(rt, actor)).id)


async def elsewhere(rt: Runtime, actor: Actor, permission: Permission) -> Any:
    """Return the way to the actor's own work when this page is not part of it, else None."""
    if actor.may(permission, (await organization(rt, actor)).id):
        return None
    return rx.redirect(await first_page(rt, actor), replace=True)


async def first_page(rt: Runtime, actor: Actor) -> str:
    """Return where the actor's work begins; at the gate, that is the next event's."""
    mine = await organization(rt, actor)
    if actor.may(Permission.orders_read, mine.id):
        return DESK
    if actor.may(Permission.gate_manage, mine.id):
        scope = actor.require(Permission.events_read, mine.id)
        async with rt.read() as session:
            coming = await events.next_events(session, scope, now=rt.clock.now(), limit=MANY)
        for card in coming:
            if card.state is EventState.published:
                return event_page(actor, mine.id, card.slug)
    return EVENTS


async def beside(rt: Runtime, actor: Actor, slug: str) -> Any:
    """Return the way from a page of an event to the one of its pages on which the actor works."""
    async with rt.read() as session:
        event = await events.organizer_event(session, actor, slug)
    return rx.redirect(event_page(actor, event.organizer_id, slug), replace=True)


def event_page(actor: Actor, organizer_id: UUID, slug: str) -> str:
    """Return the page of an event on which the actor works."""
    if actor.may(Permission.events_write, organizer_id):
        return f"{EVENTS}/{slug}"
    if actor.may(Permission.gate_manage, organizer_id):
        return f"{EVENTS}/{slug}/gate"
    return f"{ORDERS}?event={slug}"


async def event_choices(rt: Runtime, scope: OrganizerScope) -> Sequence[EventCard]:
    """Return the organization's events to choose from, the latest start first."""
    async with rt.read() as session:
        return (await events.organizer_events(session, scope, size=MANY)).rows


def event_named(cards: Sequence[EventCard], slug: str) -> EventCard | None:
    """Return the event with this slug."""
    return next((card for card in cards if card.slug == slug), None)


def soonest(cards: Sequence[EventCard], now: datetime) -> EventCard | None:
    """Return the event that comes next, else the one that was last."""
    coming = [card for card in cards if card.ends_at > now]
    return min(coming, key=lambda card: card.starts_at, default=cards[0] if cards else None)


def event_options(cards: Sequence[EventCard], locale: str) -> list[Choice]:
    """Return the events as options, each with its day, since titles repeat."""
    return [
        Choice(card.slug, f"{card.title} · {moment(card.starts_at, card.time_zone, locale)}")
        for card in cards
    ]
