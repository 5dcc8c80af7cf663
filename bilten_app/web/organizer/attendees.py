"""Who comes: the tickets of one event, searched, and taken away as a file."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.organizers.public import Permission
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import AttendeeRow
from bilten_app.domains.tickets.public import TicketState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import moment, msgid, number, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import (
    ATTENDEES,
    ORDERS,
    Choice,
    elsewhere,
    event_choices,
    event_named,
    event_options,
    scope_of,
    soonest,
)
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import cell, loading_rows, pager, row, table
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button, button_class, select_field, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import plain_a
from bilten_app.web.words import t

VALID = msgid("Valid")
VOID = msgid("Void")
INSIDE = msgid("Let in {time}")


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


class FindForm(BaseModel):
    """What to look for."""

    q: str = Field("", max_length=200)
    event: str = Field("", max_length=80)


class AttendeesState(rx.State):
    """One page of an event's attendees; what is looked for stands in the address."""

    _access: ClassVar[str] = "organizer"

    rows: list[Row] = []
    events: list[Choice] = []
    q: str = ""
    event: str = ""
    valid: str = ""
    admitted: str = ""
    file: str = ""
    first: str = ""
    after: str = ""
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page that the address names; without an event, the next one's."""
        if away := await elsewhere(rt, actor, Permission.attendees_read):
            return away
        asked = self.router.url.query_parameters
        scope = await scope_of(rt, actor, Permission.attendees_read)
        cards = await event_choices(rt, scope)
        event = event_named(cards, asked.get("event", "")) or soonest(cards, rt.clock.now())
        self.events = event_options(cards, visit.locale)
        self.q, self.loaded = asked.get("q", "")[:200], True
        if event is None:
            self.rows, self.event = [], ""
            return None
        self.event = event.slug
        cursor = asked.get("after") or None
        async with rt.read() as session:
            page = await reporting.attendees(
                session, scope, event_id=event.id, words=self.q, cursor=cursor
            )
            came = await reporting.attendance(session, scope, event_id=event.id)
        self.rows = [_row(one, event.time_zone, visit.locale) for one in page.rows]
        self.valid, self.admitted = number(came.valid), number(came.admitted)
        may_export = actor.may(Permission.attendees_export, scope)
        self.file = f"/organizer/events/{event.slug}/attendees.csv" if may_export else ""
        self.first = self._address() if cursor else ""
        self.after = self._address(page.next_cursor) if page.next_cursor else ""
        return None

    @handler
    async def find(self, form: FindForm) -> Any:
        """Go to the address of this search."""
        self.q, self.event = form.q, form.event
        return rx.redirect(self._address())

    def _address(self, after: str = "") -> str:
        told = {"event": self.event, "q": self.q, "after": after}
        return f"{ATTENDEES}?{urlencode({name: value for name, value in told.items() if value})}"


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
        rx.cond(AttendeesState.loaded, _body(), loading_rows()),
        class_name="flex flex-col gap-6",
    )


def _body() -> rx.Component:
    return rx.cond(
        AttendeesState.event,
        _list(),
        empty(t("No events yet"), t("Attendees of your events are listed here."), name="users"),
    )


def _list() -> rx.Component:
    columns: list[tuple[str, Literal["start", "end"]]] = [
        (t("Name"), "start"), (t("State"), "start"), (t("Ticket"), "start"), (t("Order"), "start"),
    ]  # fmt: skip
    nothing = rx.cond(
        AttendeesState.q,
        empty(t("Nobody fits"), t("Try fewer letters, or another event."), name="search"),
        empty(t("Nobody yet"), t("Tickets appear here as soon as they are paid."), name="users"),
    )
    paged = (AttendeesState.first != "") | (AttendeesState.after != "")
    return rx.el.div(
        _search(),
        rx.el.p(
            t(
                "{valid} valid tickets, {admitted} let in",
                valid=AttendeesState.valid,
                admitted=AttendeesState.admitted,
            ),
            class_name="tabular text-[0.9375rem] text-muted",
        ),
        rx.cond(
            AttendeesState.rows,
            table(t("Attendees"), columns, AttendeesState.rows, _drawn),
            nothing,
        ),
        rx.cond(paged, pager("", before=AttendeesState.first, after=AttendeesState.after)),
        class_name="flex flex-col gap-4",
    )


def _search() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            text_field(
                t("Search"), name="q", type="search", default_value=AttendeesState.q,
                placeholder=t("Name, e-mail, ticket or order"),
            ),
            class_name="min-w-56 flex-1",
        ),
        rx.el.div(
            select_field(
                t("Event"), name="event", default_value=AttendeesState.event,
                options=rx.foreach(
                    AttendeesState.events, lambda one: rx.el.option(one.words, value=one.value)
                ),
            ),
            class_name="w-full min-w-0 sm:w-72",
        ),
        button(t("Search"), look="quiet", type="submit", class_name="min-h-12"),
        on_submit=AttendeesState.find,
        custom_attrs={"data-follows": ""},
        role="search",
        key=AttendeesState.event,
        class_name="flex flex-wrap items-end gap-3",
    )  # fmt: skip


def _drawn(item: Row) -> rx.Component:
    return row(
        cell(
            rx.el.p(item.name, class_name="max-w-44 truncate font-medium sm:max-w-60"),
            rx.el.p(item.email, class_name="max-w-44 truncate text-sm text-muted sm:max-w-60"),
        ),
        cell(state_badge(item.state, item.tone)),
        cell(
            rx.el.p(item.kind, class_name="max-w-44 truncate"),
            rx.el.p(item.code, class_name="tabular text-sm text-muted whitespace-nowrap"),
        ),
        cell(rx.el.a(item.order, href=item.order_href, class_name="tabular hover:underline")),
    )


def _row(one: AttendeeRow, zone: str, locale: str) -> Row:
    state, tone = say(VALID, locale), "info"
    if one.state is TicketState.void:
        state, tone = say(VOID, locale), "bad"
    elif one.admitted_at:
        state, tone = say(INSIDE, locale, time=moment(one.admitted_at, zone, locale)), "good"
    return Row(
        name=one.name,
        email=one.email,
        kind=one.type_name,
        code=shown_code(one.code),
        order=shown_code(one.order_code),
        order_href=f"{ORDERS}/{one.order_code}",
        state=state,
        tone=tone,
    )
