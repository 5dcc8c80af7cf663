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
from bilten_app.domains.organizers.public import Membership, OrganizerView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission, Role
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
WEBHOOKS = "/organizer/webhooks"
SETTINGS, TEAM = "/organizer/settings", "/organizer/team"
DEVELOPERS, APPS = "/organizer/developers", "/organizer/apps"
SIGN_INS = "/organizer/sign-in"
AUDIT = "/organizer/audit"
MANY = 100

type Reach = tuple[OrganizerScope, frozenset[UUID] | None]

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
    Role.marketer: msgid("Marketer"),
    Role.finance: msgid("Finance"),
    Role.box_office: msgid("Box office"),
    Role.gate_staff: msgid("Gate staff"),
}

SOME_EVENTS = msgid("Some events")


async def organization(rt: Runtime, actor: Actor) -> OrganizerView:
    """Return the organization whose desk this is, or raise NotFound."""
    return desk_of(await memberships(rt, actor)).organizer


async def memberships(rt: Runtime, actor: Actor) -> Sequence[Membership]:
    """Return where the actor is a member, the oldest membership first, each before its tests."""
    async with rt.read() as session:
        return await organizers.memberships(session, actor, with_tests=True)


def desk_of(mine: Sequence[Membership]) -> Membership:
    """Return the membership this browser wishes, else the oldest; NotFound when there is none."""
    wished = door.visit().desk
    for membership in (*(one for one in mine if str(one.organizer.id) == wished), *mine):
        return membership
    raise NotFound


async def scope_of(rt: Runtime, actor: Actor, permission: Permission) -> OrganizerScope:
    """Return the desk's scope for a permission, or raise Forbidden."""
    return actor.require(permission, (await organization(rt, actor)).id)


async def reach_of(rt: Runtime, actor: Actor, permission: Permission) -> Reach:
    """Return the desk's scope for a permission, and the events within it; or raise Forbidden."""
    return actor.require_somewhere(permission, (await organization(rt, actor)).id)


async def elsewhere(
    rt: Runtime, actor: Actor, permission: Permission, *, whole: bool = False
) -> Any:
    """Return the way to the actor's own work when this page is not part of it, else None.

    A page about the `whole` organization is not part of the work for one event.
    """
    mine = (await organization(rt, actor)).id
    if actor.may(permission, mine) or (not whole and actor.may_somewhere(permission, mine)):
        return None
    return rx.redirect(await first_page(rt, actor), replace=True)


async def first_page(rt: Runtime, actor: Actor) -> str:
    """Return where the actor's work begins; at the gate, that is the next event's."""
    mine = await organization(rt, actor)
    if actor.may(Permission.orders_read, mine.id):
        return DESK
    if actor.may_somewhere(Permission.gate_manage, mine.id):
        scope, within = actor.require_somewhere(Permission.gate_manage, mine.id)
        async with rt.read() as session:
            coming = await events.next_events(
                session, scope, now=rt.clock.now(), within=within, limit=MANY
            )
        for card in coming:
            if card.state is EventState.published:
                return event_page(actor, card)
    return EVENTS


async def beside(rt: Runtime, actor: Actor, slug: str) -> Any:
    """Return the way from a page of an event to the one of its pages on which the actor works."""
    async with rt.read() as session:
        event = await events.organizer_event(session, actor, slug)
    return rx.redirect(event_page(actor, event), replace=True)


def event_page(actor: Actor, event: EventCard) -> str:
    """Return the page of an event on which the actor works."""
    pages = {
        Permission.events_write: f"{EVENTS}/{event.slug}",
        Permission.gate_manage: f"{EVENTS}/{event.slug}/gate",
        Permission.orders_read: f"{ORDERS}?event={event.slug}",
        Permission.promotions_write: f"{EVENTS}/{event.slug}/prices",
    }
    for permission, page in pages.items():
        if actor.may(permission, event.organizer_id, event_id=event.id):
            return page
    return f"{EVENTS}/{event.slug}/demand"


async def event_choices(rt: Runtime, reach: Reach) -> Sequence[EventCard]:
    """Return the events to choose from, the latest start first."""
    scope, within = reach
    async with rt.read() as session:
        return (await events.organizer_events(session, scope, within=within, size=MANY)).rows


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
