"""The first two steps: what it is, and when and where."""

from typing import Any

import reflex as rx
from babel import Locale

from bilten_app.domains.events.public import Category
from bilten_app.kit.zones import zones
from bilten_app.web.organizer.event_editor.state import EditorState
from bilten_app.web.parts.event import CATEGORY_WORDS
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, form, select_field, text_area, text_field
from bilten_app.web.words import said, t

COUNTRIES = sorted(
    (str(name), code)
    for code, name in Locale("en").territories.items()
    if len(code) == 2 and code.isalpha() and code not in {"ZZ", "EU", "EZ", "UN", "XA", "XB"}
)
ERRORS = EditorState.errors


def basics_step(event: Any) -> rx.Component:
    """What it is."""
    return form(
        text_field(
            t("Title"), name="title", default_value=event.title, required=True, max_length=120,
            error=ERRORS["title"],
        ),
        select_field(
            t("Kind"), name="category", default_value=event.category, error=ERRORS["category"],
            options=[(one.value, said(CATEGORY_WORDS[one.value])) for one in Category],
        ),
        text_field(
            t("In one or two sentences"), name="summary", default_value=event.summary,
            max_length=280, hint=t("For lists, search and shared links."), error=ERRORS["summary"],
        ),
        text_area(
            t("Description"), name="description", rows=9, default_value=event.description,
            hint=t("What happens, and why it is worth coming. Empty lines make paragraphs."),
            error=ERRORS["description"],
        ),
        text_area(
            t("Line-up"), name="line_up", rows=4, default_value=event.line_up,
            optional=t("optional"), hint=t("One act on each line."), error=ERRORS["line_up"],
        ),
        text_field(
            t("Tags"), name="tags", default_value=event.tags, optional=t("optional"),
            hint=t("With commas between them, for example jazz, open air."), error=ERRORS["tags"],
        ),
        text_field(
            t("Who may come"), name="age_policy", default_value=event.age_policy,
            optional=t("optional"), hint=t("For example: From 16 years."),
            error=ERRORS["age_policy"],
        ),
        _onward(),
        on_submit=EditorState.save_basics,
    )  # fmt: skip


def place_step(event: Any) -> rx.Component:
    """When and where."""
    return rx.el.div(
        rx.cond(event.clock_note, banner(event.clock_note, tone="warn")),
        form(_when(event), _where(event), _onward(), on_submit=EditorState.save_place),
        class_name="flex flex-col gap-5",
    )


def _when(event: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("When"), class_name="text-heading"),
        rx.el.div(
            text_field(
                t("Start"), name="starts_local", type="datetime-local", required=True,
                default_value=event.starts_local, error=ERRORS["starts_local"],
            ),
            text_field(
                t("End"), name="ends_local", type="datetime-local", required=True,
                default_value=event.ends_local, error=ERRORS["ends_local"],
            ),
            text_field(
                t("Doors"), name="doors_local", type="datetime-local", optional=t("optional"),
                default_value=event.doors_local, error=ERRORS["doors_local"],
            ),
            select_field(
                t("Time zone"), name="time_zone", default_value=event.time_zone,
                options=[(zone, zone.replace("_", " ")) for zone in sorted(zones())],
                hint=t("The times above are on the clock of the place."),
                error=ERRORS["time_zone"],
            ),
            class_name="mt-4 grid gap-5 sm:grid-cols-2",
        ),
    )  # fmt: skip


def _where(event: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("Where"), class_name="mt-3 text-heading"),
        rx.el.div(
            text_field(
                t("Name of the place"), name="name", default_value=event.venue, required=True,
                max_length=120, error=ERRORS["name"],
            ),
            text_field(
                t("Address"), name="address", default_value=event.address, max_length=200,
                auto_complete="street-address", error=ERRORS["address"],
            ),
            rx.el.div(
                text_field(
                    t("City"), name="city", default_value=event.city, required=True,
                    max_length=80, error=ERRORS["city"],
                ),
                select_field(
                    t("Country"), name="country", default_value=event.country,
                    options=[("", ""), *((code, name) for name, code in COUNTRIES)],
                    error=ERRORS["country"],
                ),
                class_name="grid gap-5 sm:grid-cols-2",
            ),
            text_area(
                t("Accessibility"), name="accessibility", rows=3, optional=t("optional"),
                default_value=event.accessibility,
                hint=t("Steps, lifts, places for wheelchairs, help that can be had."),
                error=ERRORS["accessibility"],
            ),
            class_name="mt-4 flex flex-col gap-5",
        ),
    )  # fmt: skip


def _onward() -> rx.Component:
    return rx.el.div(
        button(t("Save and go on"), type="submit", size="large"),
        class_name="pt-2",
    )
