"""The box office, top to bottom: the counter first, the drawer beside it."""

from typing import Any

import reflex as rx

from bilten_app.web.markup import SCREEN
from bilten_app.web.organizer.box_office.drawer import closing, drawer, opening, past
from bilten_app.web.organizer.box_office.state import BoxOfficeState
from bilten_app.web.organizer.box_office.view import TypeRow
from bilten_app.web.organizer.order.refunding import SWITCH
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import (
    button,
    button_class,
    form,
    link_button,
    money_field,
    select_field,
    stepper,
    text_field,
)
from bilten_app.web.parts.links import way_out
from bilten_app.web.words import t

STATE: Any = BoxOfficeState


def page() -> rx.Component:
    """The page, top to bottom."""
    counter = rx.cond(STATE.sold.code, _sold(), rx.cond(STATE.events, _counter(), _no_event()))
    return rx.el.div(
        rx.el.h1(t("Box office"), class_name="text-title"),
        rx.cond(
            STATE.loaded,
            rx.cond(
                STATE.shift.id,
                rx.el.div(
                    rx.el.div(counter, class_name="min-w-0"),
                    rx.el.div(drawer(STATE.shift), class_name="min-w-0"),
                    class_name="grid items-start gap-5 lg:grid-cols-[1fr_22rem]",
                ),
                opening(),
            ),
            loading_rows(),
        ),
        rx.cond(STATE.past, past()),
        closing(),
        class_name="flex flex-col gap-6",
    )


def _no_event() -> rx.Component:
    return empty(
        t("Nothing is on sale"),
        t("An event must be published, in the currency of your shift, to be sold here."),
    )


def _counter() -> rx.Component:
    return card(
        select_field(
            t("Event"), name="event", value=STATE.slug, on_change=STATE.choose_event,
            options=rx.foreach(
                STATE.events, lambda one: rx.el.option(one.words, value=one.value)
            ),
        ),
        rx.el.ul(rx.foreach(STATE.types, _type), class_name="mt-4 divide-y divide-line"),
        rx.el.p(
            rx.el.span(t("Total"), class_name="text-lg font-semibold"),
            rx.el.span(STATE.total, class_name="tabular text-3xl font-semibold"),
            role="status",
            class_name="flex items-baseline justify-between gap-4 border-t border-line pt-4",
        ),
        _paying(),
    )  # fmt: skip


def _type(row: TypeRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.name, class_name="font-medium break-words"),
            rx.el.p(row.price, " · ", row.left, class_name="tabular text-sm text-muted"),
            rx.cond(row.is_open, _amount(row)),
            class_name="min-w-0",
        ),
        stepper(
            count=row.count, name=row.name, on_less=STATE.less(row.id), on_more=STATE.more(row.id),
            can_less=row.count > 0, can_more=row.can_more,
        ),
        class_name="flex items-center justify-between gap-4 py-3",
    )  # fmt: skip


def _amount(row: TypeRow) -> rx.Component:
    name = f"amount-{row.id}"
    return rx.el.div(
        money_field(
            t("What they pay for each"), name=name, currency=STATE.shift.currency,
            value=row.amount, on_change=lambda text: STATE.name_amount(row.id, text),
            error=STATE.errors.get(name, ""), auto_complete="off",  # type: ignore[attr-defined]
        ),
        class_name="mt-2 max-w-56",
    )  # fmt: skip


def _paying() -> rx.Component:
    cash = rx.fragment(
        money_field(
            t("Handed over"), name="tendered", currency=STATE.shift.currency,
            on_change=STATE.type_tendered.debounce(200), error=STATE.errors["tendered"],
            auto_complete="off",
        ),
        rx.el.p(
            rx.cond(
                STATE.change,
                rx.fragment(
                    rx.el.span(t("Change"), class_name="text-lg"),
                    rx.el.span(STATE.change, class_name="tabular text-2xl font-semibold"),
                ),
            ),
            role="status",
            class_name="flex items-baseline justify-between gap-4 empty:hidden",
        ),
    )  # fmt: skip
    terminal = text_field(
        t("Reference of the card terminal"), name="reference", auto_complete="off",
        error=STATE.errors["reference"], hint=t("As the terminal printed it."),
    )  # fmt: skip
    return form(
        rx.el.div(
            _switch(t("Cash"), "cash"),
            _switch(t("Card terminal"), "terminal"),
            role="group",
            aria_label=t("How they pay"),
            class_name="flex gap-1 rounded-control bg-sunken p-1",
        ),
        rx.cond(STATE.tender == "cash", cash, terminal),
        rx.el.div(
            text_field(
                t("Name"), name="name", optional=t("optional"), auto_complete="off",
                error=STATE.errors["name"],
            ),
            text_field(
                t("E-mail"), name="email", type="email", optional=t("optional"),
                auto_complete="off", error=STATE.errors["email"],
            ),
            class_name="grid gap-5 sm:grid-cols-2",
        ),
        button(
            t("Sell"), type="submit", size="large", wide=True, busy=STATE.busy,
            disabled=STATE.busy | (STATE.in_cart == 0),
        ),
        on_submit=STATE.sell,
        class_name="mt-5",
    )  # fmt: skip


def _switch(words: str, tender: str) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        on_click=STATE.pay_by(tender),
        custom_attrs={"aria-pressed": rx.cond(STATE.tender == tender, "true", "false")},
        class_name=SWITCH,
    )


def _sold() -> rx.Component:
    sold = STATE.sold
    return card(
        rx.el.div(
            rx.el.p(t("Sold"), class_name="text-sm font-medium text-good"),
            rx.el.h2(sold.tickets, " · ", sold.total, class_name="tabular mt-1 text-heading"),
            rx.el.p(sold.code, class_name="tabular mt-1 text-muted"),
            role="status",
        ),
        rx.cond(
            sold.change,
            rx.el.p(
                rx.el.span(t("Change"), class_name="text-lg"),
                rx.el.span(sold.change, class_name="tabular text-4xl font-semibold"),
                class_name=(
                    "mt-5 flex items-baseline justify-between gap-4 rounded-control bg-good-soft "
                    "px-5 py-4 text-good"
                ),
            ),
        ),
        rx.cond(
            sold.sent_to,
            rx.el.p(
                t("The tickets go to {email}.", email=sold.sent_to),
                class_name="mt-4 text-muted break-words",
            ),
        ),
        rx.el.div(
            way_out(
                SCREEN, t("Print the tickets"), href=sold.pdf_href, target="_blank",
                class_name=button_class("quiet"),
            ),
            link_button(t("Open the order"), href=sold.href, look="quiet"),
            button(t("Next buyer"), on_click=STATE.next_buyer),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
    )  # fmt: skip
