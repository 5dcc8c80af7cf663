"""The third step: ticket types, refunds and fees."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.event_editor.state import NEW, EditorState
from bilten_app.web.organizer.event_editor.view import TypeRow
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import (
    button,
    checkbox,
    form,
    money_field,
    number_field,
    text_area,
    text_field,
)
from bilten_app.web.parts.icons import icon
from bilten_app.web.words import t

ERRORS = EditorState.errors


def tickets_step(event: Any) -> rx.Component:
    """Ticket types, and what happens when somebody cannot come."""
    nothing = empty(
        t("No tickets yet"),
        t("Add at least one ticket type. Free tickets are a price of zero."),
    )
    return rx.el.div(
        rx.el.h2(t("Ticket types"), class_name="text-heading"),
        rx.cond(
            event.types,
            rx.el.ul(rx.foreach(event.types, _line), class_name="flex flex-col gap-3"),
            rx.cond(EditorState.type_id, rx.fragment(), nothing),
        ),
        rx.cond(
            EditorState.type_id,
            card(_type_form(EditorState.ticket, event), key=EditorState.type_id),
            button(
                icon("plus"), t("Add a ticket type"), look="quiet",
                on_click=EditorState.edit_type(NEW), class_name="self-start",
            ),
        ),
        _refunds(event),
        class_name="flex flex-col gap-5",
    )  # fmt: skip


def _line(item: TypeRow) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.div(
                rx.el.div(
                    rx.el.p(item.name, class_name="font-medium"),
                    rx.cond(item.paused, state_badge(t("Paused"), "warn")),
                    rx.cond(item.hidden, state_badge(t("Hidden"), "info")),
                    rx.cond(item.rotating, state_badge(t("Changing code"), "info")),
                    class_name="flex flex-wrap items-center gap-2",
                ),
                rx.el.p(
                    item.price, " · ", t("{sold} sold", sold=item.sold),
                    class_name="tabular mt-1 text-[0.9375rem] text-muted",
                ),
                class_name="min-w-0",
            ),
            button(
                icon("edit"), rx.el.span(t("Edit {name}", name=item.name), class_name="sr-only"),
                look="quiet", size="small", on_click=EditorState.edit_type(item.id),
                class_name="min-w-11 min-h-11",
            ),
            class_name="flex items-center justify-between gap-4 p-5",
        )
    )  # fmt: skip


def _type_form(ticket: Any, event: Any) -> rx.Component:
    return form(
        text_field(
            t("Name"), name="name", default_value=ticket.name, required=True, max_length=120,
            hint=t("For example: Standing, Balcony, Early bird."), error=ERRORS["name"],
        ),
        rx.el.div(
            money_field(
                t("Price"), name="price", currency=event.currency, default_value=ticket.amount,
                error=ERRORS["price"],
            ),
            number_field(
                t("Places"), name="capacity", default_value=ticket.capacity,
                error=ERRORS["capacity"],
            ),
            number_field(
                t("Most in one order"), name="max_per_order", default_value=ticket.max_per_order,
                error=ERRORS["max_per_order"],
            ),
            class_name="grid gap-5 sm:grid-cols-3",
        ),
        text_field(
            t("Note for guests"), name="note", default_value=ticket.note, optional=t("optional"),
            max_length=300, error=ERRORS["note"],
        ),
        rx.el.div(
            checkbox(t("Pause the sale"), name="paused", default_checked=ticket.paused),
            checkbox(t("Hide it from the page"), name="hidden", default_checked=ticket.hidden),
            checkbox(
                t("Changing code: a screenshot does not get in, paper does not either"),
                name="rotating", default_checked=ticket.rotating,
            ),
        ),
        rx.el.div(
            button(t("Save the ticket type"), type="submit"),
            button(t("Close"), look="quiet", on_click=EditorState.edit_type("")),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=EditorState.save_type,
    )  # fmt: skip


def _refunds(event: Any) -> rx.Component:
    return form(
        rx.el.h2(t("Refunds and fees"), class_name="mt-6 text-heading"),
        text_area(
            t("Refunds"), name="refund_policy", rows=3, default_value=event.refund_policy,
            hint=t("For example: Until seven days before, in full. After that, not any more."),
            error=ERRORS["refund_policy"],
        ),
        number_field(
            t("Guests may ask for a refund until so many hours before the start"),
            name="refund_until_hours", default_value=event.refund_until_hours,
            hint=t("You approve or refuse each request. Empty: nobody can ask. 48: two days."),
            error=ERRORS["refund_until_hours"],
        ),
        checkbox(
            t("Guests pay the fee (2.9 % + 0.30 for each paid ticket), inside the price they see"),
            name="fees_passed_on", default_checked=event.fees_passed_on,
        ),
        rx.el.div(button(t("Save and go on"), type="submit", size="large"), class_name="pt-2"),
        on_submit=EditorState.save_refunds,
    )  # fmt: skip
