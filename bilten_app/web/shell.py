"""The frames around pages: public, checkout, and the organizer's desk.

A page gives its content and says when it is ready; the frame gives landmarks, the way around,
the connection banner and the notice. The public frame can also be drawn on paper (first paint).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from markupsafe import Markup

from bilten_app.kit.text import msgid
from bilten_app.web.markup import SCREEN, Paper
from bilten_app.web.parts.feedback import connection_banner, departure, notice
from bilten_app.web.parts.frame import (
    NAV_LINK,
    WIDTH,
    public_footer,
    public_header,
    theme_button,
    wordmark,
)
from bilten_app.web.parts.icons import IconName, icon
from bilten_app.web.parts.links import plain_a
from bilten_app.web.session import SessionState, SessionView
from bilten_app.web.words import said, t


@dataclass(frozen=True, slots=True)
class Desk:
    """One place in the organizer's navigation."""

    path: str
    name: str
    icon: IconName


DESKS: Sequence[Desk] = (
    Desk("/organizer", msgid("Overview"), "home"),
    Desk("/organizer/events", msgid("Events"), "calendar"),
    Desk("/organizer/orders", msgid("Orders"), "list"),
    Desk("/organizer/attendees", msgid("Attendees"), "users"),
    Desk("/organizer/settings", msgid("Settings"), "settings"),
)


def public(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame of pages that anyone may open."""
    return _frame(
        public_header(SCREEN, SessionState),
        _main(content, ready=ready, class_name="flex-1 pb-24"),
        public_footer(SCREEN),
    )


def public_paper(pen: Paper, session: SessionView, *content: Any) -> Markup:
    """The public frame for the first paint; the landmark's id belongs to the page itself."""
    return Markup("").join(
        (
            public_header(pen, session),
            pen.el("div", *content, role="main", class_name="flex-1 pb-24"),
            public_footer(pen),
        )
    )


def checkout(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The quiet frame of buying and signing in: nothing to wander off to."""
    return _frame(
        rx.el.header(
            rx.el.div(
                wordmark(SCREEN),
                rx.el.p(
                    icon("lock", "size-4"),
                    t("Secure checkout"),
                    class_name="flex items-center gap-2 text-sm text-muted",
                ),
                class_name=f"{WIDTH} flex h-16 items-center justify-between",
            ),
            class_name="border-b border-line",
        ),
        _main(content, ready=ready, class_name=f"{WIDTH} flex-1 py-8 sm:py-12"),
    )


def quiet(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame of signing in and of short answers: a mark, and one narrow column."""
    return _frame(
        rx.el.header(
            rx.el.div(wordmark(SCREEN), class_name=f"{WIDTH} flex h-16 items-center"),
        ),
        _main(
            content,
            ready=ready,
            class_name="mx-auto w-full max-w-[28rem] flex-1 px-5 pt-8 pb-24 sm:pt-16",
        ),
    )


def organizer(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame of the organizer's desk: a side bar when wide, a bottom bar on a phone."""
    return _frame(
        rx.el.div(
            rx.el.aside(
                wordmark(SCREEN),
                rx.el.nav(
                    *(_desk_link(desk) for desk in DESKS),
                    aria_label=t("Organizer"),
                    class_name="mt-8 flex flex-col gap-1",
                ),
                rx.el.div(
                    rx.el.a(icon("globe"), t("Public site"), href="/", class_name=NAV_LINK),
                    theme_button(SCREEN),
                    class_name="mt-auto flex items-center justify-between",
                ),
                class_name=(
                    "sticky top-0 hidden h-dvh w-64 shrink-0 flex-col border-e border-line "
                    "bg-surface px-4 py-6 lg:flex"
                ),
            ),
            rx.el.div(
                rx.el.header(
                    wordmark(SCREEN),
                    theme_button(SCREEN),
                    class_name="flex h-16 items-center justify-between px-5 lg:hidden",
                ),
                _main(
                    content,
                    ready=ready,
                    class_name="mx-auto w-full max-w-[72rem] px-5 pt-2 pb-32 sm:px-8 lg:pt-10",
                ),
                class_name="min-w-0 flex-1",
            ),
            rx.el.nav(
                *(_bottom_link(desk) for desk in DESKS),
                aria_label=t("Organizer"),
                class_name=(
                    "fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t border-line "
                    "bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
                ),
            ),
            class_name="flex min-h-dvh flex-1",
        ),
    )


def _desk_link(desk: Desk) -> rx.Component:
    here = rx.State.router.url.path == desk.path
    return rx.el.a(
        icon(desk.icon),
        said(desk.name),
        href=desk.path,
        custom_attrs={"aria-current": rx.cond(here, "page", "false")},
        class_name=f"{NAV_LINK} aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand",
    )


def _bottom_link(desk: Desk) -> rx.Component:
    here = rx.State.router.url.path == desk.path
    return rx.el.a(
        icon(desk.icon),
        rx.el.span(said(desk.name), class_name="max-w-full truncate px-0.5"),
        href=desk.path,
        custom_attrs={"aria-current": rx.cond(here, "page", "false")},
        class_name=(
            "flex min-h-14 flex-col items-center justify-center gap-0.5 text-[0.6875rem] "
            "font-medium text-muted aria-[current=page]:text-brand"
        ),
    )


def _main(content: rx.Component, *, ready: Any, class_name: str) -> rx.Component:
    is_ready = "true" if ready is True else rx.cond(ready, "true", "false")
    return rx.el.main(
        content,
        id="main",
        tab_index=-1,
        class_name=class_name,
        custom_attrs={"data-ready": is_ready},
    )


def _frame(*parts: rx.Component) -> rx.Component:
    return rx.el.div(
        plain_a(
            t("Skip to content"),
            href="#main",
            class_name=(
                "sr-only focus:not-sr-only focus:fixed focus:start-4 focus:top-4 focus:z-50 "
                "focus:rounded-control focus:bg-ink focus:px-4 focus:py-3 focus:text-paper"
            ),
        ),
        connection_banner(),
        *parts,
        notice(),
        departure(),
        custom_attrs={"data-frame": ""},
        class_name="flex min-h-dvh flex-col",
    )
