"""The page of refund requests, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.desk import ORDERS, OUTSIDE
from bilten_app.web.organizer.order.refunding import due_sums, fees_too
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.organizer.refunds.state import RequestsState
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.feedback import dialog, empty
from bilten_app.web.parts.fields import button, text_area
from bilten_app.web.parts.listing import Column, listing, named
from bilten_app.web.words import t


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Order"), lambda row: named(row.code, row.who, href=row.href), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Event"), lambda row: named(row.event, row.asked)),
        Column(t("Tickets"), lambda row: row.tickets, side="end"),
        Column(t("In their words"), _reason),
        Column(t("Answer"), _answer, side="end"),
    ]
    nobody = empty(
        t("Nobody asks for a refund"),
        t("Guests can ask on the page of their order, as long as the event allows it."),
        name="wallet",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All orders"), href=ORDERS, class_name="text-sm font-medium text-brand"),
            rx.el.h1(t("Refund requests"), class_name="mt-1 text-title"),
            rx.el.a(
                t("Refunds made elsewhere"),
                href=OUTSIDE,
                class_name="mt-1 inline-block font-medium text-brand underline",
            ),
        ),
        listing(RequestsState, t("Refund requests"), columns, nothing=nobody),
        _approving(RequestsState.row),
        _refusing(RequestsState.row),
        class_name="flex flex-col gap-6",
    )


def _reason(row: Any) -> rx.Component:
    return rx.el.span(
        row.reason, class_name="block max-w-72 text-sm text-muted text-pretty break-words"
    )


def _answer(row: Any) -> rx.Component:
    both = rx.el.div(
        button(
            t("Approve"), look="quiet", size="small", on_click=RequestsState.ask_approve(row.id)
        ),
        button(t("Refuse"), look="danger", size="small", on_click=RequestsState.ask_refuse(row.id)),
        class_name="flex flex-wrap justify-end gap-2",
    )
    return rx.fragment(rx.cond(row.is_open & RequestsState.may_refund, both))


def _approving(row: Any) -> rx.Component:
    return dialog(
        t("Approve this request?"),
        rx.el.p(
            t("{who} gives back tickets: {n}. They end at once.", who=row.who, n=row.tickets),
            class_name="mt-3 text-muted text-pretty",
        ),
        fees_too(RequestsState.with_fees, RequestsState.keep_fees),
        due_sums(RequestsState.due),
        rx.el.div(
            button(t("Approve"), on_click=RequestsState.approve, busy=RequestsState.busy),
            button(t("Decide later"), look="quiet", on_click=RequestsState.keep),
            class_name="mt-6 flex flex-wrap gap-3",
        ),
        id="approve-request",
        is_open=RequestsState.approving,
        on_close=RequestsState.keep,
    )


def _refusing(row: Any) -> rx.Component:
    return form_dialog(
        t("Refuse this request?"),
        text_area(
            t("Why? {who} reads this.", who=row.who), name="note", rows=3,
            error=RequestsState.errors["note"],
        ),
        id="refuse-request",
        is_open=RequestsState.refusing,
        does=t("Refuse"),
        leaves=t("Decide later"),
        look="danger",
        on_submit=RequestsState.refuse,
        on_close=RequestsState.keep,
    )  # fmt: skip
