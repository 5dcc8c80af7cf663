"""The frame of the platform's own pages."""

from typing import Any

import reflex as rx

from bilten_app.web.admin.membership import PLACES, Place, only
from bilten_app.web.markup import SCREEN
from bilten_app.web.organizer.parts import TAB
from bilten_app.web.parts.frame import avatar, theme_button, wordmark
from bilten_app.web.session import SessionState
from bilten_app.web.shell import frame, landmark
from bilten_app.web.words import said, t

WIDTH = "mx-auto w-full max-w-[80rem] px-5 sm:px-8"


def staff(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame, around a page of the platform."""
    return frame(
        rx.el.header(
            rx.el.div(
                wordmark(SCREEN),
                rx.el.span(t("Platform"), class_name="ms-3 text-sm font-medium text-muted"),
                rx.el.div(
                    theme_button(SCREEN),
                    avatar(SCREEN, SessionState),
                    class_name="ms-auto flex items-center",
                ),
                class_name=f"{WIDTH} flex h-16 items-center",
            ),
            rx.el.nav(
                *(only(place.needs, _tab(place)) for place in PLACES),
                aria_label=t("Platform"),
                class_name=f"{WIDTH} flex gap-6 overflow-x-auto",
            ),
            class_name="border-b border-line",
        ),
        landmark(
            content,
            ready=ready,
            class_name=f"{WIDTH} flex-1 pt-8 pb-24",
        ),
    )


def _tab(place: Place) -> rx.Component:
    here = rx.State.router.url.path == place.path
    return rx.el.a(
        said(place.name),
        href=place.path,
        class_name=TAB,
        custom_attrs={"aria-current": rx.cond(here, "page", "false")},
    )
