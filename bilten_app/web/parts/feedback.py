"""What a page says about itself: nothing here, still coming, went wrong, not connected."""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from bilten_app.web.handler import NoticeState
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.icons import IconName, icon
from bilten_app.web.words import t

type Tone = Literal["info", "good", "warn", "bad"]

TONES: dict[Tone, str] = {
    "info": "bg-sunken text-ink",
    "good": "bg-good-soft text-good",
    "warn": "bg-warn-soft text-warn",
    "bad": "bg-bad-soft text-bad",
}
TONE_ICONS: dict[Tone, IconName] = {
    "info": "info",
    "good": "check",
    "warn": "warning",
    "bad": "warning",
}


def banner(*children: Any, tone: Tone = "info", **props: Any) -> rx.Component:
    """A lasting message in the flow of the page."""
    return rx.el.div(
        icon(TONE_ICONS[tone], class_name="mt-0.5"),
        rx.el.div(*children, class_name="min-w-0 flex-1"),
        class_name=f"flex gap-3 rounded-control px-4 py-3 text-[0.9375rem] {TONES[tone]}",
        role="status",
        **props,
    )


def empty(
    title: str,
    text: str,
    *actions: Any,
    name: IconName = "ticket",
    heading: str = "h2",
    pen: Pen = SCREEN,
) -> Any:
    """Nothing is here: say why, and what can be done about it."""
    return pen.el(
        "div",
        pen.el(
            "div",
            icon(name, "size-7", pen=pen),
            class_name="flex size-16 items-center justify-center rounded-pill bg-sunken text-muted",
        ),
        pen.el(heading, title, class_name="mt-5 text-heading text-balance"),
        pen.el("p", text, class_name="mt-2 max-w-md text-muted text-pretty"),
        pen.el("div", *actions, class_name="mt-6 flex flex-wrap justify-center gap-3"),
        class_name="flex flex-col items-center px-4 py-16 text-center",
    )


def message(name: IconName, title: str, text: Any, *actions: rx.Component) -> rx.Component:
    """A short answer that is the whole page: what happened, and where to go on."""
    return rx.el.div(
        rx.el.div(
            icon(name, "size-7"),
            class_name="flex size-16 items-center justify-center rounded-pill bg-brand-soft "
            "text-brand",
        ),
        rx.el.h1(title, class_name="mt-6 text-title text-balance"),
        rx.el.p(text, class_name="mt-3 text-muted text-pretty break-words"),
        rx.el.div(*actions, class_name="mt-8 flex flex-wrap items-center gap-5 empty:hidden"),
    )


def failed(*actions: rx.Component) -> rx.Component:
    """The page could not be loaded."""
    return empty(
        t("This did not load"),
        t("The connection or our side failed. Nothing is lost. Please try again."),
        *actions,
        name="warning",
    )


def skeleton(class_name: str = "h-4 w-full") -> rx.Component:
    """A quiet bar where something will be."""
    return rx.el.div(
        aria_hidden="true",
        class_name=(
            "rounded-control bg-sunken animate-[bilten-shimmer_1.6s_ease-in-out_infinite] "
            f"{class_name}"
        ),
    )


def loading(*shapes: rx.Component) -> rx.Component:
    """Stands for a page that is still coming; screen readers hear one word."""
    return rx.el.div(
        rx.el.span(t("Loading"), class_name="sr-only"), *shapes, role="status", class_name="w-full"
    )


def spinner(class_name: str = "size-5") -> rx.Component:
    """Something is being done."""
    return rx.el.span(
        aria_hidden="true",
        class_name=(
            "inline-block rounded-pill border-2 border-current border-e-transparent "
            f"animate-[bilten-spin_0.8s_linear_infinite] {class_name}"
        ),
    )


def dialog(
    title: Any,
    *children: Any,
    id: str,  # noqa: A002 - the attribute's own name
    is_open: Any = None,
    on_close: Any = None,
) -> rx.Component:
    """A native modal dialog. It opens by `opens(id)` on a button, or follows `is_open`."""
    close: dict[str, Any] = {"data-closes": ""} if is_open is None else {"data-close-state": ""}
    state = {} if is_open is None else {"data-open": rx.cond(is_open, "true", "false")}
    events = {} if on_close is None else {"on_click": on_close}
    return rx.el.dialog(
        rx.el.div(
            rx.el.div(
                rx.el.h2(title, id=f"{id}-title", class_name="text-heading"),
                rx.el.button(
                    icon("close"),
                    type="button",
                    aria_label=t("Close"),
                    custom_attrs=close,
                    class_name=(
                        "-me-2 -mt-2 inline-flex size-11 items-center justify-center "
                        "rounded-control hover:bg-sunken"
                    ),
                    **events,
                ),
                class_name="flex items-start justify-between gap-4",
            ),
            *children,
            class_name="p-6 sm:p-8",
        ),
        id=id,
        custom_attrs={"aria-labelledby": f"{id}-title", **state},
        class_name=(
            "w-[min(32rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-0 "
            "text-ink shadow-floating open:animate-[bilten-rise_0.2s_ease-out]"
        ),
    )


def opens(dialog_id: str) -> dict[str, str]:
    """Return the `custom_attrs` of a button that opens a dialog."""
    return {"data-opens": dialog_id}


def notice() -> rx.Component:
    """The passing sentence at the edge of the window; the region exists before it speaks."""
    tone = rx.match(
        NoticeState.kind,
        ("good", "bg-good-soft text-good"),
        ("bad", "bg-bad-soft text-bad"),
        "bg-ink text-paper",
    )
    return rx.el.div(
        rx.cond(
            NoticeState.text,
            rx.el.div(
                rx.el.p(NoticeState.text, class_name="min-w-0 flex-1"),
                rx.el.button(
                    icon("close", "size-4"),
                    type="button",
                    aria_label=t("Dismiss"),
                    on_click=NoticeState.dismiss,
                    class_name="-me-2 inline-flex size-9 items-center justify-center rounded-pill",
                ),
                key=rx.Var.create(NoticeState.count).to(str),
                class_name=[
                    "bilten-notice pointer-events-auto flex w-full max-w-md items-center gap-3",
                    "rounded-control px-4 py-3 text-[0.9375rem] font-medium shadow-floating",
                    "animate-[bilten-notice_9s_ease-out_both] hover:[animation-play-state:paused]",
                    "focus-within:[animation-play-state:paused]",
                    tone,
                ],
            ),
        ),
        role="status",
        aria_live="polite",
        class_name=(
            "pointer-events-none fixed inset-x-4 bottom-20 z-50 flex justify-center lg:bottom-6"
        ),
    )


def departure() -> rx.Component:
    """Carries the address a handler sent the browser to (assets/bilten.js goes there)."""
    return rx.el.span(hidden=True, custom_attrs={"data-departure": NoticeState.departure})


def connection_banner() -> rx.Component:
    """Says that the live connection is gone, and that what was typed stays."""
    return rx.el.div(
        rx.cond(
            has_connection_errors,
            rx.el.p(
                icon("wifi_off", "size-4"),
                t("No connection. We keep trying; what you see may be a little old."),
                class_name=(
                    "flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm "
                    "text-warn"
                ),
            ),
        ),
        role="status",
        class_name="sticky top-0 z-40",
    )
