"""The third step: ticket types, refunds and fees."""

from typing import Any

import reflex as rx

from bilten_app.domains.inventory.public import Kind
from bilten_app.web.organizer.event_editor.open_price import open_price
from bilten_app.web.organizer.event_editor.places import places_are_seats, shared_places
from bilten_app.web.organizer.event_editor.state import EditorState
from bilten_app.web.organizer.event_editor.types import ChoiceRow, TypeRow
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
            _adding(event),
        ),
        shared_places(event),
        _refunds(event),
        class_name="flex flex-col gap-5",
    )  # fmt: skip


def _adding(event: Any) -> rx.Component:
    """The ways to add something: bundles and add-ons once there is a ticket to start from."""

    def add(words: str, kind: Kind) -> rx.Component:
        return button(
            icon("plus"), words, look="quiet", on_click=EditorState.edit_type(kind.value),
            class_name="self-start",
        )  # fmt: skip

    return rx.el.div(
        add(t("Add a ticket type"), Kind.admission),
        rx.cond(event.types, add(t("Add an add-on"), Kind.addon)),
        rx.cond(event.types, add(t("Add a bundle"), Kind.bundle)),
        class_name="flex flex-wrap gap-3",
    )


def _line(item: TypeRow) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.div(
                rx.el.div(
                    rx.el.p(item.name, class_name="font-medium"),
                    rx.cond(item.kind_words, state_badge(item.kind_words, "info")),
                    rx.cond(item.paused, state_badge(t("Paused"), "warn")),
                    rx.cond(item.hidden, state_badge(t("Hidden"), "info")),
                    rx.cond(item.rotating, state_badge(t("Changing code"), "info")),
                    class_name="flex flex-wrap items-center gap-2",
                ),
                rx.el.p(
                    item.price,
                    rx.cond(item.sold, rx.fragment(" · ", t("{sold} sold", sold=item.sold))),
                    rx.cond(item.drawn, rx.fragment(" · ", item.drawn)),
                    class_name="tabular mt-1 text-[0.9375rem] text-muted",
                ),
                rx.cond(item.warning, rx.el.p(item.warning, class_name="mt-1 text-sm text-warn")),
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
                rx.cond(EditorState.is_open, t("The least they may pay"), t("Price")),
                name="price", currency=event.currency, default_value=ticket.amount,
                error=ERRORS["price"],
            ),
            number_field(
                t("Most in one order"), name="max_per_order", default_value=ticket.max_per_order,
                error=ERRORS["max_per_order"],
            ),
            class_name="grid gap-5 sm:grid-cols-2",
        ),
        rx.cond(ticket.kind != Kind.bundle.value, open_price(ticket, event)),
        number_field(
            t("Most for one person, over all orders"), name="max_per_person",
            default_value=ticket.max_per_person, error=ERRORS["max_per_person"],
            hint=t(
                "Empty: no limit. A person is an e-mail address, whatever the size of its letters "
                "and whatever follows a plus sign. What is bought from now on counts."
            ),
        ),
        rx.cond(ticket.kind == Kind.bundle.value, _parts(ticket), _places(ticket)),
        rx.cond(ticket.kind == Kind.addon.value, _hosts(ticket)),
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


def _places(ticket: Any) -> rx.Component:
    """Where its places come from: its own, shared ones, or both."""
    return rx.el.div(
        rx.cond(
            ticket.seated,
            places_are_seats("capacity", ticket.capacity),
            number_field(
                t("Places of its own"), name="capacity", default_value=ticket.capacity,
                hint=t("Empty: it takes places from the shared ones only."),
                error=ERRORS["capacity"],
            ),
        ),
        rx.cond(
            ticket.pools,
            _group(
                t("Takes a place of these as well"), ERRORS["pools"],
                rx.foreach(ticket.pools, _tick),
            ),
        ),
        class_name="flex flex-col gap-5",
    )  # fmt: skip


def _parts(ticket: Any) -> rx.Component:
    def part(item: ChoiceRow) -> rx.Component:
        return rx.el.label(
            rx.el.span(item.words),
            rx.el.input(
                name=item.field, default_value=item.count, input_mode="numeric",
                class_name=(
                    "min-h-11 w-20 rounded-control border border-edge bg-surface px-3 text-end"
                ),
            ),
            class_name="flex min-h-11 items-center justify-between gap-4",
        )  # fmt: skip

    return _group(
        t("How many of each ticket are in the bundle"), ERRORS["parts"],
        rx.foreach(ticket.parts, part),
        hint=t(
            "A bundle takes all their places or none. Guests get a ticket for each, and give a "
            "bundle back whole."
        ),
    )  # fmt: skip


def _hosts(ticket: Any) -> rx.Component:
    return rx.el.div(
        _group(
            t("Sold together with"), ERRORS["goes_with"], rx.foreach(ticket.hosts, _tick),
            hint=t("Nobody can buy it without one of these in the same order."),
        ),
        number_field(
            t("Most with each of these tickets"), name="most_each",
            default_value=ticket.most_each, error=ERRORS["most_each"],
        ),
        class_name="flex flex-col gap-5",
    )  # fmt: skip


def _tick(item: ChoiceRow) -> rx.Component:
    return checkbox(item.words, name=item.field, default_checked=item.chosen)


def _group(words: str, error: Any, rows: Any, hint: str | None = None) -> rx.Component:
    """Several choices under one question, with the error below."""
    return rx.el.fieldset(
        rx.el.legend(words, class_name="text-[0.9375rem] font-medium"),
        rx.el.p(hint, class_name="mt-1 text-sm text-muted") if hint is not None else None,
        rows,
        rx.cond(error, rx.el.p(error, role="alert", class_name="mt-1 text-sm text-bad")),
    )


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
