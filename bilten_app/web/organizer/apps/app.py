"""One app: what it is, its secret, and its latest requests."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.apps.form import app_fields, secret_banner
from bilten_app.web.organizer.apps.state import AppState
from bilten_app.web.organizer.desk import APPS
from bilten_app.web.organizer.developers.requests import request_columns
from bilten_app.web.parts.data import bars, card, loading_rows
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.feedback import banner, dialog, empty, failed
from bilten_app.web.parts.fields import button, link_button, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.parts.listing import listing
from bilten_app.web.words import t, when

STATE: Any = AppState


def page() -> rx.Component:
    """The page, top to bottom."""
    gone = empty(
        t("This app is not here"), t("It was removed, or belongs to another organization."),
        link_button(t("All apps"), href=APPS, look="quiet"), name="lock",
    )  # fmt: skip
    again = failed(button(t("Try again"), look="quiet", on_click=STATE.open))
    shown = rx.cond(STATE.missing, gone, rx.cond(STATE.loaded, _app(), loading_rows()))
    return rx.fragment(rx.cond(STATE.failed, again, shown))


def _app() -> rx.Component:
    app = STATE.app
    nothing = empty(
        t("No requests in the last week"),
        t("What it asks shows here within seconds: the route and the answer, never the data."),
        name="list",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All apps"), href=APPS, class_name="text-sm font-medium text-brand"),
            rx.el.h1(app.name, class_name="mt-1 text-title break-words"),
            rx.cond(app.about, rx.el.p(app.about, class_name="mt-1 text-muted break-words")),
        ),
        rx.cond(
            STATE.secret, secret_banner(STATE, t("Copy the secret now. It is not shown again."))
        ),
        _about(app),
        _logo(app),
        rx.el.div(
            rx.cond(STATE.bars, bars(t("Requests a day, the latest at the end"), STATE.bars)),
            rx.el.p(STATE.total, class_name="tabular mt-2 text-sm text-muted"),
        ),
        rx.el.h2(t("Latest requests"), class_name="text-heading"),
        listing(STATE, t("Latest requests"), request_columns(), nothing=nothing),
        _editing(app),
        _rotating(),
        _removing(app),
        class_name="flex flex-col gap-6",
    )


def _about(app: Any) -> rx.Component:
    def line(name: str, *value: Any) -> rx.Component:
        return rx.el.div(
            rx.el.dt(name, class_name="text-muted"),
            rx.el.dd(*value, class_name="min-w-0 break-words"),
            class_name="grid gap-x-6 py-2 sm:grid-cols-[10rem_1fr]",
        )

    old = rx.fragment(" · ", t("the one before is good until"), " ", when(app.old_secret_until))
    secret = line(
        t("Secret"), t("made"), " ", when(app.secret_made_at), rx.cond(app.old_secret_until, old)
    )
    return card(
        rx.el.dl(
            line(t("Client id"), rx.el.code(app.id, dir="ltr", class_name="break-all")),
            line(t("Where it runs"), app.kind),
            rx.cond(app.has_secret, secret),
            line(t("May ask for"), app.scopes),
            line(
                t("Comes back to"),
                rx.cond(app.redirect_uris, rx.foreach(app.redirect_uris, _uri), t("Nowhere")),
            ),
            line(t("People who let it in"), app.people),
            line(t("Last used"), rx.cond(app.used_at, when(app.used_at), t("Never"))),
            class_name="divide-y divide-line text-[0.9375rem]",
        ),
        rx.el.div(
            button(t("Change"), look="quiet", size="small", on_click=STATE.begin("edit")),
            rx.cond(
                app.has_secret,
                button(t("New secret"), look="quiet", size="small", on_click=STATE.begin("secret")),
            ),
            button(t("Remove"), look="danger", size="small", on_click=STATE.begin("remove")),
            class_name="mt-4 flex flex-wrap gap-3",
        ),
    )


def _logo(app: Any) -> rx.Component:
    shown = rx.el.img(
        src=app.logo.url, alt="",
        class_name="mb-4 size-16 rounded-card border border-line bg-surface object-contain",
    )  # fmt: skip
    return card(
        rx.cond(
            STATE.trouble, rx.el.div(banner(STATE.trouble, tone="bad"), class_name="mb-4")
        ),
        rx.cond(app.logo.url, shown),
        native_form(
            text_field(
                t("Logo"), name="picture", type="file", required=True,
                accept="image/jpeg,image/png,image/webp,image/avif",
                hint=t("People see it before they let the app in. Square, at most 10 MB."),
            ),
            rx.el.div(button(t("Upload"), look="quiet", size="small", type="submit")),
            action=f"/uploads/apps/{app.id}/logo",
            enc_type="multipart/form-data",
            class_name="flex flex-col gap-4",
        ),
    )  # fmt: skip


def _uri(uri: Any) -> rx.Component:
    return rx.el.code(uri, dir="ltr", class_name="block break-all text-sm")


def _editing(app: Any) -> rx.Component:
    return form_dialog(
        t("Change the app"),
        *app_fields(STATE, app),
        id="edit-app",
        is_open=STATE.acting == "edit",
        does=t("Save"),
        leaves=t("Not now"),
        on_submit=STATE.edit,
        on_close=STATE.keep,
        reset_on_submit=False,
    )


def _rotating() -> rx.Component:
    return dialog(
        t("Make a new secret?"),
        rx.el.p(
            t(
                "The present one is good for a day more, so that you can put the new one in place. "
                "If somebody else may have it, end it at once."
            ),
            class_name="mt-3 text-muted text-pretty",
        ),
        rx.el.div(
            button(t("Make a new secret"), on_click=STATE.rotate),
            button(t("End the present one at once"), look="danger", on_click=STATE.replace),
            button(t("Not now"), look="quiet", on_click=STATE.keep),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        id="new-secret",
        is_open=STATE.acting == "secret",
        on_close=STATE.keep,
    )


def _removing(app: Any) -> rx.Component:
    return dialog(
        t("Remove {name}?", name=app.name),
        rx.el.p(
            t("Everybody who let it in is signed out of it, and it cannot be brought back."),
            class_name="mt-3 text-muted text-pretty",
        ),
        rx.el.div(
            button(t("Remove the app"), look="danger", on_click=STATE.remove),
            button(t("Keep it"), look="quiet", on_click=STATE.keep),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        id="remove-app",
        is_open=STATE.acting == "remove",
        on_close=STATE.keep,
    )
