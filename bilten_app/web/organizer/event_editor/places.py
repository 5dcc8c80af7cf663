"""Places that several ticket types share: a list, and the form of one."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.desk import EVENTS
from bilten_app.web.organizer.event_editor.state import NEW, EditorState
from bilten_app.web.organizer.event_editor.types import PoolRow
from bilten_app.web.parts.data import card
from bilten_app.web.parts.fields import button, form, number_field, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.words import t

ERRORS = EditorState.errors


def shared_places(event: Any) -> rx.Component:
    """The shared places of an event, and how to add some."""
    return rx.el.section(
        rx.el.h2(t("Shared places"), class_name="text-heading"),
        rx.el.p(
            t(
                "When several ticket types are for the same room, let them share its places: "
                "together they never sell more."
            ),
            class_name="text-[0.9375rem] text-muted text-pretty",
        ),
        rx.cond(
            event.pools,
            rx.el.ul(rx.foreach(event.pools, _line), class_name="flex flex-col gap-3"),
        ),
        rx.cond(
            EditorState.pool_id,
            card(_form(EditorState.pool), key=EditorState.pool_id),
            button(
                icon("plus"), t("Add shared places"), look="quiet",
                on_click=EditorState.edit_pool(NEW), class_name="self-start",
            ),
        ),
        class_name="mt-4 flex flex-col gap-4",
    )  # fmt: skip


def places_are_seats(name: str, count: Any) -> rx.Component:
    """Says how many places there are where the seat plan decides, instead of asking for them."""
    return rx.el.div(
        rx.el.p(t("Places"), class_name="text-[0.9375rem] font-medium"),
        rx.el.p(
            icon("seat", class_name="mt-0.5 text-brand"),
            rx.el.span(
                t("{n} seats. The seat plan decides how many places there are.", n=count),
                " ",
                rx.el.a(
                    t("Change the seats"),
                    href=f"{EVENTS}/{EditorState.event.slug}/seats",
                    class_name="font-medium text-brand underline underline-offset-4",
                ),
            ),
            class_name="mt-1.5 flex items-start gap-3 rounded-control bg-sunken px-4 py-3",
        ),
        rx.el.input(type="hidden", id=name, name=name, value=count),
    )


def _line(item: PoolRow) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.div(
                rx.el.p(item.name, class_name="font-medium"),
                rx.el.p(
                    t("{sold} sold", sold=item.sold),
                    rx.cond(item.types, rx.fragment(" · ", item.types)),
                    class_name="tabular mt-1 text-[0.9375rem] text-muted",
                ),
                rx.cond(item.warning, rx.el.p(item.warning, class_name="mt-1 text-sm text-warn")),
                class_name="min-w-0",
            ),
            button(
                icon("edit"), rx.el.span(t("Edit {name}", name=item.name), class_name="sr-only"),
                look="quiet", size="small", on_click=EditorState.edit_pool(item.id),
                class_name="min-w-11 min-h-11",
            ),
            class_name="flex items-center justify-between gap-4 p-5",
        )
    )  # fmt: skip


def _form(pool: Any) -> rx.Component:
    return form(
        text_field(
            t("Name of these places"), name="pool_name", default_value=pool.name, required=True,
            max_length=80, hint=t("For example: Main floor."), error=ERRORS["pool_name"],
        ),
        rx.cond(
            pool.seated,
            places_are_seats("pool_capacity", pool.capacity),
            number_field(
                t("Places"), name="pool_capacity", default_value=pool.capacity,
                error=ERRORS["pool_capacity"],
            ),
        ),
        rx.el.div(
            button(t("Save the places"), type="submit"),
            button(t("Close"), look="quiet", on_click=EditorState.edit_pool("")),
            rx.cond(
                pool.id,
                button(
                    t("Remove them"), look="quiet", on_click=EditorState.remove_pool(pool.id)
                ),
            ),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=EditorState.save_pool,
    )  # fmt: skip
