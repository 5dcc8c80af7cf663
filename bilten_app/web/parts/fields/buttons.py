"""What is pressed: buttons, links that look like them, and the stepper."""

from typing import Any, Literal

import reflex as rx

from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.feedback import spinner
from bilten_app.web.parts.icons import icon
from bilten_app.web.words import t

type Look = Literal["primary", "plain", "quiet", "danger"]
type Size = Literal["large", "medium", "small"]

LOOKS: dict[Look, str] = {
    "primary": "bg-brand text-on-brand hover:bg-brand-strong",
    "plain": "bg-ink text-paper hover:opacity-90",
    "quiet": "border border-line bg-surface text-ink hover:bg-sunken",
    "danger": "border border-line bg-surface text-bad hover:bg-bad-soft",
}
SIZES: dict[Size, str] = {
    "large": "min-h-14 px-6 text-lg",
    "medium": "min-h-11 px-5 text-[0.9375rem]",
    "small": "min-h-9 px-3 text-sm",
}
BUTTON = (
    "inline-flex items-center justify-center gap-2 rounded-control font-medium text-center "
    "transition-colors select-none disabled:opacity-50 aria-busy:pointer-events-none"
)


def button_class(look: Look = "primary", size: Size = "medium", *, wide: bool = False) -> str:
    """Return the classes of a button."""
    return f"{BUTTON} {LOOKS[look]} {SIZES[size]}{' w-full' if wide else ''}"


def button(
    *children: Any,
    look: Look = "primary",
    size: Size = "medium",
    wide: bool = False,
    busy: Any = None,
    **props: Any,
) -> rx.Component:
    """A button; while `busy` it turns, tells so, and takes no second click."""
    attributes = dict(props.pop("custom_attrs", {}))
    if busy is not None:
        children = (rx.cond(busy, spinner()), *children)
        attributes["aria-busy"] = rx.cond(busy, "true", "false")
        props.setdefault("disabled", busy)
    return rx.el.button(
        *children,
        type=props.pop("type", "button"),
        class_name=f"{button_class(look, size, wide=wide)} {props.pop('class_name', '')}".strip(),
        custom_attrs=attributes,
        **props,
    )


def link_button(
    *children: Any,
    href: Any,
    look: Look = "primary",
    size: Size = "medium",
    wide: bool = False,
    pen: Pen = SCREEN,
    **props: Any,
) -> Any:
    """A link that looks like a button, for going somewhere."""
    classes = f"{button_class(look, size, wide=wide)} {props.pop('class_name', '')}".strip()
    return pen.el("a", *children, href=href, class_name=classes, **props)


def stepper(
    *, count: Any, name: Any, on_less: Any, on_more: Any, can_less: Any, can_more: Any
) -> rx.Component:
    """A number between two buttons; it is announced when it changes."""
    return rx.el.div(
        _step("minus", t("One {name} less", name=name), on_less, can_less),
        rx.el.span(
            count,
            aria_live="polite",
            class_name="tabular min-w-8 text-center text-lg font-semibold",
        ),
        _step("plus", t("One {name} more", name=name), on_more, can_more),
        role="group",
        aria_label=t("How many {name}", name=name),
        class_name="flex items-center gap-1",
    )


def _step(name: Literal["minus", "plus"], label: str, on_click: Any, enabled: Any) -> rx.Component:
    return rx.el.button(
        icon(name),
        type="button",
        aria_label=label,
        on_click=on_click,
        disabled=~enabled if isinstance(enabled, rx.Var) else not enabled,
        class_name=(
            "inline-flex size-11 items-center justify-center rounded-pill border border-line "
            "bg-surface text-ink hover:bg-sunken disabled:opacity-35"
        ),
    )
