"""Dialogs that ask something: fields, what will happen, and the two ways out."""

from typing import Any

import reflex as rx

from bilten_app.web.parts.feedback import dialog
from bilten_app.web.parts.fields import button, form, text_field
from bilten_app.web.parts.fields.buttons import Look
from bilten_app.web.words import t


def form_dialog(
    title: str,
    *children: Any,
    id: str,  # noqa: A002 - the attribute's own name
    is_open: Any,
    does: str,
    leaves: str,
    on_submit: Any,
    on_close: Any,
    before: Any = None,
    look: Look = "primary",
    busy: Any = None,
    disabled: Any = None,
    **form_props: Any,
) -> rx.Component:
    """A dialog with a form. `does` and `leaves` are the words of its two buttons.

    `before` stands above the form. While `busy` the first button takes no second click.
    """
    props = {} if disabled is None else {"disabled": disabled}
    return dialog(
        title,
        before,
        form(
            *children,
            rx.el.div(
                button(does, type="submit", look=look, busy=busy, **props),
                button(leaves, look="quiet", on_click=on_close),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=on_submit,
            class_name="mt-5",
            **form_props,
        ),
        id=id,
        is_open=is_open,
        on_close=on_close,
    )


def tick_row(title: Any, *note: Any, checked: Any, on_change: Any, end: Any = None) -> rx.Component:
    """One of several things to choose, each with a quiet note below and perhaps a price."""
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=checked,
            on_change=on_change,
            class_name="size-5 shrink-0 accent-brand",
        ),
        rx.el.span(
            rx.el.span(title, class_name="block truncate font-medium"),
            rx.el.span(*note, class_name="block truncate text-sm text-muted"),
            class_name="min-w-0 flex-1",
        ),
        None if end is None else rx.el.span(end, class_name="tabular shrink-0"),
        class_name="flex min-h-11 items-center gap-3 py-2.5",
    )


def sending_dialog(state: Any, email: Any) -> rx.Component:
    """Where the tickets of an order are mailed again; the state has `doing`, `send` and `keep`."""
    return form_dialog(
        t("Send the tickets again"),
        text_field(
            t("E-mail"), name="email", type="email", error=state.errors["email"],
            auto_complete="off", default_value=email, key=email,
            hint=t("Another address here corrects the order. Whoever had the old one is told."),
        ),
        id="send-tickets",
        is_open=state.doing == "send",
        does=t("Send"),
        leaves=t("Not now"),
        on_submit=state.send,
        on_close=state.keep,
    )  # fmt: skip
