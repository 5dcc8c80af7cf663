"""Who comes: the tickets of one event, searched, and taken away as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.events.public import EventCard
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import AttendeeRow
from bilten_app.domains.seating.public import seat_words
from bilten_app.domains.tickets.public import TicketState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import moment, msgid, number, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import (
    ATTENDEES,
    EVENTS,
    ORDERS,
    elsewhere,
    event_choices,
    event_named,
    event_options,
    reach_of,
    soonest,
)
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button_class
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import plain_a
from bilten_app.web.parts.listing import Asked, Column, Filter, Listing, listing, named
from bilten_app.web.words import t

VALID = msgid("Valid")
VOID = msgid("Void")
FOR_SALE = msgid("For sale")
INSIDE = msgid("Let in {time}")
YES, NO = msgid("Yes"), msgid("No")


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket and who holds it."""

    name: str
    email: str
    kind: str
    code: str
    order: str
    order_href: str
    state: str
    tone: str
    may_write: str


class AttendeesState(rx.State):
    """One page of an event's attendees."""

    _access: ClassVar[str] = "organizer"

    rows: list[Row] = []
    listing: Listing = Listing()
    valid: str = ""
    admitted: str = ""
    file: str = ""
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page that the address names; without an event, the next one's."""
        if away := await elsewhere(rt, actor, Permission.attendees_read):
            return away
        asked = Asked.of(self, ATTENDEES)
        scope, within = await reach_of(rt, actor, Permission.attendees_read)
        cards = await event_choices(rt, (scope, within))
        event = event_named(cards, asked.chosen("event")) or soonest(cards, rt.clock.now())
        self.rows, self.file, self.valid = [], "", ""
        following = None
        if event:
            may_export = actor.may(Permission.attendees_export, scope, event_id=event.id)
            self.file = f"{EVENTS}/{event.slug}/attendees.csv" if may_export else ""
            following = await self._load(rt, scope, event, asked, visit.locale)
        self.listing = asked.listing(
            filters=_filters(cards, event, visit.locale), following=following
        )
        self.loaded = True
        return None

    async def _load(
        self, rt: Runtime, scope: OrganizerScope, event: EventCard, asked: Asked, locale: str
    ) -> str | None:
        """Load the rows, and return the cursor of the next page."""
        async with rt.read() as session:
            page = await reporting.attendees(
                session, scope, event_id=event.id, words=asked.q, cursor=asked.cursor
            )
            came = await reporting.attendance(session, scope, event_id=event.id)
        self.rows = [_row(one, event.time_zone, locale) for one in page.rows]
        self.valid, self.admitted = number(came.valid, locale), number(came.admitted, locale)
        return page.next_cursor


def page() -> rx.Component:
    """The page, top to bottom."""
    export = plain_a(
        icon("download"),
        t("CSV file"),
        href=AttendeesState.file,
        download=True,
        class_name=button_class("quiet"),
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Attendees"), class_name="text-title"),
            rx.cond(AttendeesState.file, export),
            class_name="flex flex-wrap items-end justify-between gap-4",
        ),
        listing(
            AttendeesState,
            t("Attendees"),
            [
                Column(t("Name"), lambda item: named(item.name, item.email), place="lead"),
                Column(t("State"), lambda item: state_badge(item.state, item.tone), place="mark"),
                Column(t("Ticket"), lambda item: named(item.kind, item.code)),
                Column(t("Order"), lambda item: named(item.order, href=item.order_href)),
                Column(t("May be written to"), lambda item: item.may_write),
            ],
            placeholder=t("Name, e-mail, ticket or order"),
            above=rx.cond(AttendeesState.valid, _attendance()),
            nothing=empty(
                t("Nobody yet"), t("Tickets appear here as soon as they are paid."), name="users"
            ),
        ),
        class_name="flex flex-col gap-6",
    )


def _attendance() -> rx.Component:
    return rx.el.p(
        t(
            "{valid} valid tickets, {admitted} let in",
            valid=AttendeesState.valid,
            admitted=AttendeesState.admitted,
        ),
        class_name="tabular text-[0.9375rem] text-muted",
    )


def _filters(cards: Sequence[EventCard], event: EventCard | None, locale: str) -> list[Filter]:
    if event is None:
        return []
    choices = event_options(cards, locale)
    return [Filter("event", say(msgid("Event"), locale), choices, event.slug)]


def _row(one: AttendeeRow, zone: str, locale: str) -> Row:
    state, tone = say(VALID, locale), "info"
    if one.state is TicketState.void:
        state, tone = say(VOID, locale), "bad"
    elif one.state is TicketState.listed:
        state, tone = say(FOR_SALE, locale), "warn"
    elif one.admitted_at:
        state, tone = say(INSIDE, locale, time=moment(one.admitted_at, zone, locale)), "good"
    return Row(
        name=one.name,
        email=one.email,
        kind=f"{one.type_name} \N{MIDDLE DOT} {seat_words(one.seat, locale)}"
        if one.seat
        else one.type_name,
        code=shown_code(one.code),
        order=shown_code(one.order_code),
        order_href=f"{ORDERS}/{one.order_code}",
        state=state,
        tone=tone,
        may_write=say(YES if one.may_write else NO, locale),
    )
