"""The buttons and dialogs that change an order, and the notes about it."""

from typing import Any

import reflex as rx

from bilten_app.kit.roles import Permission
from bilten_app.web.organizer.membership import only
from bilten_app.web.organizer.order.changes import OrderChangesState
from bilten_app.web.organizer.order.history import NoteRow
from bilten_app.web.organizer.order.view import TicketRow
from bilten_app.web.parts.data import card
from bilten_app.web.parts.dialogs import form_dialog, sending_dialog
from bilten_app.web.parts.fields import button, form, text_area, text_field
from bilten_app.web.words import t

ERRORS: Any = OrderChangesState.errors


def ticket_button(row: TicketRow) -> rx.Component:
    """Put this ticket in another name."""
    return only(
        Permission.orders_manage,
        button(
            t("Change the name"), look="quiet", size="small",
            on_click=OrderChangesState.begin_rename(row.id),
        ),
    )  # fmt: skip


def send_button() -> rx.Component:
    """Mail the tickets again."""
    return button(t("Send the tickets again"), look="quiet", on_click=OrderChangesState.begin_send)


def notes(order: Any) -> rx.Component:
    """What members noted, and a line for one more."""
    return card(
        rx.el.h2(t("Notes"), class_name="text-heading"),
        rx.el.p(
            t("Only your organization reads them. The order list finds them by their words."),
            class_name="mt-1 text-sm text-muted",
        ),
        rx.cond(
            order.notes,
            rx.el.ul(rx.foreach(order.notes, _note), class_name="mt-3 divide-y divide-line"),
        ),
        form(
            text_area(
                t("New note"), name="words", rows=2, max_length=1000, error=ERRORS["words"],
                key=OrderChangesState.note_count,
            ),
            rx.el.div(button(t("Save the note"), look="quiet", type="submit")),
            on_submit=OrderChangesState.write_note,
            class_name="mt-4",
        ),
    )  # fmt: skip


def _note(row: NoteRow) -> rx.Component:
    return rx.el.li(
        rx.el.p(row.words, class_name="whitespace-pre-line break-words"),
        rx.el.p(row.made, class_name="mt-1 text-sm text-muted"),
        class_name="py-3",
    )


def change_dialogs(order: Any) -> rx.Component:
    """The dialogs that the buttons open."""
    return rx.fragment(_renaming(), sending_dialog(OrderChangesState, order.email))


def _renaming() -> rx.Component:
    ticket: Any = OrderChangesState.ticket
    return form_dialog(
        t("Put this ticket in another name"),
        text_field(
            t("Name"), name="name", error=ERRORS["name"], auto_complete="off",
            default_value=ticket.holder, key=ticket.id,
        ),
        text_field(
            t("E-mail"), name="email", type="email", error=ERRORS["email"],
            auto_complete="off", default_value=ticket.email, key=ticket.id,
        ),
        rx.el.p(
            t("The code they have ends at once. The new holder gets a mail with the ticket."),
            class_name="text-sm text-muted",
        ),
        id="rename-ticket",
        is_open=OrderChangesState.doing == "rename",
        before=rx.el.p(ticket.kind, " · ", ticket.code, class_name="mt-2 text-muted"),
        does=t("Change the name"),
        leaves=t("Keep it"),
        on_submit=OrderChangesState.rename,
        on_close=OrderChangesState.keep,
    )  # fmt: skip
