"""The form of one ticket type: tiers, group prices, and a price that follows demand."""

import reflex as rx

from bilten_app.domains.pricing.public.drafts import MOST_GROUPS, MOST_TIERS
from bilten_app.web.organizer.prices.state import PricesState
from bilten_app.web.parts.fields import (
    button,
    checkbox,
    form,
    money_field,
    number_field,
    text_field,
)
from bilten_app.web.parts.icons import icon
from bilten_app.web.words import t

ERRORS, FIELDS = PricesState.errors, PricesState.fields
ROW = "grid gap-4 sm:grid-cols-2 lg:grid-cols-[1.4fr_1fr_1.3fr_1.3fr_0.8fr]"
SUBHEAD = "text-[1.0625rem] font-semibold"


def type_form() -> rx.Component:
    """Everything that changes the price of the ticket type that is open."""
    return form(
        _tiers(),
        _groups(),
        _live(),
        rx.el.div(
            button(t("Save the prices"), type="submit"),
            button(t("Close"), look="quiet", on_click=PricesState.edit_type("")),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=PricesState.save_type,
        key=PricesState.type_id,
        class_name="gap-8",
    )


def _tiers() -> rx.Component:
    return _group(
        t("Tiers"),
        t("The first tier that is open counts; when none is, the ticket has its usual price."),
        *(
            rx.cond(PricesState.shown_tiers > row, _tier(row), rx.fragment())
            for row in range(MOST_TIERS)
        ),
        rx.cond(
            PricesState.shown_tiers < MOST_TIERS,
            button(
                icon("plus"), t("One more tier"), look="quiet", size="small",
                on_click=PricesState.add_tier, class_name="self-start min-h-11",
            ),
        ),
    )  # fmt: skip


def _tier(row: int) -> rx.Component:
    at = f"tier{row}"
    return rx.el.div(
        text_field(
            t("Name"), name=f"{at}_name", default_value=FIELDS[f"{at}_name"],
            placeholder=t("Early bird"), error=ERRORS[f"{at}_name"],
        ),
        money_field(
            t("Price"), name=f"{at}_price", currency=PricesState.currency,
            default_value=FIELDS[f"{at}_price"], error=ERRORS[f"{at}_price"],
        ),
        text_field(
            t("From"), name=f"{at}_starts", type="datetime-local",
            default_value=FIELDS[f"{at}_starts"], error=ERRORS[f"{at}_starts_at"],
        ),
        text_field(
            t("Until"), name=f"{at}_ends", type="datetime-local",
            default_value=FIELDS[f"{at}_ends"], error=ERRORS[f"{at}_ends_at"],
        ),
        number_field(
            t("Tickets"), name=f"{at}_places", default_value=FIELDS[f"{at}_places"],
            placeholder=t("all"), error=ERRORS[f"{at}_places"],
        ),
        class_name=ROW,
    )  # fmt: skip


def _groups() -> rx.Component:
    return _group(
        t("Group prices"),
        t("From so many tickets in one order, each costs this; a cheaper tier stays."),
        rx.el.div(
            *(_group_price(row) for row in range(MOST_GROUPS)),
            class_name="flex flex-col gap-4",
        ),
    )


def _group_price(row: int) -> rx.Component:
    at = f"group{row}"
    return rx.el.div(
        number_field(
            t("From tickets"), name=f"{at}_from", default_value=FIELDS[f"{at}_from"],
            error=ERRORS[f"{at}_from_quantity"],
        ),
        money_field(
            t("Price of each"), name=f"{at}_price", currency=PricesState.currency,
            default_value=FIELDS[f"{at}_price"], error=ERRORS[f"{at}_price"],
        ),
        class_name="grid max-w-md grid-cols-2 gap-4",
    )  # fmt: skip


def _live() -> rx.Component:
    bounds = (
        ("floor", t("Lowest")),
        ("base", t("Usual")),
        ("ceiling", t("Highest")),
        ("hourly", t("Most in an hour")),
    )
    return _group(
        t("A price that follows demand"),
        t("It rises when tickets sell faster than time goes by, and falls when slower. Guests "
          "see its whole history."),
        checkbox(
            t("Let the price follow demand"), name="live_active",
            default_checked=PricesState.is_live,
        ),
        rx.el.div(
            *(
                money_field(
                    words, name=f"live_{name}", currency=PricesState.currency,
                    default_value=FIELDS[f"live_{name}"], error=ERRORS[f"live_{name}"],
                )
                for name, words in bounds
            ),
            class_name="grid gap-4 sm:grid-cols-2 lg:grid-cols-4",
        ),
    )  # fmt: skip


def _group(title: str, hint: str, *children: rx.Component) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(title, class_name=SUBHEAD),
        rx.el.p(hint, class_name="mt-1 text-sm text-muted"),
        rx.el.div(*children, class_name="mt-4 flex flex-col gap-5"),
    )
