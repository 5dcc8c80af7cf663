"""The order page, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.desk import ORDERS
from bilten_app.web.organizer.order.changing import (
    change_dialogs,
    notes,
    send_button,
    ticket_button,
)
from bilten_app.web.organizer.order.held import bank_note, held_note
from bilten_app.web.organizer.order.refunding import history, refunding, request_note
from bilten_app.web.organizer.order.state import SoldOrderState
from bilten_app.web.organizer.order.trade import trade_buttons, trade_dialogs, trades
from bilten_app.web.organizer.order.view import TicketRow
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import banner, dialog, empty
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.words import t

LOOK_S = 3


def page() -> rx.Component:
    """The page, top to bottom."""
    back = link_button(t("All orders"), href=ORDERS, look="quiet")
    gone = empty(t("This order is not here"), t("It may belong to another organization."), back)
    return rx.cond(
        SoldOrderState.missing,
        gone,
        rx.cond(SoldOrderState.loaded, _order(SoldOrderState.order), loading_rows()),
    )


def _order(order: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.a(t("All orders"), href=ORDERS, class_name="text-sm font-medium text-brand"),
                rx.el.h1(order.code, class_name="tabular mt-1 text-title"),
                rx.el.p(order.event, " · ", order.placed, class_name="mt-1 text-muted"),
            ),
            rx.el.div(
                rx.cond(order.channel, state_badge(order.channel, "info")),
                state_badge(order.state, order.tone),
                class_name="flex flex-wrap gap-2",
            ),
            class_name="flex flex-wrap items-start justify-between gap-4",
        ),
        card(
            rx.el.h2(t("Buyer"), class_name="text-sm text-muted"),
            rx.el.p(order.who, class_name="mt-1 text-lg font-semibold"),
            rx.el.p(order.email, class_name="text-muted break-words"),
        ),
        held_note(order),
        bank_note(order),
        request_note(order),
        _vat_note(order),
        _lines(order),
        rx.cond(order.tickets, _tickets(order)),
        rx.cond(order.refunds, history(order)),
        rx.cond(
            order.is_paid,
            rx.el.div(
                send_button(),
                trade_buttons(),
                rx.cond(
                    SoldOrderState.order.may_refund,
                    rx.fragment(refunding(order), _cancelling(order)),
                ),
                class_name="flex flex-wrap gap-3",
            ),
        ),
        trades(order),
        notes(order),
        change_dialogs(order),
        trade_dialogs(order),
        rx.cond(order.is_moving, pulse(seconds=LOOK_S, on_beat=SoldOrderState.look)),
        class_name="flex max-w-3xl flex-col gap-5",
    )


def _vat_note(order: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(
            order.failed_vat_id,
            banner(
                t(
                    "The VAT id {id} turned out not to be valid after this sale without tax. The "
                    "price stays; you may owe the tax.",
                    id=order.failed_vat_id,
                ),
                tone="warn",
            ),
        )
    )


def _lines(order: Any) -> rx.Component:
    def line(name: Any, amount: Any, weight: str = "") -> rx.Component:
        return rx.el.div(
            rx.el.dt(name), rx.el.dd(amount, class_name="tabular"),
            class_name=f"flex justify-between gap-4 py-2.5 {weight}",
        )  # fmt: skip

    return card(
        rx.el.dl(
            rx.foreach(order.lines, lambda item: line(item.name, item.total)),
            line(t("of it fees"), order.fee, "text-sm text-muted"),
            line(t("Total"), order.total, "border-t border-line text-lg font-semibold"),
            rx.cond(order.refunded, line(t("Given back"), order.refunded, "text-muted")),
        )
    )


def _tickets(order: Any) -> rx.Component:
    def one(item: TicketRow) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(item.holder, class_name="font-medium break-words"),
                rx.el.p(item.kind, class_name="text-sm text-muted"),
                rx.el.p(item.code, class_name="tabular text-sm text-muted"),
                class_name="min-w-0",
            ),
            rx.el.div(
                rx.cond(item.is_valid, ticket_button(item), _standing(item)),
                class_name="flex shrink-0 items-center gap-3",
            ),
            class_name="flex items-center justify-between gap-4 py-3",
        )

    return card(
        rx.el.h2(t("Tickets"), class_name="text-heading"),
        rx.el.ul(rx.foreach(order.tickets, one), class_name="mt-2 divide-y divide-line"),
    )


def _standing(item: TicketRow) -> rx.Component:
    return rx.cond(item.is_frozen, state_badge(t("Waits"), "warn"), state_badge(t("Void"), "bad"))


def _cancelling(order: Any) -> rx.Component:
    return rx.el.div(
        button(t("Cancel and refund"), look="danger", on_click=SoldOrderState.ask),
        dialog(
            t("Cancel this order?"),
            rx.el.p(
                t(
                    "{rest} goes back to the buyer, the tickets end at once, and the places are "
                    "free again. This cannot be undone.",
                    rest=order.rest,
                ),
                class_name="mt-3 text-muted",
            ),
            rx.el.div(
                button(
                    t("Cancel and refund"), look="danger", on_click=SoldOrderState.cancel,
                    busy=SoldOrderState.busy,
                ),
                button(t("Keep it"), look="quiet", on_click=SoldOrderState.keep),
                class_name="mt-6 flex flex-wrap gap-3",
            ),
            id="cancel-order",
            is_open=SoldOrderState.asking,
            on_close=SoldOrderState.keep,
        ),
    )  # fmt: skip
