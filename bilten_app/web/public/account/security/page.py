"""The page of one's own security, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.web.auth.ways import LOGINS
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.feedback import banner, skeleton
from bilten_app.web.parts.fields import button, password_field, text_field
from bilten_app.web.parts.links import native_form
from bilten_app.web.public.account.security.factors import second_steps
from bilten_app.web.public.account.security.logins import logins
from bilten_app.web.public.account.security.passkeys import passkeys
from bilten_app.web.public.account.security.section import section
from bilten_app.web.public.account.security.state import SecurityState, SessionRow
from bilten_app.web.public.account.security.wallets import wallets
from bilten_app.web.words import t, when


def page() -> rx.Component:
    """The page."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Security"), class_name="text-title"),
            rx.el.p(
                t("Where you are signed in, and what proves that you are you."),
                class_name="mt-2 text-muted",
            ),
        ),
        rx.cond(
            ((SecurityState.form == "passkeys") | (SecurityState.form == LOGINS))
            & (SecurityState.trouble != ""),
            banner(SecurityState.trouble, tone="bad"),
        ),
        rx.cond(SecurityState.done, banner(SecurityState.done, tone="good")),
        rx.cond(SecurityState.loaded, _sections(), skeleton("h-72 w-full")),
        class_name="flex flex-col gap-6",
    )


def _sections() -> rx.Component:
    return rx.el.div(
        _sessions(),
        passkeys(),
        logins(),
        wallets(),
        second_steps(),
        rx.cond(SecurityState.has_password, _password(), _first_password()),
        _address(),
        class_name="flex flex-col gap-6",
    )


def _sessions() -> rx.Component:
    others = button(t("Sign out everywhere else"), look="danger", on_click=SecurityState.end_others)
    return section(
        t("Where you are signed in"),
        t("Sign out what you do not know, and choose a new password."),
        rx.el.ul(
            rx.foreach(SecurityState.sessions, _session),
            class_name="flex flex-col divide-y divide-line",
        ),
        rx.cond(SecurityState.has_others, others),
        anchor="sessions",
    )


def _session(row: SessionRow) -> rx.Component:
    end = button(
        t("Sign out"), look="quiet", size="small", on_click=SecurityState.end(row.id),
        aria_label=t("Sign out {browser}", browser=row.browser),
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.browser, class_name="font-medium"),
                rx.cond(row.is_this, badge(t("This browser"), tone="good")),
                rx.cond(row.is_far, badge(t("From too far away"), tone="warn")),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.p(
                t("Last seen {when}", when=when(row.seen_at)),
                rx.cond(row.place, rx.fragment(" · ", row.place)),
                class_name="mt-1 text-sm text-muted",
            ),
            rx.el.p(
                t(
                    "Since {began}. Ends {idle} if it is not used, {end} at the latest.",
                    began=when(row.began_at), idle=when(row.idle_ends_at), end=when(row.ends_at),
                ),
                class_name="mt-1 text-sm text-muted",
            ),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(row.is_this, rx.fragment(), end),
        class_name="flex items-start gap-4 py-4 first:pt-0 last:pb-0",
    )  # fmt: skip


def _password() -> rx.Component:
    is_here = SecurityState.form == "password"
    return section(
        t("Password"),
        t("At least 12 characters. All other browsers are signed out."),
        _trouble(is_here),
        native_form(
            password_field(
                t("Present password"), name="current",
                error=rx.cond(is_here, SecurityState.errors["current"], ""),
            ),
            password_field(
                t("New password"), name="password", kind="new-password",
                error=SecurityState.errors["password"],
            ),
            button(t("Change the password"), type="submit"),
            action="/auth/password",
            class_name="flex flex-col gap-5",
        ),
        anchor="password-change",
    )  # fmt: skip


def _first_password() -> rx.Component:
    return section(
        t("Password"),
        t("You have none: others say who you are. We mail you a link to choose one."),
        native_form(
            rx.el.input(type="hidden", name="email", value=SecurityState.email, read_only=True),
            button(t("Mail me the link"), look="quiet", type="submit"),
            action="/auth/reset",
        ),
        anchor="password-change",
    )


def _address() -> rx.Component:
    is_here = SecurityState.form == "email"
    return section(
        t("E-mail address"),
        t(
            "It is {email} now. The old address is told, and can take the change back for a week.",
            email=SecurityState.email,
        ),
        _trouble(is_here),
        native_form(
            text_field(
                t("New address"), name="email", type="email", required=True,
                auto_complete="email", max_length=254, default_value=SecurityState.new_email,
                error=SecurityState.errors["email"],
            ),
            password_field(
                t("Present password"), name="address_current",
                error=rx.cond(is_here, SecurityState.errors["current"], ""),
            ),
            button(t("Change the address"), type="submit"),
            action="/auth/email",
            class_name="flex flex-col gap-5",
        ),
        anchor="address-change",
    )  # fmt: skip


def _trouble(is_here: Any) -> rx.Component:
    return rx.cond(
        is_here & (SecurityState.trouble != ""), banner(SecurityState.trouble, tone="bad")
    )
