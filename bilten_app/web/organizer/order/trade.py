"""The dialogs that change tickets for others or move them, and what became of it."""

from typing import Any

import reflex as rx

from bilten_app.kit.roles import Permission
from bilten_app.web.organizer.membership import only
from bilten_app.web.organizer.order.history import ChangeRow
from bilten_app.web.organizer.order.trading import TradeState
from bilten_app.web.organizer.order.view import TicketRow
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card
from bilten_app.web.parts.dialogs import form_dialog, tick_row
from bilten_app.web.parts.fields import button, select_field, text_field
from bilten_app.web.words import t

STATE: Any = TradeState


def trade_buttons() -> rx.Component:
    """For who may change orders."""
    return only(
        Permission.orders_manage,
        button(t("Change tickets"), look="quiet", on_click=STATE.begin_swap),
        button(t("Move to another buyer"), look="quiet", on_click=STATE.begin_split),
    )


def trades(order: Any) -> rx.Component:
    """Orders that took the place of tickets of this one, and the order this one came from."""
    return rx.fragment(
        rx.cond(
            order.changes,
            card(
                rx.el.h2(t("Changes"), class_name="text-heading"),
                rx.el.ul(rx.foreach(order.changes, _trade), class_name="mt-2 divide-y divide-line"),
            ),
        )
    )


def _trade(row: ChangeRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.words, class_name="font-medium"),
            rx.el.a(row.code, href=row.href, class_name="tabular text-sm text-brand"),
            class_name="min-w-0",
        ),
        state_badge(row.state, row.tone),
        class_name="flex items-start justify-between gap-4 py-3",
    )


def trade_dialogs(order: Any) -> rx.Component:
    """The dialogs that the buttons open."""
    return rx.fragment(_swapping(order), _splitting(order))


def _swapping(order: Any) -> rx.Component:
    return _trade_dialog(
        t("Change tickets for others"),
        _tickets(order),
        select_field(
            t("They become"), name="type_id", error=STATE.errors["type_id"],
            options=rx.foreach(STATE.types, lambda one: rx.el.option(one.words, value=one.value)),
        ),
        _what_follows(
            t(
                "At the same price it is done at once, and what is cheaper gives the difference "
                "back. For what is dearer the buyer gets a mail: the places are held for 12 "
                "hours, and until the difference is paid nothing changes."
            )
        ),
        id="swap-tickets",
        is_open=STATE.doing == "swap",
        does=t("Change tickets"),
        on_submit=STATE.swap,
    )  # fmt: skip


def _splitting(order: Any) -> rx.Component:
    return _trade_dialog(
        t("Move tickets to another buyer"),
        _tickets(order),
        text_field(t("Name"), name="name", error=STATE.errors["name"], auto_complete="off"),
        text_field(
            t("E-mail"), name="email", type="email", error=STATE.errors["email"],
            auto_complete="off",
        ),
        _what_follows(
            t(
                "They get an order of their own with new codes. A refund goes to who paid, "
                "whichever of the two orders it is for."
            )
        ),
        id="split-order",
        is_open=STATE.doing == "split",
        does=t("Move the tickets"),
        on_submit=STATE.split,
    )  # fmt: skip


def _trade_dialog(title: str, *children: Any, **props: Any) -> rx.Component:
    return form_dialog(
        title,
        *children,
        leaves=t("Keep it"),
        on_close=STATE.keep,
        busy=STATE.busy,
        disabled=STATE.chosen.length() == 0,
        **props,
    )


def _what_follows(words: str) -> rx.Component:
    return rx.el.p(words, class_name="text-sm text-muted text-pretty")


def _tickets(order: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("Which tickets?"), class_name="text-[0.9375rem] font-medium"),
        rx.el.div(rx.foreach(order.tickets, _ticket), class_name="divide-y divide-line"),
        rx.cond(
            STATE.has_none,
            rx.el.p(
                t("None of them can change now: they wait, or are not valid any more."),
                class_name="mt-1 text-sm text-muted",
            ),
        ),
    )


def _ticket(row: TicketRow) -> rx.Component:
    line = tick_row(
        row.kind, row.holder, " · ", row.code, end=row.price,
        checked=STATE.chosen.contains(row.id), on_change=lambda _: STATE.choose(row.id),
    )  # fmt: skip
    return rx.fragment(rx.cond(row.is_valid, line))
