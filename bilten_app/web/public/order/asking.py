"""Asking for money back: whether it can be done, how, and what became of it."""

from typing import Any

import reflex as rx

from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.dialogs import form_dialog, tick_row
from bilten_app.web.parts.fields import button, text_area
from bilten_app.web.public.order.state import OrderPageState
from bilten_app.web.public.order.view import TicketLine
from bilten_app.web.words import t

CHOSEN: Any = OrderPageState.chosen


def refund_section(pen: Pen, view: Any) -> Any:
    """The state of the request in words; what can be done comes with the live page."""
    asking = view.asking
    return pen.el(
        "section",
        pen.el("h2", pen.t("Refunds"), class_name="text-heading"),
        pen.when(asking.answer, pen.el("p", asking.answer, class_name="mt-2 break-words")),
        pen.el("p", asking.words, class_name="mt-2 text-muted text-pretty empty:hidden"),
        _buttons() if pen is SCREEN else None,
        class_name=f"mt-10 max-w-xl p-5 {CARD}",
    )


def _buttons() -> rx.Component:
    asking: Any = OrderPageState.view.asking
    return rx.fragment(
        rx.cond(
            asking.can_ask,
            button(
                t("Ask for a refund"), look="quiet", on_click=OrderPageState.begin_asking,
                class_name="mt-4",
            ),
        ),
        rx.cond(
            asking.is_open,
            button(
                t("Take the request back"), look="quiet", on_click=OrderPageState.withdraw,
                class_name="mt-4",
            ),
        ),
        _dialog(),
    )  # fmt: skip


def _dialog() -> rx.Component:
    return form_dialog(
        t("Ask for a refund"),
        rx.el.fieldset(
            rx.el.legend(
                t("Which tickets do you give back?"), class_name="text-[0.9375rem] font-medium"
            ),
            rx.el.div(
                rx.foreach(OrderPageState.view.tickets, _ticket), class_name="divide-y divide-line"
            ),
        ),
        text_area(
            t("Why"), name="reason", rows=3, max_length=1000, optional=t("optional"),
            hint=t("The organizer reads this."),
        ),
        rx.el.p(
            t("Your tickets stay valid until the organizer approves."),
            class_name="text-sm text-muted",
        ),
        id="ask-refund",
        is_open=OrderPageState.asking,
        does=t("Ask for a refund"),
        leaves=t("Keep the tickets"),
        busy=OrderPageState.busy,
        disabled=CHOSEN.length() == 0,
        on_submit=OrderPageState.ask_refund,
        on_close=OrderPageState.keep,
    )  # fmt: skip


def _ticket(row: TicketLine) -> rx.Component:
    line = tick_row(
        row.type_name, row.holder, " · ", row.code,
        checked=CHOSEN.contains(row.id), on_change=lambda _: OrderPageState.choose(row.id),
    )  # fmt: skip
    return rx.fragment(rx.cond(row.is_void, rx.fragment(), line))
