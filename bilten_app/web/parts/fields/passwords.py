"""Fields for passwords: they can be looked at, pasted into, and filled in by a manager."""

from typing import Any, Literal

import reflex as rx

from bilten_app.web.parts.fields.controls import CONTROL, described, field
from bilten_app.web.words import t

# Longer than any password may be: what a browser cuts off without a word would be missed later.
LONGEST_TYPED = 1000
SHOW = "absolute inset-y-0 end-0 flex min-w-11 items-center px-4 text-sm text-muted"


def password_field(
    label: str,
    *,
    name: str,
    kind: Literal["current-password", "new-password"] = "current-password",
    hint: str | None = None,
    error: Any = None,
) -> rx.Component:
    """A password, hidden until somebody presses "Show"; a new one is told how strong it is."""
    control = rx.el.div(
        rx.el.input(
            id=name,
            name=name,
            type="password",
            required=True,
            auto_complete=kind,
            max_length=LONGEST_TYPED,
            class_name=f"{CONTROL} pe-20",
            custom_attrs=described(name, hint, error),
        ),
        rx.el.button(
            t("Show"),
            type="button",
            class_name=SHOW,
            custom_attrs={"data-reveals": name, "aria-controls": name, "aria-pressed": "false"},
        ),
        class_name="relative",
    )
    drawn = control if kind == "current-password" else rx.el.div(control, _strength(name))
    return field(label, drawn, name=name, hint=hint, error=error)


def _strength(name: str) -> rx.Component:
    """How strong it is, found out in the browser while it is typed."""
    words = (t("Too short"), t("Easy to guess"), t("Good"), t("Strong"))
    return rx.el.div(
        rx.el.meter(
            value=0, min=0, max=len(words), low=2, high=3, optimum=len(words),
            aria_label=t("Strength"), class_name="w-28 shrink-0",
        ),
        rx.el.p(
            *(rx.el.span(word, hidden=True) for word in words),
            role="status", class_name="text-sm text-muted",
        ),
        class_name="mt-1.5 flex items-center gap-3",
        custom_attrs={"data-measures": name},
    )  # fmt: skip
