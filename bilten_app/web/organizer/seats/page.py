"""The seats page, top to bottom: the drawing, what is selected in it, sections, publishing."""

from typing import Any

import reflex as rx

from bilten_app.domains.seating.public import Template
from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.parts import event_tabs, state_badge
from bilten_app.web.organizer.seats.sections import sections
from bilten_app.web.organizer.seats.state import SeatsState
from bilten_app.web.organizer.seats.view import TEMPLATES, Category
from bilten_app.web.parts.data import CARD, card, loading_rows
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import button, checkbox, link_button, select_control
from bilten_app.web.parts.seats import seat_mark, seat_plan
from bilten_app.web.words import t, tn


def page() -> rx.Component:
    """The page, top to bottom."""
    gone = empty(
        t("This event is not here"),
        t("It may belong to another organization."),
        link_button(t("All events"), href=EVENTS, look="quiet"),
    )
    return rx.cond(SeatsState.missing, gone, rx.cond(SeatsState.loaded, _seats(), loading_rows()))


def _seats() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("Seats"), " · ", SeatsState.title, class_name="text-title text-balance"),
        event_tabs(SeatsState.slug, "seats"),
        rx.cond(
            SeatsState.categories,
            rx.cond(SeatsState.has_plan & ~SeatsState.asking, _editor(), _templates()),
            empty(
                t("No tickets yet"),
                t("A seat belongs to a ticket type. Add the ticket types first."),
                link_button(t("To the tickets"), href=f"{EVENTS}/{SeatsState.slug}?step=tickets"),
            ),
        ),
        class_name="flex flex-col gap-6",
    )


def _templates() -> rx.Component:
    """Rooms to begin with."""

    def one(template: Template, name: str, what: str) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.span(t(name), class_name="block text-lg font-semibold"),
                rx.el.span(t(what), class_name="mt-1 block text-muted"),
                type="button",
                on_click=SeatsState.start(template.value),
                class_name=f"{CARD} size-full p-5 text-start hover:bg-sunken",
            )
        )

    return rx.el.section(
        rx.el.h2(t("What does the room look like?"), class_name="text-heading"),
        rx.el.p(
            t("Begin with the nearest. Rows, numbers and categories can be changed afterwards."),
            class_name="mt-1 text-muted",
        ),
        rx.cond(
            SeatsState.has_plan,
            rx.el.div(
                banner(t("This replaces the plan here. Buyers see it when you publish."),
                       tone="warn"),
                class_name="mt-4",
            ),
        ),
        rx.el.ul(
            *(one(template, *words) for template, words in TEMPLATES.items()),
            class_name="mt-5 grid gap-4 sm:grid-cols-3",
        ),
        rx.cond(
            SeatsState.has_plan,
            button(t("Keep the plan"), look="quiet", on_click=SeatsState.keep_plan,
                   class_name="mt-5"),
        ),
    )  # fmt: skip


def _editor() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            seat_plan(
                source=SeatsState.source, chosen=SeatsState.selected, prices=SeatsState.names,
                on_pick=SeatsState.pick, editing=True,
            ),
            _selection(),
            class_name="flex min-w-0 flex-col gap-4",
        ),
        rx.el.div(_publishing(), sections(), class_name="flex flex-col gap-6"),
        class_name="grid gap-6 xl:grid-cols-[minmax(0,1fr)_24rem] xl:items-start",
    )  # fmt: skip


def _selection() -> rx.Component:
    count = SeatsState.selected.length()  # type: ignore[attr-defined]
    return card(
        rx.el.div(
            rx.el.p(
                rx.cond(
                    count > 0,
                    tn("{n} seat selected", "{n} seats selected", count),
                    t("Select seats in the drawing to change them."),
                ),
                aria_live="polite",
                class_name="font-medium",
            ),
            checkbox(t("Whole rows"), name="by_row", checked=SeatsState.by_row,
                     on_change=SeatsState.pick_rows),
            class_name="flex flex-wrap items-center justify-between gap-x-6",
        ),
        rx.cond(count > 0, _changes()),
        class_name="p-5",
    )  # fmt: skip


def _changes() -> rx.Component:
    def do(words: str, how: str) -> rx.Component:
        return button(words, look="quiet", size="medium", on_click=SeatsState.mark(how))

    return rx.el.div(
        do(t("Block for the house"), "block"),
        do(t("Open for sale"), "open"),
        do(t("Wheelchair place"), "keep"),
        do(t("No wheelchair place"), "share"),
        select_control(
            rx.el.option(t("Move to a ticket type"), value=""),
            rx.foreach(SeatsState.categories, lambda item: rx.el.option(item.name, value=item.id)),
            name="move",
            value="",
            on_change=SeatsState.move,
            custom_attrs={"aria-label": t("Move to a ticket type")},
        ),
        button(t("Select nothing"), look="quiet", on_click=SeatsState.clear),
        class_name="mt-4 flex flex-wrap gap-3",
    )


def _publishing() -> rx.Component:
    state = rx.cond(
        SeatsState.is_published,
        rx.cond(
            SeatsState.is_changed,
            state_badge(t("Changes not published"), "warn"),
            state_badge(t("Published"), "good"),
        ),
        state_badge(t("Not published"), "info"),
    )
    return card(
        rx.el.div(
            rx.el.h2(t("{n} seats", n=SeatsState.total), class_name="text-heading"),
            state,
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        rx.el.ul(
            rx.foreach(SeatsState.categories, _category),
            class_name="mt-4 divide-y divide-line border-y border-line",
        ),
        rx.cond(
            SeatsState.trouble,
            rx.el.div(banner(SeatsState.trouble, tone="bad"), class_name="mt-4"),
        ),
        rx.el.p(
            t("From then on each ticket of these types has a seat, and their number of places is "
              "the number of seats that are not blocked."),
            class_name="mt-4 text-sm text-muted text-pretty",
        ),
        rx.el.div(
            button(t("Publish the plan"), on_click=SeatsState.publish, busy=SeatsState.busy),
            button(t("Begin anew"), look="quiet", on_click=SeatsState.begin_anew),
            class_name="mt-4 flex flex-wrap gap-3",
        ),
    )  # fmt: skip


def _category(item: Category) -> Any:
    return rx.el.li(
        seat_mark(item.tone),
        rx.el.div(
            rx.el.p(item.name, class_name="font-medium"),
            rx.cond(item.notes, rx.el.p(item.notes, class_name="text-sm text-muted")),
            class_name="min-w-0 flex-1",
        ),
        rx.el.span(item.seats, class_name="tabular whitespace-nowrap"),
        class_name="flex items-center gap-3 py-3",
    )
