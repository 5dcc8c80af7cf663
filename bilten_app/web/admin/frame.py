"""The frame of the platform's own pages: a side bar when wide, tabs on a phone."""

from typing import Any

import reflex as rx

from bilten_app.web.admin.membership import PLACES, SECTIONS, Place, any_of, only
from bilten_app.web.markup import SCREEN
from bilten_app.web.organizer.parts import TAB
from bilten_app.web.parts.frame import NAV_LINK, avatar, theme_button, wordmark
from bilten_app.web.session import SessionState
from bilten_app.web.shell import frame, landmark
from bilten_app.web.words import said, t

SIDE_LINK = f"{NAV_LINK} aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand"


def staff(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame, around a page of the platform."""
    return frame(
        rx.el.div(
            _side(),
            rx.el.div(
                _top(),
                landmark(
                    content,
                    ready=ready,
                    class_name="mx-auto w-full max-w-[76rem] px-5 pt-8 pb-24 sm:px-8",
                ),
                class_name="min-w-0 flex-1",
            ),
            class_name="flex min-h-dvh flex-1",
        ),
    )


def _side() -> rx.Component:
    return rx.el.aside(
        _mark(),
        rx.el.nav(
            *(
                any_of(
                    places,
                    rx.el.section(
                        rx.el.p(
                            said(name), class_name="px-3 pb-1 text-xs font-semibold text-muted"
                        ),
                        *(only(place.needs, _link(place, SIDE_LINK)) for place in places),
                        class_name="flex flex-col",
                    ),
                )
                for name, places in SECTIONS.items()
            ),
            aria_label=t("Platform"),
            class_name="mt-6 flex flex-col gap-5 overflow-y-auto",
        ),
        rx.el.div(
            theme_button(SCREEN),
            avatar(SCREEN, SessionState),
            class_name="mt-auto flex items-center justify-end pt-4",
        ),
        class_name=(
            "sticky top-0 hidden h-dvh w-60 shrink-0 flex-col border-e border-line "
            "bg-surface px-4 py-6 lg:flex"
        ),
    )


def _top() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            _mark(),
            rx.el.div(
                theme_button(SCREEN),
                avatar(SCREEN, SessionState),
                class_name="ms-auto flex items-center",
            ),
            class_name="flex h-16 items-center px-5 sm:px-8",
        ),
        rx.el.nav(
            *(only(place.needs, _link(place, TAB)) for place in PLACES),
            aria_label=t("Platform"),
            class_name="flex gap-6 overflow-x-auto px-5 sm:px-8",
        ),
        class_name="border-b border-line lg:hidden",
    )


def _mark() -> rx.Component:
    return rx.el.div(
        wordmark(SCREEN),
        rx.el.span(t("Platform"), class_name="ms-3 text-sm font-medium text-muted"),
        class_name="flex items-center",
    )


def _link(place: Place, look: str) -> rx.Component:
    here = rx.State.router.url.path == place.path
    return rx.el.a(
        said(place.name),
        href=place.path,
        class_name=look,
        custom_attrs={"aria-current": rx.cond(here, "page", "false")},
    )
