"""The apps of the organization: which there are, and registering one."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.apps.form import app_fields, secret_banner
from bilten_app.web.organizer.apps.state import AppsState
from bilten_app.web.organizer.parts import developer_places, settings_tabs
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.listing import Column, listing, named
from bilten_app.web.words import t, when

STATE: Any = AppsState


def page() -> rx.Component:
    """The page, top to bottom."""
    made = secret_banner(STATE, t("Copy the secret now. It is not shown again."), _client_id())
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Developers"), class_name="text-title"),
            button(icon("plus", "size-4"), t("Register an app"), on_click=STATE.begin),
            class_name="flex flex-wrap items-center justify-between gap-4",
        ),
        settings_tabs("developers"),
        developer_places("apps"),
        rx.cond(STATE.secret, made),
        listing(STATE, t("Apps"), _columns(), nothing=_nothing()),
        _making(),
        class_name="flex flex-col gap-6",
    )


def _client_id() -> rx.Component:
    return rx.el.p(
        t("Client id"), ": ", rx.el.code(STATE.client_id, dir="ltr", class_name="break-all"),
        class_name="mt-1 text-sm",
    )  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column(t("App"), lambda row: named(row.name, row.kind, href=row.href), place="lead"),
        Column(t("May ask for"), lambda row: rx.el.span(row.scopes, class_name="text-[0.9375rem]")),
        Column(t("People"), lambda row: row.people, side="end"),
        Column(t("Last used"), lambda row: rx.cond(row.used_at, when(row.used_at), t("Never"))),
        Column(t("Requests, 30 days"), lambda row: row.requests, side="end"),
        Column(t("Refused"), lambda row: row.errors, side="end"),
    ]


def _nothing() -> rx.Component:
    return empty(
        t("Let others work with your app"),
        t(
            "People of any organization can let an app act for them, as far as they agree. With "
            "its secret it can also act for yours."
        ),
        button(t("Register an app"), on_click=STATE.begin),
        name="share",
    )


def _making() -> rx.Component:
    return form_dialog(
        t("Register an app"),
        *app_fields(STATE),
        id="make-app",
        is_open=STATE.making,
        does=t("Register it"),
        leaves=t("Not now"),
        on_submit=STATE.make,
        on_close=STATE.leave,
        reset_on_submit=False,
    )
