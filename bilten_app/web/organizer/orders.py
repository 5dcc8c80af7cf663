"""Orders: find one, see it whole, cancel it with its money."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.orders.public import OrderState
from bilten_app.domains.organizers.public import Permission
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import OrderRow, OrderSearch
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import moment, msgid, number, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import (
    ORDER_STATES,
    ORDERS,
    Choice,
    elsewhere,
    event_choices,
    event_named,
    event_options,
    scope_of,
)
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import cell, loading_rows, pager, row, table
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button, select_field, text_field
from bilten_app.web.words import t


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


class FindForm(BaseModel):
    """What to look for."""

    q: str = Field("", max_length=200)
    event: str = Field("", max_length=80)
    state: str = Field("", max_length=20)


class OrdersState(rx.State):
    """One page of orders; what is looked for stands in the address."""

    _access: ClassVar[str] = "organizer"

    rows: list[Row] = []
    events: list[Choice] = []
    states: list[Choice] = []
    q: str = ""
    event: str = ""
    state: str = ""
    first: str = ""
    after: str = ""
    searched: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page that the address names."""
        if away := await elsewhere(rt, actor, Permission.orders_read):
            return away
        asked = self.router.url.query_parameters
        scope = await scope_of(rt, actor, Permission.orders_read)
        cards = await event_choices(rt, scope)
        event = event_named(cards, asked.get("event", ""))
        state = asked.get("state", "")
        wished = OrderState(state) if state in OrderState.__members__ else None
        self.q, self.event, self.state = (
            asked.get("q", "")[:200],
            event.slug if event else "",
            state,
        )
        search = OrderSearch(event.id if event else None, wished, self.q)
        cursor = asked.get("after") or None
        async with rt.read() as session:
            page = await reporting.order_list(session, scope, search, cursor=cursor)
        every = Choice("", say(msgid("All"), visit.locale))
        self.events = [every, *event_options(cards, visit.locale)]
        self.states = [
            every,
            *(Choice(one.value, say(ORDER_STATES[one][0], visit.locale)) for one in OrderState),
        ]
        self.rows = [_row(one, visit.locale) for one in page.rows]
        self.searched = bool(self.q or self.event or self.state)
        self.first = self._address() if cursor else ""
        self.after = self._address(page.next_cursor) if page.next_cursor else ""
        self.loaded = True
        return None

    @handler
    async def find(self, form: FindForm) -> Any:
        """Go to the address of this search."""
        self.q, self.event, self.state = form.q, form.event, form.state
        return rx.redirect(self._address())

    def _address(self, after: str = "") -> str:
        told = {"q": self.q, "event": self.event, "state": self.state, "after": after}
        kept = {name: value for name, value in told.items() if value}
        return f"{ORDERS}?{urlencode(kept)}" if kept else ORDERS


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.h1(t("Orders"), class_name="text-title"),
        rx.cond(OrdersState.loaded, _list(), loading_rows()),
        class_name="flex flex-col gap-6",
    )


def _list() -> rx.Component:
    columns: list[tuple[str, Literal["start", "end"]]] = [
        (t("Order"), "start"), (t("State"), "start"), (t("Total"), "end"), (t("Event"), "start"),
        (t("Tickets"), "end"), (t("When"), "start"),
    ]  # fmt: skip
    nothing = rx.cond(
        OrdersState.searched,
        empty(t("No order fits"), t("Try fewer words, another event, or all states."),
              name="search"),
        empty(t("No orders yet"), t("They appear here as soon as somebody buys."), name="ticket"),
    )  # fmt: skip
    paged = (OrdersState.first != "") | (OrdersState.after != "")
    return rx.el.div(
        _search(),
        rx.cond(
            OrdersState.rows,
            table(t("Orders"), columns, OrdersState.rows, _drawn),
            nothing,
        ),
        rx.cond(paged, pager("", before=OrdersState.first, after=OrdersState.after)),
        class_name="flex flex-col gap-4",
    )


def _search() -> rx.Component:
    def option(item: Choice) -> rx.Component:
        return rx.el.option(item.words, value=item.value)

    return rx.el.form(
        rx.el.div(
            text_field(
                t("Search"), name="q", type="search", default_value=OrdersState.q,
                placeholder=t("Name, e-mail or order code"),
            ),
            class_name="flex-1 min-w-56",
        ),
        rx.el.div(
            select_field(
                t("Event"), name="event", default_value=OrdersState.event,
                options=rx.foreach(OrdersState.events, option),
            ),
            class_name="min-w-0 w-full sm:w-64",
        ),
        rx.el.div(
            select_field(
                t("State"), name="state", default_value=OrdersState.state,
                options=rx.foreach(OrdersState.states, option),
            ),
            class_name="w-36",
        ),
        button(t("Search"), look="quiet", type="submit", class_name="min-h-12"),
        on_submit=OrdersState.find,
        custom_attrs={"data-follows": ""},
        role="search",
        class_name="flex flex-wrap items-end gap-3",
    )  # fmt: skip


def _drawn(item: Row) -> rx.Component:
    return row(
        cell(
            rx.el.a(item.code, href=item.href, class_name="tabular font-medium hover:underline"),
            rx.el.p(item.who, class_name="max-w-36 truncate text-sm text-muted sm:max-w-52"),
        ),
        cell(state_badge(item.state, item.tone)),
        cell(item.total, side="end"),
        cell(
            rx.el.p(item.event, class_name="max-w-60 truncate"),
            rx.el.p(item.email, class_name="max-w-60 truncate text-sm text-muted"),
        ),
        cell(item.tickets, side="end"),
        cell(rx.el.span(item.when, class_name="whitespace-nowrap")),
    )


def _row(one: OrderRow, locale: str) -> Row:
    words, tone = ORDER_STATES[one.state]
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
    )
