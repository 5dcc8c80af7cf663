"""The demand page, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.demand.state import DemandState
from bilten_app.web.organizer.demand.view import MODES
from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.parts import event_tabs, state_badge
from bilten_app.web.parts.data import card, loading_rows, stat, stats
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import (
    button,
    form,
    link_button,
    number_field,
    select_field,
    text_field,
)
from bilten_app.web.parts.listing import Column, listing, named
from bilten_app.web.words import t


def page() -> rx.Component:
    """The page, top to bottom."""
    back = link_button(t("All events"), href=EVENTS, look="quiet")
    gone = empty(t("This event is not here"), t("It may belong to another organization."), back)
    return rx.cond(
        DemandState.missing, gone, rx.cond(DemandState.loaded, _demand(), loading_rows())
    )


def _demand() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("Demand"), " · ", DemandState.title, class_name="text-title text-balance"),
        event_tabs(DemandState.slug, "demand"),
        _room(DemandState.room),
        rx.cond(DemandState.may_edit, _plan(DemandState.plan)),
        _list(),
        class_name="flex flex-col gap-6",
    )


def _room(room: Any) -> rx.Component:
    numbers = stats(
        stat(t("In line"), room.waiting, t("of {n} who came", n=room.joined)),
        stat(t("Let in to buy"), room.inside),
        stat(t("Missed their turn"), room.missed),
        stat(t("Opening"), room.opens),
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("Waiting room"), class_name="text-heading"),
            rx.cond(
                room.in_force,
                state_badge(t("Buyers wait"), "warn"),
                state_badge(t("Nobody has to wait"), "good"),
            ),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.cond(room.joined != "0", numbers),
        rx.cond(
            room.in_force,
            banner(
                t("Everybody goes through the room at "),
                rx.el.a(
                    f"/waiting/{DemandState.slug}",
                    href=f"/waiting/{DemandState.slug}",
                    class_name="font-medium underline",
                ),
            ),
        ),
        class_name="flex flex-col gap-4",
    )


def _plan(plan: Any) -> rx.Component:
    errors = DemandState.errors
    modes = [
        rx.el.option(t(words), value=mode.value, selected=plan.mode == mode.value)
        for mode, words in MODES.items()
    ]
    return card(
        form(
            rx.el.div(
                select_field(
                    t("The room is"), name="mode", options=rx.fragment(*modes),
                    error=errors["mode"],
                ),
                text_field(
                    t("Opening, on the clock of the venue"), name="opens_local",
                    type="datetime-local", default_value=plan.opens_local,
                    disabled=plan.is_drawn, error=errors["opens_local"],
                    hint=t("Who is here before gets a random place. Empty: now."),
                ),
                number_field(
                    t("People let in a minute"), name="rate_per_minute",
                    default_value=plan.rate_per_minute, error=errors["rate_per_minute"],
                ),
                number_field(
                    t("People buying at once, at most"), name="at_once",
                    default_value=plan.at_once, error=errors["at_once"],
                ),
                class_name="grid items-start gap-5 sm:grid-cols-2",
            ),
            rx.el.div(button(t("Save"), type="submit")),
            on_submit=DemandState.save,
        ),
        key=DemandState.slug,
    )  # fmt: skip


def _list() -> rx.Component:
    columns = [
        Column(t("Who"), lambda row: named(row.name, row.email), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Waits for"), lambda row: named(row.wish, row.type)),
        Column(t("Joined"), lambda row: row.joined),
        Column(t("Offer"), lambda row: row.offer),
        Column(
            t("Passed over"),
            lambda row: rx.el.span(row.skips, class_name="text-sm text-muted"),
        ),
    ]
    nobody = empty(
        t("Nobody waits"),
        t("When a ticket type is sold out, fans can join its list. What comes free goes to them."),
    )
    return rx.el.section(
        rx.el.h2(t("Waiting list"), class_name="text-heading"),
        listing(DemandState, t("Waiting list"), columns, nothing=nobody),
        class_name="flex flex-col gap-4",
    )
