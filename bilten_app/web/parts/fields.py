"""Everything a person presses or fills in: buttons and fields with label, hint and error.

A field's error is a sentence beside it, tied to it for screen readers. `error` is usually
`SomeState.errors["name"]`, filled by `@handler` when a form model refuses.
"""

from collections.abc import Sequence
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
CONTROL = (
    "w-full min-h-12 rounded-control border bg-surface px-4 py-2.5 text-base text-ink "
    "placeholder:text-muted focus:outline-2 focus:outline-offset-0 focus:outline-brand "
    "disabled:bg-sunken disabled:text-muted border-edge aria-[invalid=true]:border-bad"
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


def form(*children: Any, on_submit: Any, **props: Any) -> rx.Component:
    """A form whose fields arrive by name at a handler that takes a Pydantic model."""
    classes = f"flex flex-col gap-5 {props.pop('class_name', '')}".strip()
    return rx.el.form(*children, on_submit=on_submit, no_validate=True, class_name=classes, **props)


def field(
    label: str,
    control: rx.Component,
    *,
    name: str,
    hint: str | None = None,
    error: Any = None,
    optional: str | None = None,
) -> rx.Component:
    """A label above a control, a hint below, and the error beside it."""
    return rx.el.div(
        rx.el.label(
            label,
            rx.el.span(optional, class_name="font-normal text-muted")
            if optional is not None
            else None,
            html_for=name,
            class_name="flex items-baseline justify-between gap-2 text-[0.9375rem] font-medium",
        ),
        control,
        rx.el.p(hint, id=f"{name}-hint", class_name="text-sm text-muted")
        if hint is not None
        else None,
        _error(name, error),
        class_name="flex flex-col gap-1.5",
    )


def text_field(
    label: str,
    *,
    name: str,
    type: Any = "text",  # noqa: A002 - the attribute's own name
    hint: str | None = None,
    error: Any = None,
    optional: str | None = None,
    **props: Any,
) -> rx.Component:
    """A line of text: `type` may be email, password, search, tel, url, date, datetime-local."""
    control = rx.el.input(
        id=name,
        name=name,
        type=type,
        class_name=CONTROL,
        custom_attrs=_described(name, hint, error),
        **props,
    )
    return field(label, control, name=name, hint=hint, error=error, optional=optional)


def number_field(
    label: str,
    *,
    name: str,
    hint: str | None = None,
    error: Any = None,
    **props: Any,
) -> rx.Component:
    """A whole number; typed as text with digits, so that scrolling does not change it."""
    return text_field(label, name=name, hint=hint, error=error, input_mode="numeric", **props)


def money_field(
    label: str,
    *,
    name: str,
    currency: Any,
    hint: str | None = None,
    error: Any = None,
    **props: Any,
) -> rx.Component:
    """An amount in major units, with its currency at the end of the field."""
    control = rx.el.div(
        rx.el.input(
            id=name,
            name=name,
            input_mode="decimal",
            class_name=f"{CONTROL} tabular pe-16",
            custom_attrs=_described(name, hint, error),
            **props,
        ),
        rx.el.span(
            currency,
            aria_hidden="true",
            class_name=(
                "pointer-events-none absolute inset-y-0 end-4 flex items-center text-sm text-muted"
            ),
        ),
        class_name="relative",
    )
    return field(label, control, name=name, hint=hint, error=error)


def text_area(
    label: str,
    *,
    name: str,
    rows: int = 5,
    hint: str | None = None,
    error: Any = None,
    optional: str | None = None,
    **props: Any,
) -> rx.Component:
    """Several lines of text."""
    control = rx.el.textarea(
        id=name,
        name=name,
        rows=str(rows),
        class_name=f"{CONTROL} resize-y",
        custom_attrs=_described(name, hint, error),
        **props,
    )
    return field(label, control, name=name, hint=hint, error=error, optional=optional)


def select_field(
    label: str,
    *,
    name: str,
    options: Sequence[tuple[Any, Any]] | Any,
    hint: str | None = None,
    error: Any = None,
    **props: Any,
) -> rx.Component:
    """A choice of one; `options` are (value, words), or ready `<option>` components."""
    drawn = (
        [rx.el.option(words, value=value) for value, words in options]
        if isinstance(options, Sequence)
        else [options]
    )
    return field(
        label, select_control(*drawn, name=name, hint=hint, error=error, **props),
        name=name, hint=hint, error=error,
    )  # fmt: skip


def select_control(
    *options: Any, name: str, hint: str | None = None, error: Any = None, **props: Any
) -> rx.Component:
    """The native select alone, with our own arrow."""
    return rx.el.div(
        rx.el.select(
            *options,
            id=name,
            name=name,
            class_name=f"{CONTROL} appearance-none pe-11",
            custom_attrs={**_described(name, hint, error), **props.pop("custom_attrs", {})},
            **props,
        ),
        icon(
            "chevron_down",
            class_name="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-muted",
        ),
        class_name="relative",
    )


def checkbox(label: Any, *, name: str, error: Any = None, **props: Any) -> rx.Component:
    """A yes or no, with the label as large as the target."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                id=name,
                name=name,
                type="checkbox",
                class_name="mt-1 size-5 shrink-0 accent-brand",
                custom_attrs=_described(name, None, error),
                **props,
            ),
            rx.el.span(label, class_name="text-[0.9375rem]"),
            class_name="flex min-h-11 items-start gap-3 py-2",
        ),
        _error(name, error),
    )


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


def _error(name: str, error: Any) -> rx.Component | None:
    if error is None:
        return None
    return rx.el.p(
        rx.cond(error, rx.fragment(icon("warning", "size-4"), error)),
        id=f"{name}-error",
        role="alert",
        class_name="flex items-center gap-1.5 text-sm text-bad empty:hidden",
    )


def _described(name: str, hint: str | None, error: Any) -> dict[str, Any]:
    described = " ".join(
        [f"{name}-hint"] * (hint is not None) + [f"{name}-error"] * (error is not None)
    )
    attributes: dict[str, Any] = {"aria-describedby": described} if described else {}
    if error is not None:
        attributes["aria-invalid"] = rx.cond(error, "true", "false")
    return attributes
