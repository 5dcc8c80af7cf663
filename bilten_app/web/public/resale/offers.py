"""Tickets of other guests for one event: by type, price and seat, each one click from paying."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.market import queries as market
from bilten_app.domains.market.public import ListingView
from bilten_app.domains.orders import service as orders
from bilten_app.domains.seating.public import seat_words
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.text import hour, msgid, price, say, short_day
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.feedback import empty, loading, skeleton
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing, named
from bilten_app.web.public.missing import not_found
from bilten_app.web.shell import WIDTH
from bilten_app.web.words import t

TAKES_A_MINUTE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket for sale."""

    id: str
    kind: str
    seat: str
    price: str
    face: str
    is_held: bool


class OffersState(rx.State):
    """What guests of an event sell on."""

    _access: ClassVar[str] = "public"

    slug: str = ""
    title: str = ""
    occasion: str = ""
    rows: list[Row] = []
    listing: Listing = Listing()
    taking: str = ""
    missing: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Load what the address looks for."""
        slug = self.router.url.path.removesuffix("/resale").rpartition("/")[2]
        self.missing, self.taking, locale = False, "", visit.locale
        asked = Asked.of(self, f"/e/{slug}/resale")
        try:
            async with rt.read() as session:
                event = await discovery.event_page(session, slug)
                choices = await market.choices(session, event.id)
                type_id = asked.chosen("type", [str(one) for one, _ in choices.types])
                most = asked.chosen("most", [str(one.minor) for one in choices.prices])
                seats = asked.chosen("seats", ["yes"])
                page = _page_of(asked.cursor)
                count, found = await market.for_sale(
                    session, event.id, now=rt.clock.now(),
                    ticket_type_id=UUID(type_id) if type_id else None,
                    most=Money(int(most), event.currency) if most else None,
                    with_seat=bool(seats), offset=page * market.PAGE,
                )  # fmt: skip
        except NotFound:
            self.missing = self.loaded = True
            return
        day = short_day(event.starts_at, event.time_zone, locale)
        time = hour(event.starts_at, event.time_zone, locale)
        self.slug, self.title = event.slug, event.title
        self.occasion = f"{day} · {time} · {event.venue_name}"
        self.rows = [_row(one, locale) for one in found]
        filters = _filters(choices, locale, type_id, most, seats)
        following = str(page + 1) if count > (page + 1) * market.PAGE else None
        self.listing = asked.listing(filters=filters, following=following)
        self.loaded = True

    @handler
    async def take(self, rt: Runtime, actor: Actor, visit: Visit, listing_id: UUID) -> Any:
        """Keep a ticket and go on to pay; a second click finds the same order."""
        self.taking = str(listing_id)
        yield
        self.taking = ""
        who = actor.visitor or visit.address
        await rt.gateways.limits.hit("resale-takes", who, limit=TAKES_A_MINUTE, per_s=60)
        order = await orders.take_listing(rt, actor, listing_id=listing_id, locale=visit.locale)
        yield rx.redirect(f"/checkout/{order.code}/{order.secret}")


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.cond(
        OffersState.missing,
        not_found(),
        rx.cond(OffersState.loaded, _offers(), loading(skeleton("h-96 w-full rounded-card"))),
    )


def _offers() -> rx.Component:
    columns = [
        Column(t("Ticket"), lambda row: named(row.kind, row.seat), place="lead"),
        Column(t("First cost"), lambda row: row.face, side="end"),
        Column(t("Price"), lambda row: row.price, side="end"),
        Column(t("Buy"), _buy, side="end", place="mark"),
    ]
    nothing = empty(
        t("Nobody sells a ticket at the moment"),
        t("Guests who cannot come put their tickets here. Look again later."),
        link_button(t("Back to the event"), href=f"/e/{OffersState.slug}", look="quiet"),
    )
    return rx.el.div(
        rx.el.div(
            rx.el.a(
                OffersState.title, href=f"/e/{OffersState.slug}",
                class_name="font-medium text-brand hover:underline",
            ),
            rx.el.h1(t("Tickets from other guests"), class_name="mt-1 text-title text-balance"),
            rx.el.p(OffersState.occasion, class_name="mt-2 text-muted"),
            rx.el.p(
                t(
                    "The price is all you pay. You get a new ticket in your name, and the old "
                    "code stops opening the door."
                ),
                class_name="mt-4 max-w-2xl text-muted text-pretty",
            ),
        ),
        listing(OffersState, t("Tickets from other guests"), columns, nothing=nothing),
        class_name=f"{WIDTH} flex flex-col gap-8 py-8 sm:py-12",
    )  # fmt: skip


def _buy(row: Any) -> rx.Component:
    return rx.cond(
        row.is_held,
        badge(t("Somebody is paying"), tone="warn"),
        button(
            t("Buy"), on_click=OffersState.take(row.id), busy=OffersState.taking == row.id,
            custom_attrs={"aria-description": row.price},
        ),
    )  # fmt: skip


def _row(one: ListingView, locale: str) -> Row:
    return Row(
        id=str(one.id),
        kind=one.type_name,
        seat=seat_words(one.seat, locale) if one.seat else "",
        price=price(one.price, locale),
        face=price(one.face, locale),
        is_held=one.is_held,
    )


def _filters(
    choices: market.Choices, locale: str, type_id: str, most: str, seats: str
) -> list[Filter]:
    """Return what may be chosen; what makes no difference is left out."""
    every = Choice("", say(msgid("All"), locale))
    found: list[Filter] = []
    if len(choices.types) > 1:
        types = [Choice(str(key), name) for key, name in choices.types]
        found.append(Filter("type", say(msgid("Ticket"), locale), [every, *types], type_id))
    if len(choices.prices) > 1:
        prices = [
            Choice(str(one.minor), say(msgid("Up to {price}"), locale, price=price(one, locale)))
            for one in choices.prices
        ]
        found.append(Filter("most", say(msgid("Price"), locale), [every, *prices], most))
    if choices.has_seats:
        with_seat = Choice("yes", say(msgid("With a seat"), locale))
        found.append(Filter("seats", say(msgid("Seats"), locale), [every, with_seat], seats))
    return found


def _page_of(cursor: str | None) -> int:
    is_page = cursor and cursor.isascii() and cursor.isdecimal() and len(cursor) < 5
    return int(cursor) if cursor and is_page else 0
