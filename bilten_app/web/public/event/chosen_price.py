"""The field in which a visitor says what they pay for a ticket; drawn by either pen."""

from typing import Any

import reflex as rx

from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.listing import Choice
from bilten_app.web.public.event.state import EventState
from bilten_app.web.words import t

BOX = (
    "tabular min-h-11 w-40 rounded-control border border-edge bg-surface px-3 py-2 text-ink "
    "aria-[invalid=true]:border-bad"
)
CHIP = (
    "tabular min-h-11 rounded-control border border-edge px-3 text-[0.9375rem] hover:bg-sunken "
    "aria-pressed:border-brand aria-pressed:bg-brand-soft aria-pressed:font-medium"
)


def chosen_price(pen: Pen, view: Any, row: Any) -> Any:
    """The field with its suggestions; nothing where the price is fixed, or nothing is sold."""
    drawn = _screen(view, row) if pen is SCREEN else _paper(pen, row)
    return pen.when(row.chosen.is_open, pen.when(row.closed, None, drawn))


def _paper(pen: Pen, row: Any) -> Any:
    return pen.el(
        "div",
        pen.el("span", row.chosen.first, class_name=f"{BOX} inline-block opacity-50"),
        aria_hidden="true",
        class_name="mt-2 basis-full",
    )


def _screen(view: Any, row: Any) -> rx.Component:
    name = f"amount-{row.id}"
    typed = EventState.amounts.get(row.id, "")  # type: ignore[attr-defined]
    error = EventState.amount_errors.get(row.id, "")  # type: ignore[attr-defined]

    def suggestion(item: Choice) -> rx.Component:
        return rx.el.button(
            item.words,
            type="button",
            on_click=EventState.choose_amount(row.id, item.value),
            custom_attrs={"aria-pressed": rx.cond(typed == item.value, "true", "false")},
            class_name=CHIP,
        )

    return rx.el.div(
        rx.el.label(
            t("What you pay for each, in {currency}", currency=view.currency),
            html_for=name,
            class_name="text-sm",
        ),
        rx.el.div(
            rx.el.input(
                id=name,
                value=typed,
                on_change=lambda text: EventState.type_amount(row.id, text),
                on_blur=lambda text: EventState.choose_amount(row.id, text),
                input_mode="decimal",
                auto_complete="off",
                max_length=20,
                custom_attrs={
                    "aria-describedby": f"{name}-bounds {name}-error",
                    "aria-invalid": rx.cond(error, "true", "false"),
                },
                class_name=BOX,
            ),
            rx.foreach(row.chosen.suggested, suggestion),
            class_name="mt-1 flex flex-wrap items-center gap-2",
        ),
        rx.el.p(
            row.chosen.bounds,
            id=f"{name}-bounds",
            class_name="mt-1 text-sm text-muted empty:hidden",
        ),
        rx.el.p(
            error,
            id=f"{name}-error",
            role="alert",
            class_name="mt-1 text-sm text-bad empty:hidden",
        ),
        class_name="mt-2 basis-full",
    )
