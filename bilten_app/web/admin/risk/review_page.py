"""The page of one order in review, top to bottom."""

from typing import Any

import reflex as rx

from bilten_app.web.admin.membership import RISK
from bilten_app.web.admin.risk.lists import LISTS
from bilten_app.web.admin.risk.review import LinkRow, ReasonRow, ReviewPageState
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card, loading_rows
from bilten_app.web.parts.feedback import dialog, empty
from bilten_app.web.parts.fields import (
    button,
    form,
    link_button,
    select_field,
    text_area,
    text_field,
)
from bilten_app.web.words import t, when


def page() -> rx.Component:
    """The page, top to bottom."""
    back = link_button(t("Orders in review"), href=RISK, look="quiet")
    gone = empty(t("This order is not in review"), t("It never was, or the link is wrong."), back)
    return rx.cond(
        ReviewPageState.missing,
        gone,
        rx.cond(ReviewPageState.loaded, _review(ReviewPageState.review), loading_rows()),
    )


def _review(one: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.a(
                    t("Orders in review"), href=RISK, class_name="text-sm font-medium text-brand"
                ),
                rx.el.h1(one.code, class_name="tabular mt-1 text-title"),
                rx.el.p(one.event, " · ", one.total, class_name="mt-1 text-muted"),
            ),
            state_badge(one.state, one.tone),
            class_name="flex flex-wrap items-start justify-between gap-4",
        ),
        card(
            rx.el.h2(t("Buyer"), class_name="text-sm text-muted"),
            rx.el.p(one.who, class_name="mt-1 text-lg font-semibold"),
            rx.el.p(one.email, class_name="text-muted break-words"),
        ),
        _reasons(one),
        rx.cond(one.is_waiting, _decisions(one), _decided(one)),
        _links(one),
        class_name="flex max-w-3xl flex-col gap-5",
    )


def _reasons(one: Any) -> rx.Component:
    def line(row: ReasonRow) -> rx.Component:
        return rx.el.li(
            rx.el.span(row.words, class_name="min-w-0 text-pretty"),
            rx.el.span(row.weight, class_name="tabular shrink-0 text-muted"),
            class_name="flex justify-between gap-4 py-2.5",
        )

    return card(
        rx.el.div(
            rx.el.h2(t("Why it waits"), class_name="text-heading"),
            rx.el.p(t("{score} of 100", score=one.score), class_name="tabular font-semibold"),
            class_name="flex items-baseline justify-between gap-4",
        ),
        rx.el.ul(rx.foreach(one.reasons, line), class_name="mt-2 divide-y divide-line"),
    )


def _decisions(one: Any) -> rx.Component:
    note = t("Note, for us only")
    return rx.el.div(
        rx.el.p(
            t("Paid"), " ", when(one.opened), " · ", t("Let go by itself"), " ",
            when(one.release), class_name="text-sm text-muted",
        ),
        rx.el.div(
            button(t("Approve"), on_click=ReviewPageState.ask("approve")),
            button(
                t("Refuse and refund"), look="danger", on_click=ReviewPageState.ask("refuse")
            ),
            button(t("Put on a list"), look="quiet", on_click=ReviewPageState.ask("list")),
            class_name="mt-3 flex flex-wrap gap-3",
        ),
        _dialog(
            "approve", t("Approve this order?"),
            t("The tickets become valid and go to the buyer at once."),
            text_area(note, name="note", rows=3),
            button(t("Approve"), type="submit", busy=ReviewPageState.busy),
            on_submit=ReviewPageState.approve,
        ),
        _dialog(
            "refuse", t("Refuse this order?"),
            t(
                "{total} goes back to the buyer, the tickets end and the places are free again. "
                "This cannot be undone.",
                total=one.total,
            ),
            text_area(note, name="refusal", rows=3),
            button(
                t("Refuse and refund"), look="danger", type="submit", busy=ReviewPageState.busy
            ),
            on_submit=ReviewPageState.refuse,
        ),
        _listing_dialog(),
    )  # fmt: skip


def _listing_dialog() -> rx.Component:
    return _dialog(
        "list", t("Put this buyer on a list"),
        t("The e-mail address, the account and the card go on it for two years."),
        select_field(
            t("List"),
            name="kind", options=LISTS, default_value="deny",
        ),
        text_field(
            t("Why"), name="reason", max_length=300, required=True,
            error=ReviewPageState.errors["reason"],
        ),
        button(t("Put on the list"), type="submit"),
        on_submit=ReviewPageState.put,
    )  # fmt: skip


def _dialog(what: str, title: str, text: Any, *children: Any, on_submit: Any) -> rx.Component:
    *fields, act = children
    return dialog(
        title,
        rx.el.p(text, class_name="mt-3 text-muted text-pretty"),
        form(
            *fields,
            rx.el.div(
                act,
                button(t("Decide later"), look="quiet", on_click=ReviewPageState.keep),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=on_submit,
            class_name="mt-5",
        ),
        id=f"{what}-order",
        is_open=ReviewPageState.asking == what,
        on_close=ReviewPageState.keep,
    )


def _decided(one: Any) -> rx.Component:
    return card(
        rx.el.p(one.state, " ", when(one.decided), " · ", one.decider, class_name="font-medium"),
        rx.el.p(one.note, class_name="mt-1 text-muted break-words empty:hidden"),
        rx.el.div(
            button(t("Put on a list"), look="quiet", on_click=ReviewPageState.ask("list")),
            class_name="mt-4",
        ),
        _listing_dialog(),
    )


def _links(one: Any) -> rx.Component:
    def line(row: LinkRow) -> rx.Component:
        name = rx.cond(
            row.href,
            rx.el.a(row.code, href=row.href, class_name="tabular font-medium text-brand underline"),
            rx.el.span(row.code, class_name="tabular font-medium"),
        )
        return rx.el.li(
            rx.el.div(
                rx.el.p(name, " · ", row.link),
                rx.el.p(row.who, class_name="text-sm text-muted break-words"),
                rx.el.p(row.total, " · ", when(row.at), class_name="text-sm text-muted"),
                class_name="min-w-0",
            ),
            state_badge(row.state, row.tone),
            class_name="flex items-start justify-between gap-4 py-3",
        )

    return card(
        rx.el.h2(t("Other orders of the same person or card"), class_name="text-heading"),
        rx.cond(
            one.links,
            rx.el.ul(rx.foreach(one.links, line), class_name="mt-2 divide-y divide-line"),
            rx.el.p(t("None that we know of."), class_name="mt-2 text-muted"),
        ),
    )
