"""What a buyer may bring, beside the total that it changes: a code, credit, a business."""

from typing import Any

import reflex as rx

from bilten_app.domains.pricing.public import EU
from bilten_app.kit.text import country
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, form, select_field, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.checkout.bringing import BringState
from bilten_app.web.public.checkout.brought import CodeRow
from bilten_app.web.public.checkout.state import CheckoutState
from bilten_app.web.words import t

ERRORS: Any = BringState.errors
BROUGHT: Any = CheckoutState.brought
COUNTRIES = sorted((country(code), code) for code in EU)


def savings() -> rx.Component:
    """The card under the sum."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Codes, credit and business")),
            rx.el.p(BringState.said, role="status"),
            class_name="sr-only",
        ),
        _codes(),
        _credit(),
        _business(),
        class_name=f"mt-4 divide-y divide-line px-5 sm:px-6 {CARD}",
    )


def _codes() -> rx.Component:
    return rx.el.div(
        form(
            rx.el.div(
                rx.el.div(
                    text_field(
                        t("Promotion code or gift card"), name="code", error=ERRORS["code"],
                        auto_complete="off", max_length=60, auto_capitalize="characters",
                        spell_check=False,
                    ),
                    class_name="min-w-0 flex-1",
                ),
                button(
                    t("Apply"), type="submit", look="quiet", busy=BringState.busy == "code",
                    class_name="mt-[1.9rem] min-h-12",
                ),
                class_name="flex items-start gap-2.5",
            ),
            on_submit=BringState.add_code,
        ),
        rx.cond(
            BROUGHT.codes,
            rx.el.ul(
                rx.foreach(BROUGHT.codes, _code),
                aria_label=t("Your codes"),
                class_name="mt-3 flex flex-col gap-2",
            ),
        ),
        class_name="py-5",
    )  # fmt: skip


def _code(row: CodeRow) -> rx.Component:
    return rx.el.li(
        rx.cond(
            row.is_refused,
            icon("warning", "size-4", class_name="text-warn"),
            icon("check", "size-4", class_name="text-good"),
        ),
        rx.el.span(
            rx.el.span(row.shown, class_name="block truncate font-medium"),
            rx.cond(row.note, rx.el.span(row.note, class_name="block text-sm text-muted")),
            class_name="min-w-0 flex-1",
        ),
        rx.el.button(
            icon("close", "size-4"),
            type="button",
            aria_label=t("Remove {code}", code=row.shown),
            on_click=BringState.drop_code(row.key),
            class_name=(
                "-me-1.5 inline-flex size-11 items-center justify-center rounded-control "
                "hover:bg-surface"
            ),
        ),
        class_name="flex items-center gap-3 rounded-control bg-sunken ps-3.5 pe-2",
    )


def _credit() -> rx.Component:
    return rx.cond(
        BROUGHT.credit,
        rx.el.div(
            rx.el.label(
                rx.el.input(
                    id="credit",
                    type="checkbox",
                    checked=BROUGHT.uses_credit,
                    on_change=lambda _: BringState.use_credit(~BROUGHT.uses_credit),
                    class_name="mt-1 size-5 shrink-0 accent-brand",
                    custom_attrs={"aria-describedby": "credit-error"},
                ),
                rx.el.span(
                    rx.el.span(t("Pay with my credit first"), class_name="block font-medium"),
                    rx.el.span(BROUGHT.credit, class_name="block text-sm text-muted"),
                ),
                class_name="flex min-h-11 cursor-pointer items-start gap-3",
            ),
            rx.el.p(
                ERRORS["credit"], id="credit-error", role="alert", class_name="text-sm text-bad"
            ),
            class_name="py-5",
        ),
    )


def _business() -> rx.Component:
    business = BROUGHT.business
    return rx.el.details(
        rx.el.summary(
            icon("wallet", class_name="text-muted"),
            rx.el.span(
                rx.cond(
                    business.company,
                    t("Invoice for {company}", company=business.company),
                    t("Buying for a business?"),
                ),
                class_name="min-w-0 flex-1 truncate font-medium",
            ),
            icon(
                "chevron_down",
                "size-4",
                class_name="text-muted transition-transform group-open:rotate-180",
            ),
            class_name=(
                "flex min-h-14 cursor-pointer list-none items-center gap-3 rounded-control "
                "[&::-webkit-details-marker]:hidden"
            ),
        ),
        form(
            text_field(
                t("Business"), name="company", error=ERRORS["company"], max_length=120,
                default_value=business.company, auto_complete="organization",
            ),
            select_field(
                t("Country"), name="country", default_value=business.country,
                options=[("", t("Outside the European Union")),
                         *((code, name) for name, code in COUNTRIES)],
                error=ERRORS["country"],
            ),
            text_field(
                t("VAT number"), name="vat_id", error=ERRORS["vat_id"], max_length=30,
                default_value=business.vat_id, auto_complete="off", optional=t("optional"),
                hint=t("We ask the public register whether it is right."),
            ),
            rx.cond(business.note, banner(business.note)),
            rx.el.div(
                button(
                    t("Put it on the invoice"), type="submit", look="quiet",
                    busy=BringState.busy == "business",
                ),
                rx.cond(
                    business.company,
                    button(t("Remove"), look="quiet", on_click=BringState.forget_business),
                ),
                class_name="flex flex-wrap gap-2.5",
            ),
            on_submit=BringState.name_business,
            key=business.company,
            class_name="pt-1 pb-6",
        ),
        class_name="group",
    )  # fmt: skip
