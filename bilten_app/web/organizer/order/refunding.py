"""Giving a part of an order back, and what was given back so far."""

from typing import Any

import reflex as rx

from bilten_app.web.organizer.desk import REFUNDS
from bilten_app.web.organizer.order.state import SoldOrderState
from bilten_app.web.organizer.order.view import RefundRow, TicketRow
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card
from bilten_app.web.parts.dialogs import form_dialog, tick_row
from bilten_app.web.parts.feedback import banner
from bilten_app.web.parts.fields import button, money_field, text_field
from bilten_app.web.words import t

CHOSEN: Any = SoldOrderState.chosen
SWITCH = (
    "min-h-11 flex-1 rounded-control px-3 text-[0.9375rem] font-medium text-muted "
    "aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-card"
)


def request_note(order: Any) -> rx.Component:
    """Say that the buyer waits for an answer."""
    return rx.fragment(
        rx.cond(
            order.is_asked,
            banner(
                t("The buyer asks for a refund."),
                " ",
                rx.el.a(t("Answer it"), href=REFUNDS, class_name="font-medium underline"),
                tone="warn",
            ),
        )
    )


def history(order: Any) -> rx.Component:
    """What was given back, by whom, and how far it is."""
    return card(
        rx.el.h2(t("Refunds"), class_name="text-heading"),
        rx.el.ul(rx.foreach(order.refunds, _refund), class_name="mt-2 divide-y divide-line"),
    )


def _refund(row: RefundRow) -> rx.Component:
    again = button(
        t("Try again"), look="quiet", size="small",
        on_click=SoldOrderState.send_again(row.id),
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.amount, class_name="tabular font-medium"),
            rx.el.p(row.note, class_name="text-sm text-muted break-words empty:hidden"),
            rx.el.p(row.made, class_name="text-sm text-muted"),
            class_name="min-w-0",
        ),
        rx.el.div(
            rx.cond(row.is_failed & SoldOrderState.order.may_refund, again),
            state_badge(row.state, row.tone),
            class_name="flex shrink-0 flex-wrap items-center justify-end gap-3",
        ),
        class_name="flex items-start justify-between gap-4 py-3",
    )


def refunding(order: Any) -> rx.Component:
    """The button, and the dialog that says what goes back before it does."""
    return rx.fragment(
        button(t("Refund a part"), look="quiet", on_click=SoldOrderState.ask_refund),
        form_dialog(
            t("Refund a part of this order"),
            due_sums(SoldOrderState.due),
            text_field(
                t("Why"), name="reason", max_length=300, optional=t("optional"),
                hint=t("For your own records and the payment service."),
            ),
            id="refund-part",
            is_open=SoldOrderState.refunding,
            before=rx.fragment(
                rx.el.div(
                    _switch(t("Tickets"), "tickets"),
                    _switch(t("An amount"), "amount"),
                    role="group",
                    aria_label=t("What goes back"),
                    class_name="mt-5 flex gap-1 rounded-control bg-sunken p-1",
                ),
                rx.cond(SoldOrderState.by == "tickets", _tickets(order), _amount(order)),
            ),
            does=t("Give it back"),
            leaves=t("Keep it"),
            look="danger",
            busy=SoldOrderState.busy,
            disabled=SoldOrderState.due.total == "",
            on_submit=SoldOrderState.refund,
            on_close=SoldOrderState.keep,
        ),
    )  # fmt: skip


def _switch(words: str, by: str) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        on_click=SoldOrderState.refund_by(by),
        custom_attrs={"aria-pressed": rx.cond(SoldOrderState.by == by, "true", "false")},
        class_name=SWITCH,
    )


def _tickets(order: Any) -> rx.Component:
    return rx.el.div(
        rx.el.fieldset(
            rx.el.legend(t("Which tickets end?"), class_name="text-[0.9375rem] font-medium"),
            rx.el.div(rx.foreach(order.tickets, _ticket), class_name="divide-y divide-line"),
            class_name="mt-5",
        ),
        fees_too(SoldOrderState.with_fees, SoldOrderState.keep_fees),
    )


def _ticket(row: TicketRow) -> rx.Component:
    line = tick_row(
        row.kind, row.holder, " · ", row.code, end=row.price,
        checked=CHOSEN.contains(row.id), on_change=lambda _: SoldOrderState.choose(row.id),
    )  # fmt: skip
    return rx.fragment(rx.cond(row.is_valid, line))


def _amount(order: Any) -> rx.Component:
    return rx.el.div(
        money_field(
            t("Amount"), name="amount", currency=order.currency,
            hint=t("At most {rest}. All tickets stay valid.", rest=order.rest),
            default_value=SoldOrderState.amount,
            on_change=SoldOrderState.type_amount.debounce(300),
            error=SoldOrderState.errors["amount"],
        ),
        class_name="mt-5",
    )  # fmt: skip


def fees_too(with_fees: Any, on_change: Any) -> rx.Component:
    """Whether the fees go back with the tickets."""
    return rx.el.label(
        rx.el.input(
            type="checkbox", checked=with_fees, on_change=on_change,
            class_name="size-5 shrink-0 accent-brand",
        ),
        t("Give the fees back too"),
        class_name="mt-2 flex min-h-11 items-center gap-3 py-2 text-[0.9375rem]",
    )  # fmt: skip


def due_sums(due: Any) -> rx.Component:
    """What goes back, and where to, before it does."""

    def line(words: str, amount: Any, weight: str = "") -> rx.Component:
        return rx.el.div(
            rx.el.dt(words), rx.el.dd(amount, class_name="tabular"),
            class_name=f"flex justify-between gap-4 {weight}",
        )  # fmt: skip

    sums = rx.el.dl(
        line(t("Goes back"), due.total, "font-semibold"),
        rx.cond(due.paid_back, line(t("the way it was paid"), due.paid_back, "text-sm")),
        rx.cond(due.gift, line(t("to gift cards and credit"), due.gift, "text-sm")),
        rx.cond(due.kept, line(t("Fees that stay"), due.kept, "text-sm text-muted")),
        class_name="flex flex-col gap-1 rounded-control bg-sunken px-4 py-3",
    )
    return rx.el.div(
        rx.cond(due.total, sums),
        role="status",
        class_name="empty:hidden",
    )
