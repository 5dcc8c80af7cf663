"""Prices and codes, top to bottom: ticket prices, codes, and a cart to try them with."""

from typing import Any

import reflex as rx

from bilten_app.kit.roles import Permission
from bilten_app.web.explained import StepRow
from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.membership import only
from bilten_app.web.organizer.parts import event_tabs, state_badge
from bilten_app.web.organizer.prices.promos import promo_form
from bilten_app.web.organizer.prices.rows import PromoRow, TriedLine, TypePrices
from bilten_app.web.organizer.prices.state import NEW, PricesState
from bilten_app.web.organizer.prices.tiers import type_form
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import (
    button,
    form,
    link_button,
    number_field,
    select_field,
    text_field,
)
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.listing import Column, named, table
from bilten_app.web.words import t

TAXES = "/organizer/taxes"
SECTION = "flex flex-col gap-4"


def page() -> rx.Component:
    """The page, top to bottom."""
    gone = empty(
        t("This event is not here"),
        t("It does not exist, or it belongs to another organization."),
        link_button(t("All events"), href=EVENTS, look="quiet"),
        name="calendar",
    )
    return rx.cond(
        PricesState.missing, gone, rx.cond(PricesState.loaded, _prices(), loading_rows())
    )


def _prices() -> rx.Component:
    return rx.el.div(
        rx.el.h1(PricesState.title, class_name="text-title text-balance"),
        event_tabs(PricesState.slug, "prices"),
        only(Permission.events_write, _types()),
        _promos(),
        _try(),
        only(
            Permission.team_manage,
            rx.el.a(
                t("Gift cards, taxes and invoices of the organization"),
                href=TAXES,
                class_name="self-start font-medium text-brand hover:underline",
            ),
        ),
        class_name="flex flex-col gap-8",
    )


def _types() -> rx.Component:
    nothing = empty(
        t("No tickets yet"),
        t("First add a ticket type to the event. Then its price can change here."),
        link_button(t("To the tickets"), href=f"{EVENTS}/{PricesState.slug}?step=tickets"),
    )
    return rx.el.section(
        rx.el.h2(t("Ticket prices"), class_name="text-heading"),
        rx.cond(
            PricesState.types,
            rx.el.ul(rx.foreach(PricesState.types, _type), class_name="flex flex-col gap-3"),
            nothing,
        ),
        class_name=SECTION,
    )


def _type(item: TypePrices) -> rx.Component:
    line = rx.el.div(
        rx.el.div(
            rx.el.p(
                item.name, " · ", rx.el.span(item.tag, class_name="tabular"),
                class_name="font-medium",
            ),
            rx.el.ul(
                rx.foreach(item.lines, rx.el.li),
                class_name="tabular mt-1 text-[0.9375rem] text-muted empty:hidden",
            ),
            class_name="min-w-0",
        ),
        button(
            icon("edit"), rx.el.span(t("Prices of {name}", name=item.name), class_name="sr-only"),
            look="quiet", size="small", on_click=PricesState.edit_type(item.id),
            class_name="min-w-11 min-h-11",
        ),
        class_name="flex items-center justify-between gap-4 p-5",
    )  # fmt: skip
    return rx.el.li(
        card(
            line,
            rx.cond(
                PricesState.type_id == item.id,
                rx.el.div(type_form(), class_name="border-t border-line p-5"),
            ),
            class_name="",
        )
    )


def _promos() -> rx.Component:
    columns = [
        Column(t("Code"), lambda item: named(item.title, item.what), place="lead"),
        Column(t("Used"), lambda item: item.uses, side="end"),
        Column(t("State"), _state, place="mark"),
        Column(t("Change"), _actions, side="end"),
    ]
    nothing = rx.el.p(
        t("No codes yet. A code can lower a price, give tickets, or unlock hidden ones."),
        class_name="text-muted",
    )
    add = button(
        icon("plus"), t("Add a code or an offer"), look="quiet",
        on_click=PricesState.edit_promo(NEW), class_name="self-start",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2(t("Codes and offers"), class_name="text-heading"),
        rx.cond(PricesState.promos, table(t("Codes and offers"), columns, PricesState.promos),
                nothing),
        rx.cond(PricesState.promo_id, card(promo_form(), key=PricesState.promo_id), add),
        class_name=SECTION,
    )  # fmt: skip


def _state(item: PromoRow) -> rx.Component:
    return rx.cond(item.paused, state_badge(t("Paused"), "warn"), state_badge(t("In use"), "good"))


def _actions(item: PromoRow) -> rx.Component:
    return rx.el.div(
        button(
            rx.cond(item.paused, t("Resume"), t("Pause")),
            rx.el.span(item.title, class_name="sr-only"),
            look="quiet", size="small", class_name="min-h-11",
            on_click=PricesState.pause(item.id, ~item.paused),  # pyright: ignore[reportOperatorIssue]
        ),
        button(
            icon("edit"), rx.el.span(t("Edit {name}", name=item.title), class_name="sr-only"),
            look="quiet", size="small", class_name="min-w-11 min-h-11",
            on_click=PricesState.edit_promo(item.id),
        ),
        class_name="inline-flex gap-2",
    )  # fmt: skip


def _try() -> rx.Component:
    errors = PricesState.errors
    options = rx.foreach(PricesState.types, lambda item: rx.el.option(item.name, value=item.id))
    fields = form(
        rx.el.div(
            select_field(t("Ticket"), name="try_ticket_type", options=options),
            number_field(
                t("Number"), name="try_quantity", default_value="2", error=errors["try_quantity"]
            ),
            text_field(t("Code"), name="try_code", optional=t("optional")),
            text_field(
                t("E-mail of the guest"), name="try_email", type="email", optional=t("optional")
            ),
            class_name="grid gap-5 sm:grid-cols-2",
        ),
        rx.el.div(button(t("Work out the price"), look="quiet", type="submit")),
        on_submit=PricesState.try_prices,
    )
    return rx.el.section(
        rx.el.h2(t("Try it"), class_name="text-heading"),
        rx.el.p(
            t("What a guest would pay now, and the rule behind every cent."),
            class_name="text-muted",
        ),
        card(fields, rx.cond(PricesState.tried.total, _tried())),
        class_name=SECTION,
    )


def _tried() -> rx.Component:
    tried: Any = PricesState.tried
    return rx.el.div(
        rx.foreach(tried.refused, lambda why: banner(why, tone="warn")),
        rx.foreach(tried.lines, _tried_line),
        rx.el.p(
            rx.el.span(t("Total")), rx.el.span(tried.total, class_name="tabular"),
            class_name="flex justify-between gap-4 border-t border-line pt-3 font-semibold",
        ),
        aria_live="polite",
        class_name="mt-6 flex flex-col gap-4",
    )  # fmt: skip


def _tried_line(item: TriedLine) -> rx.Component:
    def step(each: StepRow) -> rx.Component:
        return rx.el.li(
            rx.el.span(each.text), rx.el.span(each.amount, class_name="tabular whitespace-nowrap"),
            class_name="flex justify-between gap-4",
        )  # fmt: skip

    return rx.el.div(
        rx.el.p(
            rx.el.span(item.title), rx.el.span(item.total, class_name="tabular"),
            class_name="flex justify-between gap-4 font-medium",
        ),
        rx.el.ul(
            rx.foreach(item.steps, step),
            class_name="mt-1 flex flex-col gap-1 text-[0.9375rem] text-muted",
        ),
    )  # fmt: skip
