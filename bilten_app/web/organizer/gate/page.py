"""The gate page, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.gate.state import GateState
from bilten_app.web.organizer.gate.view import DeviceRow, GateRow, IncidentRow
from bilten_app.web.organizer.parts import event_tabs, state_badge
from bilten_app.web.parts.data import card, loading_rows, stat, stats
from bilten_app.web.parts.feedback import banner, dialog, empty
from bilten_app.web.parts.fields import button, link_button, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.words import t, when


def page() -> rx.Component:
    """The page, top to bottom."""
    back = link_button(t("All events"), href=EVENTS, look="quiet")
    gone = empty(t("This event is not here"), t("It may belong to another organization."), back)
    return rx.cond(
        GateState.missing, gone, rx.cond(GateState.loaded, _gate(GateState.door), loading_rows())
    )


def _gate(door: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("Gate"), " · ", GateState.title, class_name="text-title text-balance"),
        event_tabs(GateState.slug, "gate"),
        rx.cond(
            GateState.is_draft,
            banner(t("Publish the event first. Then its gates can have scanners."), tone="warn"),
        ),
        stats(
            stat(t("Let in"), door.inside),
            stat(t("Arrived"), door.percent, t("of {n} valid tickets", n=door.issued)),
        ),
        _incidents(door),
        _gates(door),
        _devices(door),
        _code(),
        class_name="flex flex-col gap-6",
    )


def _incidents(door: Any) -> rx.Component:
    def one(item: IncidentRow) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(item.words),
                rx.cond(
                    item.turned_away,
                    rx.el.p(
                        t("The second guest was turned away."), class_name="text-sm text-muted"
                    ),
                ),
                class_name="min-w-0 flex-1",
            ),
            rx.cond(
                item.is_new,
                button(
                    t("Seen"), look="quiet", size="small", on_click=GateState.seen(item.id),
                    class_name="min-h-11",
                ),
                state_badge(t("Seen"), "info"),
            ),
            class_name="flex items-center gap-4 py-3",
        )  # fmt: skip

    return rx.cond(
        door.incidents,
        card(
            rx.el.h2(t("Tickets that came twice"), class_name="text-heading text-bad"),
            rx.el.ul(rx.foreach(door.incidents, one), class_name="mt-2 divide-y divide-line"),
        ),
    )


def _gates(door: Any) -> rx.Component:
    def one(item: GateRow) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(item.name, class_name="font-medium"),
                rx.el.p(
                    t("{n} let in, {m} turned away", n=item.admitted, m=item.turned_away),
                    class_name="tabular text-sm text-muted",
                ),
            ),
            button(
                icon("qr"), t("Add a scanner"), look="quiet", disabled=GateState.is_draft,
                on_click=GateState.invite(item.id),
            ),
            class_name="flex flex-wrap items-center justify-between gap-3 py-4",
        )  # fmt: skip

    return card(
        rx.el.h2(t("Gates"), class_name="text-heading"),
        rx.cond(
            door.gates,
            rx.el.ul(rx.foreach(door.gates, one), class_name="mt-2 divide-y divide-line"),
            rx.el.p(
                t("A gate is a door with one or more scanners. Add the first."),
                class_name="mt-2 text-muted",
            ),
        ),
        rx.el.form(
            rx.el.div(
                text_field(
                    t("New gate"), name="name", placeholder=t("For example: Main entrance"),
                    max_length=60, error=GateState.errors["name"],
                ),
                class_name="min-w-0 flex-1",
            ),
            button(t("Add"), look="quiet", type="submit", class_name="mt-7.5 min-h-12"),
            on_submit=GateState.add_gate,
            reset_on_submit=True,
            class_name="mt-4 flex items-start gap-3",
        ),
    )  # fmt: skip


def _devices(door: Any) -> rx.Component:
    def one(item: DeviceRow) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(
                    item.name, state_badge(item.state, item.tone),
                    class_name="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium",
                ),
                rx.el.p(item.gate, class_name="mt-1 text-sm text-muted"),
                rx.el.p(
                    t("Last seen"), ": ",
                    rx.cond(item.seen_iso, when(item.seen_iso), t("never")),
                    " · ", t("Scans"), ": ", item.scans,
                    class_name="tabular text-sm text-muted",
                ),
                class_name="min-w-0 flex-1",
            ),
            rx.cond(
                item.may_revoke,
                button(
                    t("Take out"), look="danger", size="small", class_name="min-h-11",
                    on_click=GateState.revoke(item.id),
                ),
            ),
            class_name="flex items-center justify-between gap-4 py-4",
        )  # fmt: skip

    return card(
        rx.el.h2(t("Scanners"), class_name="text-heading"),
        rx.cond(
            door.devices,
            rx.el.ul(rx.foreach(door.devices, one), class_name="mt-2 divide-y divide-line"),
            rx.el.p(
                t("No scanner yet. Any phone with a camera can be one."),
                class_name="mt-2 text-muted",
            ),
        ),
    )


def _code() -> rx.Component:
    return dialog(
        t("Scan this with the phone at the gate"),
        rx.el.p(
            t("It works once, for one phone, until {time}.", time=when(GateState.until_iso)),
            class_name="mt-3 text-muted",
        ),
        rx.el.img(
            src=GateState.qr,
            alt=t("Code that makes a phone a scanner"),
            class_name="mx-auto mt-5 w-full max-w-72 rounded-control",
        ),
        rx.el.details(
            rx.el.summary(t("Or open this address on it"), class_name="min-h-11 py-2 text-sm"),
            rx.el.p(GateState.link, class_name="break-all text-sm text-muted select-all"),
            class_name="mt-4",
        ),
        id="enrol",
        is_open=rx.cond(GateState.qr, True, False),  # noqa: FBT003 - the values of a Var
        on_close=GateState.put_away,
    )
