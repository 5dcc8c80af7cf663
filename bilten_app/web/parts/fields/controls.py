"""What is filled in, each with a label, a hint, and the error beside it."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from bilten_app.web.parts.icons import icon

CONTROL = (
    "w-full min-h-12 rounded-control border bg-surface px-4 py-2.5 text-base text-ink "
    "placeholder:text-muted focus:outline-2 focus:outline-offset-0 focus:outline-brand "
    "disabled:bg-sunken disabled:text-muted border-edge aria-[invalid=true]:border-bad"
)


def form(*children: Any, on_submit: Any, **props: Any) -> rx.Component:
    """A form whose fields arrive by name at a handler that takes a Pydantic model."""
    classes = f"flex flex-col gap-5 {props.pop('class_name', '')}".strip()
    return rx.el.form(*children, on_submit=on_submit, no_validate=True, class_name=classes, **props)


def field(
    label: Any,
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
        custom_attrs={**described(name, hint, error), **props.pop("custom_attrs", {})},
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
    label: Any,
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
            custom_attrs=described(name, hint, error),
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
        custom_attrs=described(name, hint, error),
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
            custom_attrs={**described(name, hint, error), **props.pop("custom_attrs", {})},
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
                custom_attrs=described(name, None, error),
                **props,
            ),
            rx.el.span(label, class_name="text-[0.9375rem]"),
            class_name="flex min-h-11 items-start gap-3 py-2",
        ),
        _error(name, error),
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


def described(name: str, hint: str | None, error: Any) -> dict[str, Any]:
    """Return the attributes that tie a control to its hint and its error."""
    described = " ".join(
        [f"{name}-hint"] * (hint is not None) + [f"{name}-error"] * (error is not None)
    )
    attributes: dict[str, Any] = {"aria-describedby": described} if described else {}
    if error is not None:
        attributes["aria-invalid"] = rx.cond(error, "true", "false")
    return attributes
