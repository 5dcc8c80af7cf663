"""Joining the waiting list of an event."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field, field_validator

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import SaleState
from bilten_app.domains.waiting import service
from bilten_app.domains.waiting.public import Wish
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import hour, msgid, say, short_day
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import empty, loading, skeleton
from bilten_app.web.parts.fields import (
    button,
    form,
    link_button,
    number_field,
    select_field,
    text_field,
)
from bilten_app.web.public.missing import not_found
from bilten_app.web.words import t

JOINS_A_MINUTE = 10
WAITABLE = {SaleState.on_sale, SaleState.sold_out}


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A ticket type to wait for."""

    id: str
    name: str


class WishForm(BaseModel):
    """What somebody waits for, and who it is."""

    ticket_type_id: UUID
    quantity: int = Field(ge=1, le=100)
    least: int | None = Field(None, ge=1, le=100)
    name: str = Field(max_length=200)
    email: str = Field(max_length=320)

    @field_validator("least", mode="before")
    @classmethod
    def _maybe(cls, typed: object) -> object:
        return typed or None


class JoinListState(rx.State):
    """An event's ticket types that somebody may wait for."""

    _access: ClassVar[str] = "public"

    id: str = ""
    slug: str = ""
    title: str = ""
    occasion: str = ""
    types: list[TypeRow] = []
    chosen: str = ""
    buyer_name: str = ""
    buyer_email: str = ""
    errors: dict[str, str] = {}
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Load the event that the address names."""
        slug = self.router.url.path.removesuffix("/waiting-list").rpartition("/")[2]
        self.errors, self.missing = {}, False
        try:
            async with rt.read() as session:
                event = await discovery.event_page(session, slug)
                types = await inventory.ticket_types(session, event.id, at=rt.clock.now())
        except NotFound:
            self.missing = self.loaded = True
            return
        self.id, self.slug, self.title = str(event.id), event.slug, event.title
        day = short_day(event.starts_at, event.time_zone, visit.locale)
        time = hour(event.starts_at, event.time_zone, visit.locale)
        self.occasion = f"{day} · {time} · {event.venue_name}"
        self.types = [
            TypeRow(str(one.id), one.name) for one in types if one.sale in WAITABLE and one.has_list
        ]
        self.chosen = self.router.url.query_parameters.get("type", "")
        self.buyer_name, self.buyer_email = visit.actor.name, visit.actor.email
        self.loaded = True

    @handler
    async def join(self, rt: Runtime, actor: Actor, visit: Visit, form: WishForm) -> Any:
        """Join, and go to the entry's own page."""
        self.errors = {}
        who = actor.visitor or visit.address
        await rt.gateways.limits.hit("waiting-list", who, limit=JOINS_A_MINUTE, per_s=60)
        ref = await service.join_list(
            rt,
            actor,
            event_id=held_id(self.id),
            wish=Wish(form.ticket_type_id, form.quantity, form.least),
            name=form.name,
            email=form.email,
            locale=visit.locale,
        )
        told = say(msgid("You are on the list. We sent you the link."), visit.locale)
        await notify(self, "good", told, goes_along=True)
        return rx.redirect(f"/waiting-list/{ref.code}/{ref.secret}")


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.cond(
        JoinListState.missing,
        not_found(),
        rx.cond(JoinListState.loaded, _join(), loading(skeleton("h-96 w-full rounded-card"))),
    )


def _join() -> rx.Component:
    over = empty(
        t("There is nothing to wait for"),
        t("The sale of this event is over."),
        link_button(t("Discover events"), href="/discover"),
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Join the waiting list"), class_name="text-title text-balance"),
            rx.el.p(JoinListState.title, class_name="mt-3 font-semibold"),
            rx.el.p(JoinListState.occasion, class_name="text-muted"),
        ),
        rx.cond(JoinListState.types, card(_form()), over),
        rx.cond(JoinListState.types, _how()),
        class_name="flex flex-col gap-6",
    )


def _form() -> rx.Component:
    errors = JoinListState.errors
    options = rx.foreach(
        JoinListState.types,
        lambda row: rx.el.option(row.name, value=row.id, selected=row.id == JoinListState.chosen),
    )
    return form(
        select_field(
            t("Ticket"), name="ticket_type_id", options=options, error=errors["ticket_type_id"]
        ),
        rx.el.div(
            number_field(
                t("How many"), name="quantity", default_value="2", error=errors["quantity"]
            ),
            number_field(
                t("At least"), name="least", error=errors["least"],
                hint=t("Empty: all together or none."),
            ),
            class_name="grid grid-cols-2 items-start gap-5",
        ),
        text_field(
            t("Name"), name="name", default_value=JoinListState.buyer_name, required=True,
            auto_complete="name", error=errors["name"],
        ),
        text_field(
            t("E-mail"), name="email", type="email", default_value=JoinListState.buyer_email,
            required=True, auto_complete="email", error=errors["email"],
        ),
        button(t("Join the list"), type="submit", size="large", wide=True),
        on_submit=JoinListState.join,
    )  # fmt: skip


def _how() -> rx.Component:
    return rx.el.ul(
        rx.el.li(t("Places that come free are offered in the order of joining.")),
        rx.el.li(t("An offer is held for you for a while; then it goes to the next in line.")),
        rx.el.li(t("If your group does not fit, we tell you when and why you were passed over.")),
        class_name="flex list-disc flex-col gap-1 ps-5 text-[0.9375rem] text-muted",
    )
