"""Small parts that only the desk draws."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from bilten_app.kit.roles import Permission
from bilten_app.web.organizer.desk import (
    APPS,
    ATTENDEES,
    AUDIT,
    DEVELOPERS,
    EVENTS,
    ORDERS,
    SETTINGS,
    SIGN_INS,
    TEAM,
    WEBHOOKS,
)
from bilten_app.web.organizer.membership import only
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.links import plain_a
from bilten_app.web.words import t

TAB = (
    "inline-flex min-h-11 items-center whitespace-nowrap border-b-2 border-transparent px-1 "
    "text-[0.9375rem] font-medium text-muted hover:text-ink aria-[current=page]:border-brand "
    "aria-[current=page]:text-ink aria-[current=page]:[scroll-initial-target:nearest]"
)


def state_badge(words: Any, tone: Any) -> rx.Component:
    """A state in a word; the tone is state, one of the tones of a badge."""
    return rx.fragment(
        rx.match(
            tone,
            ("good", badge(words, tone="good")),
            ("warn", badge(words, tone="warn")),
            ("bad", badge(words, tone="bad")),
            badge(words, tone="info"),
        )
    )


def tabs(label: str, each: Sequence[tuple[Permission, str, Any, Any]]) -> rx.Component:
    """Places beside each other: (who may go there, words, address, whether one is there)."""
    return rx.el.nav(
        *(
            only(
                permission,
                rx.el.a(
                    words,
                    href=href,
                    class_name=TAB,
                    custom_attrs={"aria-current": rx.cond(is_here, "page", "false")},
                ),
            )
            for permission, words, href, is_here in each
        ),
        aria_label=label,
        class_name="flex gap-6 overflow-x-auto border-b border-line",
    )


def event_tabs(slug: Any, here: str) -> rx.Component:
    """The places that belong to one event."""
    return tabs(
        t("This event"),
        [
            (Permission.events_write, t("Edit"), f"{EVENTS}/{slug}", here == "edit"),
            (Permission.promotions_write, t("Prices"), f"{EVENTS}/{slug}/prices", here == "prices"),
            (Permission.events_write, t("Seats"), f"{EVENTS}/{slug}/seats", here == "seats"),
            (Permission.orders_read, t("Orders"), f"{ORDERS}?event={slug}", here == "orders"),
            (
                Permission.attendees_read,
                t("Attendees"),
                f"{ATTENDEES}?event={slug}",
                here == "attendees",
            ),
            (Permission.events_write, t("Demand"), f"{EVENTS}/{slug}/demand", here == "demand"),
            (Permission.events_read, t("Resale"), f"{EVENTS}/{slug}/resale", here == "resale"),
            (Permission.events_write, t("Wallets"), f"{EVENTS}/{slug}/wallets", here == "wallets"),
            (Permission.gate_manage, t("Gate"), f"{EVENTS}/{slug}/gate", here == "gate"),
        ],
    )


def developer_places(here: str) -> rx.Component:
    """The two ways in for programs, and where all of it is explained."""
    link = "rounded-pill px-3 py-1.5 hover:bg-sunken aria-[current=page]:bg-sunken"
    places = (("keys", t("API keys"), DEVELOPERS), ("apps", t("Apps"), APPS))
    return rx.el.nav(
        *(
            rx.el.a(
                words, href=href, class_name=link,
                custom_attrs={"aria-current": "page" if name == here else "false"},
            )
            for name, words, href in places
        ),
        plain_a(t("Reference"), href="/api/docs", class_name=link),
        aria_label=t("For developers"),
        class_name="flex flex-wrap gap-1 text-[0.9375rem] font-medium",
    )  # fmt: skip


def settings_tabs(here: str) -> rx.Component:
    """The places that belong to the organization as a whole."""
    return tabs(
        t("Settings"),
        [
            (Permission.team_manage, t("Profile"), SETTINGS, here == "profile"),
            (Permission.team_manage, t("Team"), TEAM, here == "team"),
            (Permission.team_manage, t("Sign-in"), SIGN_INS, here == "sign_in"),
            (Permission.audit_read, t("Audit log"), AUDIT, here == "audit"),
            (Permission.keys_manage, t("Developers"), DEVELOPERS, here == "developers"),
            (Permission.webhooks_manage, t("Webhooks"), WEBHOOKS, here == "webhooks"),
        ],
    )
