"""All events of the organization, and making a new one."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.events import queries as event_queries
from bilten_app.domains.events import service as events
from bilten_app.domains.events.public import Category, EventCard
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import EventSales
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import moment, number, say, short_price
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import (
    EVENT_STATES,
    EVENTS,
    elsewhere,
    event_page,
    organization,
    reach_of,
)
from bilten_app.web.organizer.membership import everywhere, may
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.event import CATEGORY_WORDS
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button, form, link_button, select_field, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import said, t

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "EGP", "JPY", "KWD", "SEK", "PLN", "TRY", "AED", "INR")


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in the list."""

    href: str
    title: str
    place: str
    when: str
    state: str
    tone: str
    sold: str
    revenue: str


class EventsState(rx.State):
    """One page of the organization's events."""

    _access: ClassVar[str] = "organizer"

    rows: list[EventRow] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names."""
        asked = Asked.of(self, EVENTS)
        scope, within = await reach_of(rt, actor, Permission.events_read)
        async with rt.read() as session:
            page = await event_queries.organizer_events(
                session, scope, within=within, cursor=asked.cursor
            )
            ids = [card.id for card in page.rows]
            sales = await reporting.event_sales(session, scope, ids)
        self.rows = [_row(actor, card, sales.get(card.id), visit.locale) for card in page.rows]
        self.listing = asked.listing(following=page.next_cursor)
        self.loaded = True


class NewEventForm(BaseModel):
    """What is asked first."""

    title: str = Field(max_length=200)
    category: Category
    currency: Literal[
        "EUR", "USD", "GBP", "CHF", "EGP", "JPY", "KWD", "SEK", "PLN", "TRY", "AED", "INR"
    ]


class NewEventState(rx.State):
    """Beginning an event."""

    _access: ClassVar[str] = "organizer"

    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor) -> Any:
        """Begin with an empty form."""
        if away := await elsewhere(rt, actor, Permission.events_write, whole=True):
            return away
        self.errors, self.busy, self.loaded = {}, False, True
        return None

    @handler
    async def create(self, rt: Runtime, actor: Actor, form: NewEventForm) -> Any:
        """Make a draft and go on to its place and time."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            event_id = await events.create_draft(
                uow, actor, organizer_id=mine.id, title=form.title, category=form.category,
                currency=form.currency,
            )  # fmt: skip
        async with rt.read() as session:
            slug = (await event_queries.by_id(session, event_id)).slug
        yield rx.redirect(f"{EVENTS}/{slug}")


def page() -> rx.Component:
    """The list, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Events"), class_name="text-title"),
            everywhere(
                Permission.events_write,
                link_button(icon("plus"), t("New event"), href=f"{EVENTS}/new"),
            ),
            class_name="flex flex-wrap items-end justify-between gap-4",
        ),
        rx.cond(may(Permission.orders_read), _list(with_sales=True), _list(with_sales=False)),
        class_name="flex flex-col gap-6",
    )


def new_page() -> rx.Component:
    """The first question about an event."""
    words = [(category.value, said(CATEGORY_WORDS[category.value])) for category in Category]
    return rx.el.div(
        rx.el.h1(t("New event"), class_name="text-title"),
        rx.el.p(
            t("It stays a draft that only your team sees, until you publish it."),
            class_name="mt-2 text-muted",
        ),
        form(
            text_field(
                t("Title"), name="title", required=True, max_length=120, auto_focus=True,
                error=NewEventState.errors["title"],
            ),
            select_field(
                t("Kind"), name="category", options=words, error=NewEventState.errors["category"]
            ),
            select_field(
                t("Currency"), name="currency", options=[(code, code) for code in CURRENCIES],
                hint=t("Prices and payouts are in this currency. It is fixed once published."),
                error=NewEventState.errors["currency"],
            ),
            button(t("Go on"), type="submit", size="large", busy=NewEventState.busy),
            on_submit=NewEventState.create,
            class_name="mt-8 max-w-xl",
        ),
    )  # fmt: skip


def _list(*, with_sales: bool) -> rx.Component:
    columns = [
        Column(t("Event"), lambda item: named(item.title, item.place, href=item.href),
               place="lead"),
        Column(t("State"), lambda item: state_badge(item.state, item.tone), place="mark"),
        Column(t("Sold"), lambda item: item.sold, side="end"),
        Column(t("When"), lambda item: item.when),
    ]  # fmt: skip
    if with_sales:
        columns.append(Column(t("Sales"), lambda item: item.revenue, side="end"))
    first = empty(
        t("No events yet"),
        t("Your first one takes a few minutes. You can stop at any step and go on later."),
        link_button(t("New event"), href=f"{EVENTS}/new"),
        name="calendar",
    )
    later = empty(
        t("No events yet"), t("They appear here as soon as your team adds one."), name="calendar"
    )
    nothing = rx.cond(may(Permission.events_write), first, later)
    return listing(EventsState, t("Events"), columns, nothing=nothing)


def _row(actor: Actor, card: EventCard, sales: EventSales | None, locale: str) -> EventRow:
    words, tone = EVENT_STATES[card.state]
    sold, capacity = (sales.sold, sales.capacity) if sales else (0, 0)
    sees_sales = actor.may(Permission.orders_read, card.organizer_id, event_id=card.id)
    return EventRow(
        href=event_page(actor, card),
        title=card.title,
        place=", ".join(part for part in (card.venue_name, card.city) if part),
        when=moment(card.starts_at, card.time_zone, locale),
        state=say(words, locale),
        tone=tone,
        sold=f"{number(sold, locale)} / {number(capacity, locale)}",
        revenue=short_price(sales.revenue, locale) if sales and sees_sales else "",
    )
