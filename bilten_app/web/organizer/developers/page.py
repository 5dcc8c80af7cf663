"""The keys of the organization: what they are, making one, and its secret this once."""

from typing import Any

import reflex as rx

from bilten_app.domains.programs.public import SCOPES
from bilten_app.web.organizer.developers.rows import SCOPE_WORDS
from bilten_app.web.organizer.developers.state import DevelopersState
from bilten_app.web.organizer.parts import developer_places, settings_tabs, state_badge
from bilten_app.web.parts.data import badge, card
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import button, checkbox, text_area, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import plain_a
from bilten_app.web.parts.listing import Column, listing, named
from bilten_app.web.words import said, t, when

STATE: Any = DevelopersState
DOCS = "/api/docs"
CODE = (
    "block overflow-x-auto whitespace-pre rounded-control border border-line bg-sunken p-4 "
    "font-mono text-sm"
)


def page() -> rx.Component:
    """The page, top to bottom."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Developers"), class_name="text-title"),
            button(icon("plus", "size-4"), t("Make a key"), on_click=STATE.begin),
            class_name="flex flex-wrap items-center justify-between gap-4",
        ),
        settings_tabs("developers"),
        developer_places("keys"),
        rx.cond(STATE.secret, _secret()),
        listing(STATE, t("API keys"), _columns(), nothing=_nothing()),
        rx.cond(STATE.rows, _first_call()),
        _making(),
        class_name="flex flex-col gap-6",
    )


def _columns() -> list[Column]:
    return [
        Column(t("Key"), _named, place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("May"), lambda row: rx.el.span(row.scopes, class_name="text-[0.9375rem]")),
        Column(t("Last used"), lambda row: rx.cond(row.used_at, when(row.used_at), t("Never"))),
        Column(t("Requests, 30 days"), lambda row: row.requests, side="end"),
        Column(t("Refused"), lambda row: row.errors, side="end"),
    ]


def _named(row: Any) -> rx.Component:
    """A key's name; one for tests says so."""
    return rx.el.div(
        named(row.name, row.prefix, href=row.href),
        rx.cond(row.is_test, badge(t("Test"), tone="warn")),
        class_name="flex items-center gap-3",
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        empty(
            t("Let your own programs in"),
            t(
                "A key lets a program do what you choose, for this organization only: sell in "
                "your shop, read orders into your books, count guests."
            ),
            button(t("Make a key"), on_click=STATE.begin),
            name="lock",
        ),
        _first_call(),
    )


def _first_call() -> rx.Component:
    """A first request to copy, and where the rest is explained."""
    return card(
        rx.el.h2(t("Your first request"), class_name="text-heading"),
        rx.el.p(
            t("This lists your events. Put your key in place of blt_…"),
            class_name="mt-1 text-muted",
        ),
        rx.el.pre(rx.el.code(STATE.curl), dir="ltr", tab_index=0, class_name=f"{CODE} mt-4"),
        plain_a(
            t("All of the API, to read and to try"),
            href=DOCS,
            class_name="mt-4 inline-block font-medium text-brand hover:underline",
        ),
    )


def _secret() -> rx.Component:
    """The new key's secret; when the page is left it is gone."""
    return banner(
        rx.el.p(t("Copy the key now. It is not shown again."), class_name="font-semibold"),
        rx.el.code(STATE.secret, id="secret", dir="ltr", class_name="mt-2 block break-all"),
        rx.el.div(
            button(
                icon("copy", "size-4"), t("Copy"), size="small",
                on_click=rx.set_clipboard(STATE.secret),
            ),
            button(t("I have it"), look="quiet", size="small", on_click=STATE.leave),
            class_name="mt-3 flex flex-wrap gap-3",
        ),
        tone="good",
    )  # fmt: skip


def _making() -> rx.Component:
    errors = STATE.errors
    return form_dialog(
        t("Make a key"),
        text_field(
            t("Name"), name="name", required=True, max_length=80, auto_complete="off",
            hint=t("What it is for, like “Web shop”."), error=errors["name"],
        ),
        checkbox(
            rx.el.span(
                t("For tests"),
                rx.el.span(
                    t("It sees test events only, and its orders are paid with play money."),
                    class_name="block text-sm text-muted",
                ),
            ),
            name="test",
        ),
        rx.el.fieldset(
            rx.el.legend(t("It may"), class_name="text-[0.9375rem] font-medium"),
            *(_scope(scope.value, said(SCOPE_WORDS[scope])) for scope in SCOPES),
            rx.el.p(errors["scopes"], role="alert", class_name="text-sm text-bad empty:hidden"),
        ),
        text_field(
            t("Good until"), name="expires_at", type="date", error=errors["expires_at"],
            hint=t("Empty: until you revoke it."),
        ),
        text_area(
            t("Only from these addresses"), name="networks", rows=2, error=errors["networks"],
            hint=t("Like 203.0.113.7 or 203.0.113.0/24. Empty: from everywhere."),
        ),
        id="make-key",
        is_open=STATE.making,
        does=t("Make the key"),
        leaves=t("Not now"),
        on_submit=STATE.make,
        on_close=STATE.leave,
        reset_on_submit=False,
    )  # fmt: skip


def _scope(value: str, words: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=STATE.chosen.contains(value),
            on_change=lambda _: STATE.pick(value),
            class_name="mt-0.5 size-5 shrink-0 accent-brand",
        ),
        words,
        class_name="flex min-h-11 items-start gap-3 py-2 text-[0.9375rem]",
    )
