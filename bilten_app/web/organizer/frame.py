"""The frame of the desk: a side bar when wide, a bottom bar on a phone.

Only places where the person has work are in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import reflex as rx

from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.web.auth.ways import SECURITY
from bilten_app.web.markup import SCREEN
from bilten_app.web.organizer.desk import (
    ATTENDEES,
    BOX_OFFICE,
    DESK,
    EVENTS,
    ORDERS,
    SETTINGS,
    WEBHOOKS,
)
from bilten_app.web.organizer.membership import DeskState, Team, may, only
from bilten_app.web.organizer.money.shared import MONEY
from bilten_app.web.organizer.practice import practice_bar
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.feedback import dialog, message, opens
from bilten_app.web.parts.fields import link_button
from bilten_app.web.parts.frame import NAV_LINK, avatar, theme_button, wordmark
from bilten_app.web.parts.icons import IconName, icon
from bilten_app.web.parts.links import native_form
from bilten_app.web.parts.providers import provider_button
from bilten_app.web.session import SessionState
from bilten_app.web.shell import frame, landmark
from bilten_app.web.words import said, t

SWITCH = "switch-organization"


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the desk's navigation, and what one must be allowed to have work there."""

    path: str
    name: str
    icon: IconName
    needs: Permission


PLACES: Sequence[Place] = (
    Place(DESK, msgid("Overview"), "home", Permission.orders_read),
    Place(EVENTS, msgid("Events"), "calendar", Permission.events_read),
    Place(ORDERS, msgid("Orders"), "list", Permission.orders_read),
    Place(BOX_OFFICE, msgid("Box office"), "card", Permission.box_office),
    Place(ATTENDEES, msgid("Attendees"), "users", Permission.attendees_read),
    Place(MONEY, msgid("Money"), "wallet", Permission.finances_read),
    Place(SETTINGS, msgid("Settings"), "settings", Permission.team_manage),
)
# Tests have no profile and no team: their settings begin here.
OF_TESTS = Place(WEBHOOKS, msgid("Settings"), "settings", Permission.webhooks_manage)


def organizer(content: rx.Component, *, ready: Any = True) -> rx.Component:
    """The frame, around a page of the desk."""
    return frame(
        practice_bar(),
        rx.el.div(
            _side(),
            rx.el.div(
                _top(),
                landmark(
                    rx.cond(DeskState.is_held_back, _held_back(), content),
                    ready=cast("Any", DeskState.is_held_back) | ready,
                    class_name="mx-auto w-full max-w-[72rem] px-5 pt-2 pb-32 sm:px-8 lg:pt-10",
                ),
                class_name="min-w-0 flex-1",
            ),
            rx.el.nav(
                *(_at_bottom(place) for place in PLACES),
                rx.cond(DeskState.is_test, only(OF_TESTS.needs, _bottom_link(OF_TESTS))),
                aria_label=t("Organizer"),
                class_name=(
                    "fixed inset-x-0 bottom-0 z-30 flex min-h-14 border-t border-line "
                    "bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
                ),
            ),
            class_name="flex min-h-dvh flex-1",
        ),
        _switch(),
    )


def _held_back() -> rx.Component:
    """What stands in place of a page for who has not what the organization asks for."""
    by_issuer = message(
        "shield",
        t("Sign in by your organization"),
        t("{name} lets its team act only after its own login.", name=DeskState.name),
        provider_button(
            DeskState.must_come_by, t("Go on to the login"), purpose="sign_in", going=DESK
        ),
    )
    second = message(
        "shield",
        t("One more step before you go on"),
        t(
            "{name} asks everybody of its team for a second step at sign-in, and your account has "
            "none yet. It takes two minutes.",
            name=DeskState.name,
        ),
        link_button(t("Set up a second step"), href=f"{SECURITY}#second-step"),
    )
    return rx.cond(DeskState.must_come_by, by_issuer, second)


def _side() -> rx.Component:
    return rx.el.aside(
        wordmark(SCREEN),
        _team("mt-6 w-full"),
        rx.el.nav(
            *(only(place.needs, _side_link(place)) for place in PLACES),
            rx.cond(DeskState.is_test, only(OF_TESTS.needs, _side_link(OF_TESTS))),
            aria_label=t("Organizer"),
            class_name="mt-6 flex flex-col gap-1",
        ),
        rx.el.div(
            rx.el.a(icon("globe"), t("Public site"), href="/", class_name=NAV_LINK),
            rx.el.div(
                theme_button(SCREEN), avatar(SCREEN, SessionState), class_name="flex items-center"
            ),
            class_name="mt-auto flex items-center justify-between",
        ),
        class_name=(
            "sticky top-0 hidden h-dvh w-64 shrink-0 flex-col border-e border-line "
            "bg-surface px-4 py-6 lg:flex"
        ),
    )


def _top() -> rx.Component:
    return rx.el.header(
        wordmark(SCREEN),
        _team("ms-2 shrink"),
        rx.el.div(
            theme_button(SCREEN),
            avatar(SCREEN, SessionState),
            class_name="ms-auto flex items-center",
        ),
        class_name="flex h-16 items-center gap-1 px-5 lg:hidden",
    )


def _team(extra: str) -> rx.Component:
    """Whose desk this is; it opens the choice for who belongs to several organizations."""
    button = rx.el.button(
        rx.el.span(DeskState.name, class_name="truncate"),
        icon("chevron_down", "size-4 shrink-0 text-muted"),
        type="button",
        aria_label=t("{name}, switch organization", name=DeskState.name),
        custom_attrs={"aria-haspopup": "dialog", **opens(SWITCH)},
        class_name=(
            f"{extra} flex min-h-11 min-w-0 items-center justify-between gap-1 rounded-control "
            "border border-line px-3 text-sm font-medium hover:bg-sunken"
        ),
    )
    return rx.fragment(rx.cond(cast("Any", DeskState.teams).length() > 1, button))


def _switch() -> rx.Component:
    return dialog(
        t("Switch organization"),
        native_form(
            rx.foreach(DeskState.teams, _choice),
            action="/organizer/desk",
            class_name="mt-4 flex flex-col gap-1",
        ),
        id=SWITCH,
    )


def _choice(item: Team) -> rx.Component:
    return rx.el.button(
        rx.el.span(
            rx.el.span(
                rx.el.span(item.name, class_name="truncate"),
                rx.cond(item.is_test, badge(t("Test"), tone="warn")),
                class_name="flex items-center gap-2 font-medium",
            ),
            rx.el.span(item.role, class_name="block text-sm text-muted"),
            class_name="min-w-0",
        ),
        rx.cond(item.is_here, icon("check", class_name="shrink-0 text-brand")),
        type="submit",
        name="organization",
        value=item.id,
        custom_attrs={"aria-current": rx.cond(item.is_here, "true", "false")},
        class_name=(
            "flex min-h-14 items-center justify-between gap-3 rounded-control px-3 text-start "
            "hover:bg-sunken aria-[current=true]:bg-brand-soft"
        ),
    )


def _side_link(place: Place) -> rx.Component:
    return rx.el.a(
        icon(place.icon),
        said(place.name),
        href=place.path,
        custom_attrs=_here(place),
        class_name=f"{NAV_LINK} aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand",
    )


def _at_bottom(place: Place) -> rx.Component:
    """Draw a place in the narrow bar; the counter only for whom there are few others."""
    link = only(place.needs, _bottom_link(place))
    if place.path != BOX_OFFICE:
        return link
    return rx.fragment(rx.cond(may(Permission.finances_read), rx.fragment(), link))


def _bottom_link(place: Place) -> rx.Component:
    return rx.el.a(
        icon(place.icon),
        rx.el.span(said(place.name), class_name="max-w-full truncate px-0.5"),
        href=place.path,
        custom_attrs=_here(place),
        class_name=(
            "flex min-h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 "
            "text-[0.6875rem] font-medium text-muted aria-[current=page]:text-brand"
        ),
    )


def _here(place: Place) -> dict[str, Any]:
    here = rx.State.router.url.path == place.path
    return {"aria-current": rx.cond(here, "page", "false")}
