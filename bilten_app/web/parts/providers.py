"""Buttons that lead to those by whom people sign in."""

from typing import Any, Literal

import reflex as rx

from bilten_app.web.parts.fields import button
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t


def provider_button(
    name: Any, words: Any, *, purpose: Literal["sign_in", "link", "prove"], going: Any = ""
) -> rx.Component:
    """Draw the form that leads to a provider."""
    return native_form(
        rx.el.input(type="hidden", name="purpose", value=purpose, read_only=True),
        rx.el.input(type="hidden", name="next", value=going, read_only=True),
        button(
            words,
            look="quiet",
            size="medium" if purpose == "link" else "large",
            wide=purpose != "link",
            type="submit",
        ),
        action="/auth/with/" + name,
    )


def provider_buttons(rows: Any, *, purpose: Literal["sign_in", "prove"], going: Any) -> Any:
    """Draw a button for each provider, below a line that parts them from the form; or nothing."""
    line = rx.el.span(class_name="h-px flex-1 bg-line", aria_hidden="true")
    parted = rx.el.p(
        line,
        t("or"),
        line,
        class_name="flex items-center gap-3 text-sm text-muted",
    )
    return rx.cond(
        rows,
        rx.el.div(
            parted,
            rx.foreach(
                rows,
                lambda row: provider_button(
                    row.name, t("Continue with {provider}", provider=row.title),
                    purpose=purpose, going=going,
                ),
            ),
            class_name="flex flex-col gap-3",
        ),
    )  # fmt: skip
