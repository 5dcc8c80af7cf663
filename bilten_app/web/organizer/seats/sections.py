"""The sections of the plan: a list, and the form of the one that is edited."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.seats.state import NEW, SeatsState
from bilten_app.web.organizer.seats.view import NAMES, SHAPES, SectionRow
from bilten_app.web.parts.data import CARD, card
from bilten_app.web.parts.fields import (
    button,
    checkbox,
    form,
    number_field,
    select_field,
    text_field,
)
from bilten_app.web.parts.icons import icon
from bilten_app.web.words import t

ERRORS = SeatsState.errors


def sections() -> rx.Component:
    """What the plan is made of."""
    return rx.el.section(
        rx.el.h2(t("Sections"), class_name="text-heading"),
        rx.el.ul(rx.foreach(SeatsState.sections, _section), class_name="flex flex-col gap-3"),
        rx.cond(
            SeatsState.section_id == NEW,
            card(_form(), key=NEW),
            button(icon("plus"), t("Add a section"), look="quiet", class_name="self-start",
                   on_click=SeatsState.edit_section(NEW)),
        ),
        rx.el.div(
            text_field(
                t("What the seats look at"), name="stage", default_value=SeatsState.stage,
                max_length=40, placeholder=t("Stage"), on_blur=SeatsState.name_stage,
                hint=t("For example: Stage, Screen, Pitch."),
            ),
            key=SeatsState.stage,
        ),
        class_name="flex flex-col gap-4",
    )  # fmt: skip


def _section(item: SectionRow) -> rx.Component:
    head = rx.el.div(
        rx.el.div(
            rx.el.p(item.name, class_name="font-medium"),
            rx.el.p(item.what, class_name="text-sm text-muted"),
            class_name="min-w-0",
        ),
        button(
            icon("edit"), rx.el.span(t("Edit {name}", name=item.name), class_name="sr-only"),
            look="quiet", size="small", on_click=SeatsState.edit_section(item.index),
            class_name="min-w-11 min-h-11",
        ),
        class_name="flex items-center justify-between gap-4",
    )  # fmt: skip
    return rx.el.li(
        rx.cond(SeatsState.section_id == item.index, _form(), head), class_name=f"{CARD} p-4"
    )


def _form() -> rx.Component:
    one = SeatsState.section
    return form(
        text_field(t("Name"), name="name", default_value=one.name, max_length=40,
                   hint=t("For example: Stalls, Circle, Box 3."), error=ERRORS["name"]),
        select_field(t("Ticket type"), name="pool", options=_pools(one), error=ERRORS["pool"]),
        select_field(t("Shape"), name="shape", options=_options(SHAPES, one.shape)),
        _numbers(one),
        rx.el.details(
            rx.el.summary(t("Numbers and position"),
                          class_name="flex min-h-11 items-center font-medium text-brand"),
            _details(one),
        ),
        rx.el.div(
            button(t("Save the section"), type="submit"),
            button(t("Close"), look="quiet", on_click=SeatsState.edit_section("")),
            rx.cond(
                SeatsState.section_id != NEW,
                button(icon("trash"), t("Remove"), look="danger",
                       on_click=SeatsState.remove_section(SeatsState.section_id)),
            ),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=SeatsState.save_section,
    )  # fmt: skip


def _numbers(one: Any) -> rx.Component:
    return rx.el.div(
        number_field(t("Rows or tables"), name="rows", default_value=one.rows,
                     error=ERRORS["rows"]),
        number_field(t("Seats in each"), name="seats", default_value=one.seats,
                     error=ERRORS["seats"]),
        class_name="grid grid-cols-2 items-start gap-4",
    )  # fmt: skip


def _details(one: Any) -> rx.Component:
    return rx.el.div(
        text_field(t("Aisles after the seats"), name="aisles", default_value=one.aisles,
                   hint=t("For example: 6, 14. Empty: no aisle."), error=ERRORS["aisles"]),
        rx.el.div(
            select_field(t("Rows are called"), name="names", options=_options(NAMES, one.names)),
            number_field(t("First row, counted"), name="first_row", default_value=one.first_row,
                         error=ERRORS["first_row"]),
            number_field(t("First seat number"), name="first_number",
                         default_value=one.first_number, error=ERRORS["first_number"]),
            number_field(t("Curve, in seats"), name="bend", default_value=one.bend,
                         error=ERRORS["bend"]),
            text_field(t("Move right, in seats"), name="right", default_value=one.right,
                       error=ERRORS["right"]),
            text_field(t("Move down, in seats"), name="down", default_value=one.down,
                       error=ERRORS["down"]),
            class_name="grid grid-cols-2 items-start gap-4",
        ),
        checkbox(t("Count seats from the right"), name="from_right",
                 default_checked=one.from_right),
        class_name="flex flex-col gap-4 pt-2",
    )  # fmt: skip


def _pools(one: Any) -> rx.Component:
    return rx.fragment(
        rx.el.option(t("Choose"), value="", selected=one.pool == ""),
        rx.foreach(
            SeatsState.categories,
            lambda item: rx.el.option(item.name, value=item.id, selected=one.pool == item.id),
        ),
    )


def _options(words: Any, chosen: Any) -> rx.Component:
    return rx.fragment(
        *(
            rx.el.option(t(said), value=value.value, selected=chosen == value.value)
            for value, said in words.items()
        )
    )
