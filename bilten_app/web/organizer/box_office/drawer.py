"""The drawer: opening a shift, what should lie in it, closing it, and the shifts before."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.box_office.state import BoxOfficeState
from bilten_app.web.organizer.box_office.view import Board
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card
from bilten_app.web.parts.dialogs import form_dialog
from bilten_app.web.parts.fields import button, form, money_field, select_field, text_area
from bilten_app.web.words import t

STATE: Any = BoxOfficeState


def opening() -> rx.Component:
    """Begin with what lies in the drawer."""
    return card(
        rx.el.h2(t("Open a shift"), class_name="text-heading"),
        rx.el.p(
            t(
                "Count what lies in the drawer before you begin. At the end you count again, and "
                "see whether it adds up."
            ),
            class_name="mt-2 max-w-xl text-muted",
        ),
        form(
            select_field(
                t("Currency"), name="currency",
                options=rx.foreach(
                    STATE.currencies, lambda one: rx.el.option(one, value=one)
                ),
            ),
            money_field(
                t("In the drawer"), name="opening", currency="", error=STATE.errors["opening"],
                auto_complete="off", default_value="0",
            ),
            rx.el.div(button(t("Open the shift"), type="submit")),
            on_submit=STATE.open_shift,
            class_name="mt-5 max-w-sm",
        ),
    )  # fmt: skip


def drawer(board: Any) -> rx.Component:
    """What went through the drawer, and the way to close it."""
    return card(
        rx.el.h2(t("Your shift"), class_name="text-heading"),
        rx.el.p(t("since {when}", when=board.when), class_name="mt-1 text-sm text-muted"),
        sums(board),
        button(
            t("Close the shift"), look="quiet", wide=True, on_click=STATE.ask_close,
            class_name="mt-5",
        ),
    )  # fmt: skip


def sums(board: Any) -> rx.Component:
    """The lines of a shift."""

    def line(words: str, amount: Any, weight: str = "") -> rx.Component:
        return rx.el.div(
            rx.el.dt(words), rx.el.dd(amount, class_name="tabular"),
            class_name=f"flex justify-between gap-4 py-2 {weight}",
        )  # fmt: skip

    return rx.el.dl(
        line(t("Opened with"), board.float_),
        line(t("Cash sales"), board.cash_sales),
        line(t("Cash given back"), board.cash_refunds),
        line(t("Should be in the drawer"), board.expected, "border-t border-line font-semibold"),
        line(t("By card terminal"), board.terminal_sales, "text-sm text-muted"),
        class_name="mt-3",
    )


def closing() -> rx.Component:
    """End the shift with a count."""
    return form_dialog(
        t("Close the shift"),
        money_field(
            t("Counted in the drawer"), name="counted", currency=STATE.shift.currency,
            error=STATE.errors["counted"], auto_complete="off",
        ),
        text_area(
            t("Note"), name="note", rows=2, max_length=500, optional=t("optional"),
            error=STATE.errors["note"],
        ),
        id="close-shift",
        is_open=STATE.closing,
        before=sums(STATE.shift),
        does=t("Close the shift"),
        leaves=t("Go on selling"),
        on_submit=STATE.close_shift,
        on_close=STATE.keep,
    )  # fmt: skip


def past() -> rx.Component:
    """The shifts of the organization that are over."""
    return card(
        rx.el.h2(t("Shifts before"), class_name="text-heading"),
        rx.el.ul(rx.foreach(STATE.past, _past), class_name="mt-2 divide-y divide-line"),
    )


def _past(board: Board) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(board.when, class_name="font-medium"),
            rx.el.p(
                t(
                    "counted {counted}, expected {expected}", counted=board.counted,
                    expected=board.expected,
                ),
                class_name="tabular text-sm text-muted",
            ),
            rx.el.p(board.note, class_name="text-sm text-muted break-words empty:hidden"),
            class_name="min-w-0",
        ),
        state_badge(board.difference, board.tone),
        class_name="flex items-start justify-between gap-4 py-3",
    )  # fmt: skip
