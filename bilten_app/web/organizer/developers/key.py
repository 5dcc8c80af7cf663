"""One key: what it may, how much it is used, and its latest requests."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.desk import DEVELOPERS
from bilten_app.web.organizer.developers.requests import request_columns
from bilten_app.web.organizer.developers.state import KeyState
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import bars, card, loading_rows
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.feedback import banner, dialog, empty, failed
from bilten_app.web.parts.fields import button, link_button, text_field
from bilten_app.web.parts.links import plain_a
from bilten_app.web.parts.listing import listing
from bilten_app.web.words import t, when

STATE: Any = KeyState
DOCS = "/api/docs"


def page() -> rx.Component:
    """The page, top to bottom."""
    gone = empty(
        t("This key is not here"), t("It may belong to another organization."),
        link_button(t("All keys"), href=DEVELOPERS, look="quiet"), name="lock",
    )  # fmt: skip
    again = failed(button(t("Try again"), look="quiet", on_click=STATE.open))
    shown = rx.cond(STATE.missing, gone, rx.cond(STATE.loaded, _key(), loading_rows()))
    return rx.fragment(rx.cond(STATE.failed, again, shown))


def _key() -> rx.Component:
    key = STATE.key
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All keys"), href=DEVELOPERS, class_name="text-sm font-medium text-brand"),
            rx.el.div(
                rx.el.h1(key.name, class_name="text-title break-words"),
                state_badge(key.state, key.tone),
                class_name="mt-1 flex flex-wrap items-center gap-3",
            ),
        ),
        rx.cond(STATE.aging, _aging()),
        _about(key),
        rx.el.div(
            rx.cond(STATE.bars, bars(t("Requests a day, the latest at the end"), STATE.bars)),
            rx.el.p(STATE.total, class_name="tabular mt-2 text-sm text-muted"),
        ),
        rx.el.h2(t("Latest requests"), class_name="text-heading"),
        listing(STATE, t("Latest requests"), request_columns(), nothing=_nothing()),
        _renaming(key),
        _revoking(key),
        class_name="flex flex-col gap-6",
    )


def _about(key: Any) -> rx.Component:
    def line(name: str, value: Any) -> rx.Component:
        return rx.el.div(
            rx.el.dt(name, class_name="text-muted"),
            rx.el.dd(value, class_name="min-w-0 break-words"),
            class_name="grid gap-x-6 py-2 sm:grid-cols-[10rem_1fr]",
        )

    acts = rx.el.div(
        button(t("Rename"), look="quiet", size="small", on_click=STATE.begin("rename")),
        button(t("Revoke"), look="danger", size="small", on_click=STATE.begin("revoke")),
        class_name="mt-4 flex flex-wrap gap-3",
    )
    return card(
        rx.el.dl(
            line(t("Begins with"), rx.el.code(key.prefix, dir="ltr")),
            line(t("May"), key.scopes),
            line(t("From"), key.networks),
            line(
                t("Good until"),
                rx.cond(key.expires_at, when(key.expires_at), t("Until you revoke it")),
            ),
            line(t("Last used"), rx.cond(key.used_at, when(key.used_at), t("Never"))),
            class_name="divide-y divide-line text-[0.9375rem]",
        ),
        rx.cond(key.is_active, acts),
    )


def _aging() -> rx.Component:
    """What the key asked for that goes away, while there is time to do something about it."""
    return banner(
        rx.el.p(
            t("This key uses parts of the API that go away. Change your program before they do."),
            class_name="font-semibold",
        ),
        rx.el.ul(
            rx.foreach(
                STATE.aging,
                lambda each: rx.el.li(rx.el.code(each, dir="ltr", class_name="break-all")),
            ),
            class_name="mt-2 flex flex-col gap-1",
        ),
        plain_a(
            t("What takes their place"),
            href=DOCS,
            class_name="mt-2 inline-flex min-h-8 items-center font-medium underline",
        ),
        tone="warn",
    )


def _nothing() -> rx.Component:
    return empty(
        t("No requests in the last week"),
        t("What it asks shows here within seconds: the route and the answer, never the data."),
        name="list",
    )


def _renaming(key: Any) -> rx.Component:
    return form_dialog(
        t("Rename the key"),
        text_field(
            t("Name"), name="new_name", max_length=80, default_value=key.name, key=key.name,
            auto_complete="off", error=STATE.errors["new_name"],
        ),
        id="rename-key",
        is_open=STATE.acting == "rename",
        does=t("Save"),
        leaves=t("Not now"),
        on_submit=STATE.rename,
        on_close=STATE.keep,
    )  # fmt: skip


def _revoking(key: Any) -> rx.Component:
    return dialog(
        t("Revoke {name}?", name=key.name),
        rx.el.p(
            t("Programs that use it are refused at once, and it cannot be brought back."),
            class_name="mt-3 text-muted text-pretty",
        ),
        rx.el.div(
            button(t("Revoke the key"), look="danger", on_click=STATE.revoke),
            button(t("Keep it"), look="quiet", on_click=STATE.keep),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        id="revoke-key",
        is_open=STATE.acting == "revoke",
        on_close=STATE.keep,
    )
