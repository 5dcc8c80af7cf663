"""The frames around pages that everybody knows; the desk has its own (organizer/frame.py).

A page gives its content and says when it is ready; the frame gives landmarks, the way around,
the connection banner and the notice. The public frame can also be drawn on paper (first paint).
"""

from typing import Any

import reflex as rx
from markupsafe import Markup

from bilten_app.web.markup import SCREEN, Paper
from bilten_app.web.parts.feedback import connection_banner, departure, notice
from bilten_app.web.parts.frame import (
    WIDTH,
    public_footer,
    public_header,
    wordmark,
)
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import native_form, plain_a
from bilten_app.web.session import SessionState, SessionView
from bilten_app.web.words import t

LINK = "font-medium underline"


def public(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame of pages that anyone may open."""
    return frame(
        public_header(SCREEN, SessionState),
        landmark(content, ready=ready, class_name="flex-1 pb-24"),
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
    return frame(
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
        landmark(content, ready=ready, class_name=f"{WIDTH} flex-1 py-8 sm:py-12"),
    )


def quiet(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame of signing in and of short answers: a mark, and one narrow column."""
    return frame(
        rx.el.header(
            rx.el.div(wordmark(SCREEN), class_name=f"{WIDTH} flex h-16 items-center"),
        ),
        landmark(
            content,
            ready=ready,
            class_name="mx-auto w-full max-w-[28rem] flex-1 px-5 pt-8 pb-24 sm:pt-16",
        ),
    )


def landmark(content: rx.Component, *, ready: Any, class_name: str) -> rx.Component:
    """The page itself, and whether it shows what it is about."""
    is_ready = "true" if ready is True else rx.cond(ready, "true", "false")
    return rx.el.main(
        content,
        id="main",
        tab_index=-1,
        class_name=class_name,
        custom_attrs={"data-ready": is_ready},
    )


def frame(*parts: rx.Component) -> rx.Component:
    """What every frame has: the way past it, the connection banner, the notice."""
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
        rx.cond(SessionState.is_acted, _acting()),
        rx.cond(SessionState.must_agree, _asking()),
        *parts,
        notice(),
        departure(),
        custom_attrs={"data-frame": ""},
        class_name="flex min-h-dvh flex-col",
    )


def _asking() -> rx.Component:
    """Asks who has an account to agree to the terms as they are now; once said, it is gone."""
    return rx.el.aside(
        rx.el.p(
            t("Please read what applies here, and agree to it:"), " ",
            rx.el.a(t("Terms of use"), href="/terms", class_name=LINK), ", ",
            rx.el.a(t("Privacy notice"), href="/privacy-notice", class_name=LINK),
            class_name="min-w-0",
        ),
        rx.el.button(
            t("I have read them and agree"), type="button", on_click=SessionState.agree,
            class_name="min-h-9 rounded-control border border-current px-3 font-medium",
        ),
        aria_label=t("Terms of use"),
        class_name=(
            "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 bg-brand-soft px-5 py-2 "
            "text-sm text-brand"
        ),
    )  # fmt: skip


def _acting() -> rx.Component:
    """Says on every page that staff act in somebody's name, and ends it by one click."""
    return rx.el.div(
        rx.el.p(
            icon("eye", "size-4"),
            t("You are acting for {name}. It ends by itself after half an hour.",
              name=SessionState.name),
            class_name="flex min-w-0 items-center gap-2",
        ),
        native_form(
            rx.el.button(
                t("Stop acting"), type="submit",
                class_name="min-h-9 rounded-control border border-current px-3 font-medium",
            ),
            action="/auth/stop-acting",
        ),
        role="status",
        class_name=(
            "sticky top-0 z-40 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 "
            "bg-warn-soft px-5 py-2 text-sm text-warn"
        ),
    )  # fmt: skip
