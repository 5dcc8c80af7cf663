"""Gift cards, taxes and invoices, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.domains.pricing.public import Rounding
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.organizer.taxes.state import CardRow, PaperRow, TaxesState
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import (
    button,
    checkbox,
    form,
    select_field,
    text_area,
    text_field,
)
from bilten_app.web.parts.links import plain_a
from bilten_app.web.parts.listing import Column, named, table
from bilten_app.web.words import t

ERRORS = TaxesState.errors
PAIR = "grid gap-5 sm:grid-cols-2"
FILE = "/organizer/invoices"


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.h1(t("Gift cards and taxes"), class_name="text-title"),
        rx.cond(
            TaxesState.loaded,
            rx.el.div(_cards(), _papers(), _taxes(), _rates(), class_name="flex flex-col gap-10"),
            loading_rows(),
        ),
        class_name="flex flex-col gap-6",
    )


def _section(title: str, note: str, *children: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="text-heading"),
            rx.el.p(note, class_name="mt-1 text-muted"),
        ),
        *children,
        class_name="flex flex-col gap-4",
    )


def _cards() -> rx.Component:
    columns = [
        Column(t("Card"), lambda item: named(item.title, item.note), place="lead"),
        Column(t("Left on it"), lambda item: item.balance, side="end"),
        Column(t("Expires"), lambda item: item.expires, side="end"),
        Column(t("State"), _card_state, place="mark"),
        Column(t("Change"), _card_action, side="end"),
    ]
    told = banner(
        t("This is the code of the new card. It is shown once; only a trace of it is kept."),
        rx.el.p(TaxesState.code, class_name="tabular mt-1 text-xl font-semibold select-all"),
        tone="good",
    )
    return _section(
        t("Gift cards"),
        t("Good for everything you sell in their currency. They pay; they lower no price or tax."),
        rx.cond(TaxesState.code, told),
        rx.cond(TaxesState.cards, table(t("Gift cards"), columns, TaxesState.cards)),
        card(_card_form()),
    )


def _card_state(item: CardRow) -> rx.Component:
    return rx.cond(item.paused, state_badge(t("Stopped"), "warn"), state_badge(t("In use"), "good"))


def _card_action(item: CardRow) -> rx.Component:
    return button(
        rx.cond(item.paused, t("Let it pay"), t("Stop")),
        rx.el.span(item.title, class_name="sr-only"),
        look="quiet", size="small", class_name="min-h-11",
        on_click=TaxesState.pause_card(item.id, ~item.paused),  # pyright: ignore[reportOperatorIssue]
    )  # fmt: skip


def _card_form() -> rx.Component:
    return form(
        rx.el.div(
            text_field(
                t("Amount"), name="card_value", input_mode="decimal", error=ERRORS["card_value"]
            ),
            text_field(
                t("Currency"), name="card_currency", max_length=3, default_value="EUR",
                error=ERRORS["card_currency"],
            ),
            text_field(
                t("For whom"), name="card_note", optional=t("optional"), max_length=120,
                error=ERRORS["card_note"],
            ),
            text_field(
                t("Mail the code to"), name="card_email", type="email", optional=t("optional"),
                hint=t("Then nobody else learns it, not even you."), error=ERRORS["card_email"],
            ),
            text_field(
                t("Good until"), name="card_expires", type="date", optional=t("optional"),
                error=ERRORS["card_expires"],
            ),
            class_name=PAIR,
        ),
        rx.el.div(button(t("Make a gift card"), type="submit")),
        on_submit=TaxesState.issue_card,
    )  # fmt: skip


def _papers() -> rx.Component:
    columns = [
        Column(t("Number"), _paper_name, place="lead"),
        Column(t("Date"), lambda item: item.day, side="end"),
        Column(t("Tax"), lambda item: item.tax, side="end"),
        Column(t("Total"), lambda item: item.total, side="end", place="mark"),
    ]
    nothing = rx.el.p(
        t("The first taxed order will make the first invoice."), class_name="text-muted"
    )
    return _section(
        t("Invoices"),
        t("Numbers run without a gap for each year; credit notes have a series of their own."),
        rx.cond(TaxesState.papers, table(t("Invoices"), columns, TaxesState.papers), nothing),
    )


def _paper_name(item: PaperRow) -> rx.Component:
    link = plain_a(
        item.name, href=f"{FILE}/{item.id}.pdf", class_name="tabular font-medium hover:underline"
    )
    return rx.el.div(link, rx.el.p(item.what, class_name="text-sm text-muted"))


def _taxes() -> rx.Component:
    taxing: Any = TaxesState.taxing
    fields = form(
        checkbox(
            t("The organization charges VAT or sales tax"), name="registered",
            default_checked=taxing.registered,
        ),
        checkbox(
            t("Prices contain the tax"), name="included", default_checked=taxing.included
        ),
        checkbox(
            t("Businesses of other EU states with a valid VAT number owe the tax themselves"),
            name="reverse_charge", default_checked=taxing.reverse_charge,
        ),
        rx.el.div(
            select_field(
                t("Tax is rounded"), name="rounding", default_value=taxing.rounding,
                options=[
                    (Rounding.line.value, t("for each ticket")),
                    (Rounding.sum.value, t("for all tickets of a rate together")),
                ],
            ),
            text_field(
                t("Kind of rate"), name="kind", default_value=taxing.kind,
                hint=t("standard, or admission where concerts have a lower rate."),
                error=ERRORS["kind"],
            ),
            class_name=PAIR,
        ),
        _seller(taxing),
        rx.el.div(button(t("Save the taxes"), type="submit")),
        on_submit=TaxesState.save_taxes,
        key=taxing.legal_name,
    )  # fmt: skip
    return _section(
        t("Taxes"),
        t("An event with a venue is taxed where it takes place, wherever the guest lives."),
        card(fields),
    )


def _seller(taxing: Any) -> rx.Component:
    return rx.el.div(
        text_field(
            t("Name on invoices"), name="legal_name", default_value=taxing.legal_name,
            error=ERRORS["legal_name"],
        ),
        text_field(
            t("VAT number"), name="vat_id", default_value=taxing.vat_id, optional=t("optional"),
            error=ERRORS["vat_id"],
        ),
        text_area(
            t("Address on invoices"), name="address", rows=3, default_value=taxing.address,
            error=ERRORS["address"],
        ),
        rx.el.div(
            text_field(
                t("Country"), name="country", default_value=taxing.country, max_length=2,
                hint=t("Two letters, like DE."), error=ERRORS["country"],
            ),
            text_field(
                t("Invoice numbers begin with"), name="invoice_prefix", max_length=12,
                default_value=taxing.invoice_prefix, optional=t("optional"),
                error=ERRORS["invoice_prefix"],
            ),
            class_name="flex flex-col gap-5",
        ),
        class_name=PAIR,
    )  # fmt: skip


def _rates() -> rx.Component:
    fields = form(
        rx.el.div(
            text_field(
                t("Country"), name="rate_country", max_length=2, error=ERRORS["rate_country"]
            ),
            text_field(
                t("Kind"), name="rate_kind", default_value="standard", error=ERRORS["rate_kind"]
            ),
            text_field(t("Percent"), name="rate", input_mode="decimal", error=ERRORS["rate"]),
            text_field(t("From the day"), name="rate_from", type="date", error=ERRORS["rate_from"]),
            class_name="grid gap-5 sm:grid-cols-2 lg:grid-cols-4",
        ),
        rx.el.div(button(t("Save the rate"), look="quiet", type="submit")),
        on_submit=TaxesState.save_rate,
    )
    return _section(
        t("Rates of your own"),
        t("They count before ours, for events from that day on."),
        card(fields),
    )
