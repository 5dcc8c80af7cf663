"""Free tickets for guests: who gets them, which, and how many each."""

import re
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.events.public import EventCard, EventState
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import Gift
from bilten_app.infra.once import Request
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_code
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say, say_many
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.organizer.desk import (
    ORDERS,
    elsewhere,
    event_choices,
    event_options,
    reach_of,
)
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import (
    button,
    form,
    link_button,
    number_field,
    select_field,
    text_area,
)
from bilten_app.web.parts.listing import Choice
from bilten_app.web.words import t

MOST = 100
NOBODY = msgid("Write at least one guest, each on a line of their own.")
TOO_MANY = msgid("At most 100 guests at once.")
BAD_LINE = msgid("Line {n} needs a name and an e-mail address, like: Anna Berg, anna@example.org")
BAD_COUNT = msgid("Between 1 and 20 tickets each.")
NO_TYPE = msgid("Choose a ticket type.")


class GiveForm(BaseModel):
    """Who gets what."""

    guests: str = Field("", max_length=20_000)
    type_id: str = Field("", max_length=64)
    count: str = Field("1", max_length=3)


class GiveState(rx.State):
    """Free tickets that are about to be given. The form has a key: it gives once."""

    _access: ClassVar[str] = "organizer"

    events: list[Choice] = []
    slug: str = ""
    types: list[Choice] = []
    given: str = ""
    round: int = 0
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False
    _key: str = ""

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the events of the organization."""
        if away := await elsewhere(rt, actor, Permission.orders_manage):
            return away
        self.errors, self.given, self.busy = {}, "", False
        await self._read(rt, actor, visit)
        self.loaded = True
        return None

    @handler
    async def choose_event(self, rt: Runtime, actor: Actor, visit: Visit, slug: str) -> None:
        """Give tickets of another event."""
        self.slug = slug
        await self._read(rt, actor, visit)

    @handler
    async def give(self, rt: Runtime, actor: Actor, visit: Visit, form: GiveForm) -> Any:
        """Give tickets to everybody on the list, or to nobody."""
        self.errors, self.given, self.busy = {}, "", True
        yield
        self.busy = False
        event = await self._event(rt, actor)
        gifts = self._gifts(form, visit)
        async with rt.unit_of_work(actor) as uow:
            request = Request.of(key=self._key, actor=actor.label, request=["give", self._key])
            made = await orders.give_tickets(
                uow, rt.vault, actor, event_id=event.id, gifts=gifts, request=request
            )
        words = (
            msgid("{n} guest has tickets now. They get a mail."),
            msgid("{n} guests have tickets now. They get a mail."),
        )
        self.given = say_many(*words, len(made), visit.locale)
        self.round += 1
        await notify(self, "good", self.given)
        await self._read(rt, actor, visit)

    def _gifts(self, form: GiveForm, visit: Visit) -> list[Gift]:
        problems: dict[str, str] = {}
        lines = [line.strip() for line in form.guests.splitlines() if line.strip()]
        people = [_person(line) for line in lines]
        if not people or len(people) > MOST:
            problems["guests"] = NOBODY if not people else TOO_MANY
        if None in people:
            problems["guests"] = say(BAD_LINE, visit.locale, n=people.index(None) + 1)
        if form.type_id not in {one.value for one in self.types}:
            problems["type_id"] = NO_TYPE
        if not re.fullmatch("[0-9]{1,2}", form.count) or not 1 <= int(form.count) <= 20:
            problems["count"] = BAD_COUNT
        if problems:
            raise Invalid(problems)
        lines_ = {UUID(form.type_id): int(form.count)}
        return [Gift(one[0], one[1], lines_, visit.locale) for one in people if one]

    async def _event(self, rt: Runtime, actor: Actor) -> EventCard:
        for card_ in await self._cards(rt, actor):
            if card_.slug == self.slug:
                return card_
        raise NotFound

    async def _cards(self, rt: Runtime, actor: Actor) -> list[EventCard]:
        cards = await event_choices(rt, await reach_of(rt, actor, Permission.orders_manage))
        return [one for one in cards if one.state is EventState.published]

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        cards = await self._cards(rt, actor)
        self.events, self._key = event_options(cards, visit.locale), new_code(16)
        chosen = next((one for one in cards if one.slug == self.slug), None)
        chosen = chosen or next(iter(cards), None)
        if chosen is None:
            self.slug, self.types = "", []
            return
        self.slug = chosen.slug
        async with rt.read() as session:
            types = await inventory.ticket_types(
                session, chosen.id, at=rt.clock.now(), with_hidden=True
            )
        left = msgid("{n} left"), msgid("{n} left")
        self.types = [
            Choice(str(one.id), f"{one.name} · {say_many(*left, one.left, visit.locale)}")
            for one in types
        ]


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All orders"), href=ORDERS, class_name="text-sm font-medium text-brand"),
            rx.el.h1(t("Give tickets"), class_name="mt-1 text-title"),
            rx.el.p(
                t(
                    "Free tickets for guests, crew and press. They take places like any other "
                    "ticket, and are marked as complimentary in your lists."
                ),
                class_name="mt-2 max-w-xl text-muted text-pretty",
            ),
        ),
        rx.cond(
            GiveState.loaded,
            rx.cond(GiveState.events, _form(), _no_event()),
            loading_rows(),
        ),
        class_name="flex max-w-2xl flex-col gap-6",
    )


def _no_event() -> rx.Component:
    return empty(t("Nothing is on sale"), t("Publish an event first."))


def _form() -> rx.Component:
    state: Any = GiveState

    def options(choices: Any) -> Any:
        return rx.foreach(choices, lambda one: rx.el.option(one.words, value=one.value))

    return card(
        rx.cond(state.given, banner(state.given, tone="good")),
        form(
            select_field(
                t("Event"), name="event", value=state.slug, on_change=state.choose_event,
                options=options(state.events),
            ),
            select_field(
                t("Ticket type"), name="type_id", options=options(state.types),
                error=state.errors["type_id"],
            ),
            number_field(
                t("Tickets each"), name="count", default_value="1", error=state.errors["count"]
            ),
            text_area(
                t("Guests"), name="guests", rows=6, max_length=20_000, key=state.round,
                hint=t("One on each line: name, comma, e-mail address."),
                error=state.errors["guests"],
            ),
            rx.el.div(
                button(t("Give the tickets"), type="submit", busy=state.busy),
                link_button(
                    t("See those given"), href=f"{ORDERS}?channel=complimentary", look="quiet"
                ),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=state.give,
            class_name="mt-2",
        ),
    )  # fmt: skip


def _person(line: str) -> tuple[str, str] | None:
    """Return the name and the address on a line, or None when it lacks one."""
    found = re.fullmatch(r"(.+?)[\s,;<]+([^\s,;<>]+@[^\s,;<>]+)>?", line)
    return (found[1].strip(" ,;"), found[2]) if found else None
