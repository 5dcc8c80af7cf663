"""Dialogs that ask something: fields, what will happen, and the two ways out."""

from typing import Any

import reflex as rx

from bilten_app.web.parts.feedback import dialog
from bilten_app.web.parts.fields import button, form, text_field
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
                button(does, type="submit", busy=busy, **props),
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
