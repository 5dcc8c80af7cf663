"""The form of a code or an offer."""

from typing import Any

import reflex as rx

from bilten_app.domains.pricing.public import PromoKind
from bilten_app.web.organizer.prices.forms import ALL, SEVERAL
from bilten_app.web.organizer.prices.state import PricesState
from bilten_app.web.organizer.prices.wording import KIND_WORDS
from bilten_app.web.parts.fields import (
    button,
    checkbox,
    form,
    money_field,
    number_field,
    select_field,
    text_field,
)
from bilten_app.web.words import said, t

ERRORS = PricesState.errors
PAIR = "grid gap-5 sm:grid-cols-2"


def promo_form() -> rx.Component:
    """A promotion, new or known."""
    fields: Any = PricesState.promo.fields
    return form(
        _what(fields),
        _who(fields),
        _when(fields),
        _limits(fields),
        checkbox(
            t("Goes together with other codes that do too"), name="stackable",
            default_checked=PricesState.promo.stackable,
        ),
        rx.el.div(
            button(t("Save"), type="submit"),
            button(t("Close"), look="quiet", on_click=PricesState.edit_promo("")),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=PricesState.save_promo,
    )  # fmt: skip


def _what(fields: Any) -> rx.Component:
    return rx.el.div(
        select_field(
            t("What it does"), name="kind", default_value=fields["kind"],
            options=[(kind.value, said(words)) for kind, words in KIND_WORDS.items()],
            on_change=PricesState.choose_kind,
        ),
        text_field(
            t("Code"), name="code", default_value=fields["code"], error=ERRORS["code"],
            hint=t("Without a code it applies by itself."), optional=t("optional"),
            auto_capitalize="characters",
        ),
        text_field(
            t("Name"), name="name", default_value=fields["name"], error=ERRORS["name"],
            hint=t("Guests see it beside the price."),
        ),
        _value(fields),
        class_name=PAIR,
    )  # fmt: skip


def _value(fields: Any) -> rx.Component:
    share = text_field(
        t("Percent off"), name="value", default_value=fields["value"], input_mode="decimal",
        error=ERRORS["value"],
    )  # fmt: skip
    amount = money_field(
        t("Amount"), name="value", currency=PricesState.currency, default_value=fields["value"],
        error=ERRORS["value"],
    )  # fmt: skip
    pair = rx.el.div(
        number_field(t("For every so many bought"), name="buy", default_value=fields["buy"],
                     error=ERRORS["buy"]),
        number_field(t("so many more are given"), name="get", default_value=fields["get"],
                     error=ERRORS["get"]),
        text_field(t("Percent off those given"), name="value", default_value=fields["value"],
                   input_mode="decimal", error=ERRORS["value"]),
        class_name="grid gap-5 sm:grid-cols-3",
    )  # fmt: skip
    return rx.el.div(
        rx.match(
            PricesState.kind,
            (PromoKind.percent.value, share),
            (PromoKind.buy_get.value, pair),
            (PromoKind.unlock.value, rx.fragment()),
            amount,
        ),
        key=PricesState.kind,
        class_name=rx.cond(
            PricesState.kind == PromoKind.buy_get.value, "sm:col-span-2", "empty:hidden"
        ),
    )


def _who(fields: Any) -> rx.Component:
    types = rx.fragment(
        rx.el.option(t("All tickets"), value=ALL),
        rx.foreach(PricesState.types, lambda item: rx.el.option(item.name, value=item.id)),
        rx.cond(
            fields["ticket_type"] == SEVERAL, rx.el.option(t("Several, as before"), value=SEVERAL)
        ),
    )
    return rx.el.div(
        select_field(
            t("For these tickets"), name="ticket_type", options=types,
            default_value=fields["ticket_type"], error=ERRORS["ticket_types"],
        ),
        text_field(
            t("Only for the group"), name="audience", default_value=fields["audience"],
            hint=t("For example: members. Empty is everybody."), optional=t("optional"),
            error=ERRORS["audience"],
        ),
        class_name=PAIR,
    )  # fmt: skip


def _when(fields: Any) -> rx.Component:
    return rx.el.div(
        text_field(
            t("From"), name="starts_at", type="datetime-local",
            default_value=fields["starts_at"], error=ERRORS["starts_at"], optional=t("optional"),
        ),
        text_field(
            t("Until"), name="ends_at", type="datetime-local", default_value=fields["ends_at"],
            error=ERRORS["ends_at"], optional=t("optional"),
        ),
        class_name=PAIR,
    )  # fmt: skip


def _limits(fields: Any) -> rx.Component:
    return rx.el.div(
        number_field(
            t("Uses in all"), name="max_uses", default_value=fields["max_uses"],
            hint=t("Orders, also those not paid yet."), error=ERRORS["max_uses"],
        ),
        number_field(
            t("Uses of one person"), name="per_identity", default_value=fields["per_identity"],
            hint=t("A person is a mailbox."), error=ERRORS["per_identity"],
        ),
        number_field(
            t("Tickets of an order"), name="most_tickets", default_value=fields["most_tickets"],
            hint=t("The dearest ones."), error=ERRORS["most_tickets"],
        ),
        money_field(
            t("Smallest order"), name="min", currency=PricesState.currency,
            default_value=fields["min"], error=ERRORS["min"],
        ),
        class_name=PAIR,
    )  # fmt: skip
