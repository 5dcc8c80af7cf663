"""The part of a ticket type's form that lets guests choose what they pay."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.event_editor.state import EditorState
from bilten_app.web.parts.fields import checkbox, money_field, text_field
from bilten_app.web.words import t

ERRORS = EditorState.errors


def open_price(ticket: Any, event: Any) -> rx.Component:
    """Whether guests choose, and between what."""
    bounds = rx.el.div(
        money_field(
            t("The most they may pay"), name="most", currency=event.currency,
            default_value=ticket.most, hint=t("Empty: as much as they like."),
            error=ERRORS["most"],
        ),
        text_field(
            t("Suggestions"), name="suggested", default_value=ticket.suggested,
            optional=t("optional"), max_length=100, input_mode="decimal",
            hint=t("At most four amounts, like 10 25 50. The first is filled in."),
            error=ERRORS["suggested"],
        ),
        class_name="mt-2 grid gap-5 sm:grid-cols-2",
    )  # fmt: skip
    return rx.el.div(
        checkbox(
            t("Guests choose what they pay"), name="open_price", default_checked=ticket.open_price,
            on_change=EditorState.choose_open, error=ERRORS["open_price"],
        ),
        rx.cond(
            EditorState.is_open,
            rx.el.div(
                rx.el.p(
                    t("Codes, tiers and prices that follow demand do not change what they choose."),
                    class_name="text-sm text-muted",
                ),
                bounds,
            ),
        ),
    )  # fmt: skip
