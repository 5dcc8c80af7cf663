"""Orders: find one, see it whole, cancel it with its money."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.events.public import EventCard
from bilten_app.domains.orders.public import Channel, OrderState
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import OrderRow, OrderSearch
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import moment, msgid, number, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import (
    BOX_OFFICE,
    DISPUTES,
    GIVE,
    IMPORTS,
    IN_REVIEW,
    ORDER_STATES,
    ORDERS,
    REFUNDS,
    elsewhere,
    event_choices,
    event_named,
    event_options,
    reach_of,
)
from bilten_app.web.organizer.membership import only
from bilten_app.web.organizer.order.history import CHANNELS
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import link_button
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing, named
from bilten_app.web.words import t

ONLINE = msgid("Online")


@dataclass(frozen=True, slots=True)
class Row:
    """An order in the list."""

    href: str
    code: str
    who: str
    email: str
    event: str
    tickets: str
    total: str
    when: str
    state: str
    tone: str
    channel: str


class OrdersState(rx.State):
    """One page of orders."""

    _access: ClassVar[str] = "organizer"

    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page that the address names."""
        if away := await elsewhere(rt, actor, Permission.orders_read):
            return away
        asked = Asked.of(self, ORDERS)
        scope, within = await reach_of(rt, actor, Permission.orders_read)
        cards = await event_choices(rt, (scope, within))
        event = event_named(cards, asked.chosen("event"))
        state = asked.chosen("state", among=list(OrderState))
        channel = asked.chosen("channel", among=list(Channel))
        search = OrderSearch(
            event.id if event else None,
            OrderState(state) if state else None,
            asked.q,
            Channel(channel) if channel else None,
        )
        async with rt.read() as session:
            page = await reporting.order_list(
                session, scope, search, within=within, cursor=asked.cursor
            )
        self.rows = [_row(one, visit.locale) for one in page.rows]
        self.listing = asked.listing(
            filters=[
                *_filters(cards, event.slug if event else "", state, visit.locale),
                _channels(channel, visit.locale),
            ],
            following=page.next_cursor,
        )
        self.loaded = True
        return None


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Orders"), class_name="text-title"),
            rx.el.div(
                only(
                    Permission.box_office,
                    link_button(t("Box office"), href=BOX_OFFICE, look="quiet"),
                ),
                only(
                    Permission.orders_manage,
                    link_button(t("Give tickets"), href=GIVE, look="quiet"),
                    link_button(t("Import"), href=IMPORTS, look="quiet"),
                ),
                link_button(t("Refund requests"), href=REFUNDS, look="quiet"),
                link_button(t("Disputes"), href=DISPUTES, look="quiet"),
                class_name="flex flex-wrap gap-3",
            ),
            class_name="flex flex-wrap items-center justify-between gap-4",
        ),
        listing(
            OrdersState,
            t("Orders"),
            [
                Column(t("Order"), lambda item: named(item.code, item.who, href=item.href),
                       place="lead"),
                Column(t("State"), lambda item: state_badge(item.state, item.tone), place="mark"),
                Column(t("Total"), lambda item: item.total, side="end"),
                Column(t("Event"), lambda item: named(item.event, item.email)),
                Column(t("Tickets"), lambda item: item.tickets, side="end"),
                Column(t("Channel"), lambda item: item.channel),
                Column(t("When"), lambda item: item.when),
            ],
            placeholder=t("Name, e-mail or order code"),
            nothing=empty(
                t("No orders yet"), t("They appear here as soon as somebody buys."), name="ticket"
            ),
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _filters(cards: Sequence[EventCard], slug: str, state: str, locale: str) -> list[Filter]:
    every = Choice("", say(msgid("All"), locale))
    states = [Choice(one.value, say(words, locale)) for one, (words, _) in ORDER_STATES.items()]
    return [
        Filter("event", say(msgid("Event"), locale), [every, *event_options(cards, locale)], slug),
        Filter("state", say(msgid("State"), locale), [every, *states], state, look="links"),
    ]


def _channels(channel: str, locale: str) -> Filter:
    every = Choice("", say(msgid("All"), locale))
    each = [Choice(one.value, say(words or ONLINE, locale)) for one, words in CHANNELS.items()]
    return Filter("channel", say(msgid("Channel"), locale), [every, *each], channel)


def _row(one: OrderRow, locale: str) -> Row:
    words, tone = IN_REVIEW if one.in_review else ORDER_STATES[one.state]
    return Row(
        href=f"{ORDERS}/{one.code}",
        code=shown_code(one.code),
        who=one.buyer_name,
        email=one.buyer_email,
        event=one.event_title,
        tickets=number(one.tickets, locale),
        total=price(one.total, locale),
        when=moment(one.placed_at, one.time_zone, locale),
        state=say(words, locale),
        tone=tone,
        channel=say(CHANNELS[one.channel] or ONLINE, locale),
    )
