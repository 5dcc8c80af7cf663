"""The form that asks the browser for a passkey (assets/passkeys.js) and posts its answer."""

from typing import Any, Literal

import reflex as rx

from bilten_app.web.parts.fields import button
from bilten_app.web.parts.fields.buttons import Look
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t

ACTIONS = {"sign_in": "/auth/passkeys/sign-in", "add": "/auth/passkeys/add",
           "prove": "/auth/passkeys/prove"}  # fmt: skip


def passkey_form(
    words: str,
    *fields: Any,
    purpose: Literal["sign_in", "add", "prove"],
    going: Any = None,
    look: Look = "quiet",
) -> rx.Component:
    """Draw the form; what went wrong in the browser is said below its button."""
    next_ = rx.el.input(type="hidden", name="next", value=going, read_only=True)
    return native_form(
        rx.el.input(type="hidden", name="credential"),
        next_ if going is not None else None,
        *fields,
        button(words, look=look, size="large", wide=True, type="submit"),
        rx.el.p(
            t("The passkey did not work here. Try again, or go another way."),
            hidden=True,
            role="alert",
            custom_attrs={"data-passkey-trouble": ""},
            class_name="text-sm text-bad",
        ),
        action=ACTIONS[purpose],
        custom_attrs={"data-passkey": purpose, "data-needs": "/passkeys.js"},
        class_name="flex flex-col gap-3",
    )
