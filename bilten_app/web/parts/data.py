"""Numbers and lines: pager, stat, badge, facts, and a chart of bars."""

from typing import Any

import reflex as rx

from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.feedback import TONES, Tone
from bilten_app.web.parts.icons import IconName, icon
from bilten_app.web.words import t

CARD = "rounded-card border border-line bg-surface"
CHIP = (
    "inline-flex min-h-11 items-center gap-2 rounded-pill border border-line bg-surface px-4 "
    "text-[0.9375rem] font-medium hover:bg-sunken transition-colors"
)


def card(*children: Any, class_name: str = "p-6", **props: Any) -> rx.Component:
    """A raised sheet of paper."""
    return rx.el.div(*children, class_name=f"{CARD} {class_name}", **props)


def stat(label: str, value: Any, note: Any = None) -> rx.Component:
    """One number that matters, with what it means."""
    return rx.el.div(
        rx.el.dt(label, class_name="text-sm text-muted"),
        rx.el.dd(value, class_name="tabular mt-1 text-2xl font-semibold tracking-tight"),
        rx.el.dd(note, class_name="mt-1 text-sm text-muted") if note is not None else None,
        class_name=f"{CARD} p-5",
    )


def stats(*each: rx.Component) -> rx.Component:
    """A row of stats that wraps."""
    return rx.el.dl(*each, class_name="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4")


def badge(words: Any, *, tone: Tone = "info") -> rx.Component:
    """A state in a word; it is never told by colour alone."""
    return rx.el.span(
        words,
        class_name=(
            "inline-flex items-center rounded-pill px-2.5 py-1 text-xs font-semibold "
            f"whitespace-nowrap {TONES[tone]}"
        ),
    )


def fact(pen: Pen, name: IconName, title: Any, *lines: Any) -> Any:
    """An icon with a strong line and quiet ones: when, where, who."""
    return pen.el(
        "div",
        pen.el(
            "div",
            icon(name, pen=pen),
            class_name=(
                "flex size-11 shrink-0 items-center justify-center rounded-control bg-brand-soft "
                "text-brand"
            ),
        ),
        pen.el(
            "div",
            pen.el("p", title, class_name="font-medium"),
            *(
                pen.el("div", line, class_name="text-[0.9375rem] text-muted empty:hidden")
                for line in lines
            ),
            class_name="min-w-0 pt-0.5",
        ),
        class_name="flex gap-4",
    )


def pager(words: Any, *, before: Any, after: Any, pen: Pen = SCREEN) -> Any:
    """Earlier and later pages of a list; `before` and `after` are addresses, empty at the ends."""
    return pen.el(
        "nav",
        pen.when(
            before,
            pen.el(
                "a",
                icon("arrow_left", pen=pen, class_name="rtl:-scale-x-100"),
                pen.t("Previous"),
                href=before,
                rel="prev",
                class_name=CHIP,
            ),
            pen.el("span"),
        ),
        pen.el("p", words, class_name="tabular text-sm text-muted"),
        pen.when(
            after,
            pen.el(
                "a",
                pen.t("Next"),
                icon("arrow_right", pen=pen, class_name="rtl:-scale-x-100"),
                href=after,
                rel="next",
                class_name=CHIP,
            ),
            pen.el("span"),
        ),
        aria_label=pen.t("Pages"),
        class_name="flex items-center justify-between gap-4 pt-10",
    )


def bars(title: str, rows: Any) -> rx.Component:
    """A chart of bars; each row has `label`, `value` (ready to show) and `share` (0 to 100)."""
    return rx.el.figure(
        rx.el.figcaption(title, class_name="text-sm text-muted"),
        rx.el.ol(
            rx.foreach(
                rows,
                lambda each: rx.el.li(
                    rx.el.span(aria_hidden="true", style={"flexGrow": 100 - each.share}),
                    rx.el.span(
                        each.value, class_name="sr-only shrink-0 text-xs text-muted sm:not-sr-only"
                    ),
                    rx.el.span(
                        aria_hidden="true",
                        class_name="min-h-0.5 w-full basis-0 rounded-t-md bg-brand",
                        style={"flexGrow": each.share},
                    ),
                    rx.el.span(
                        each.label, class_name="max-w-full shrink-0 truncate text-xs text-muted"
                    ),
                    class_name=("tabular flex h-full min-w-0 flex-1 flex-col items-center gap-1"),
                ),
            ),
            class_name="mt-4 flex h-48 items-end gap-1.5",
        ),
        class_name=f"{CARD} p-6",
    )


def loading_rows(count: int = 5) -> rx.Component:
    """Quiet bars where a table will be."""
    return rx.el.div(
        rx.el.span(t("Loading"), class_name="sr-only"),
        *(
            rx.el.div(
                class_name=(
                    "h-14 rounded-control bg-sunken "
                    "animate-[bilten-shimmer_1.6s_ease-in-out_infinite]"
                )
            )
            for _ in range(count)
        ),
        role="status",
        class_name="flex flex-col gap-2",
    )
