"""The price of a ticket type as the picker shows it; drawn by either pen."""

from typing import Any

from bilten_app.web.markup import Pen
from bilten_app.web.parts.icons import icon


def price_part(pen: Pen, row: Any) -> Any:
    """The price, the one before, the fee inside, the tier, and how it moved."""
    note = row.note_of_price
    return pen.el(
        "div",
        pen.el(
            "p",
            pen.when(
                note.was,
                pen.el(
                    "span",
                    pen.el("span", pen.t("Without your code:"), class_name="sr-only"),
                    pen.el("s", note.was, class_name="font-normal text-muted"),
                    " ",
                    pen.el("span", pen.t("With your code:"), class_name="sr-only"),
                ),
            ),
            row.price,
            class_name="tabular font-medium",
        ),
        pen.when(row.about, pen.el("p", row.about, class_name="tabular text-sm text-muted")),
        pen.when(row.fee, pen.el("p", row.fee, class_name="tabular text-sm text-muted")),
        pen.when(note.tier, pen.el("p", note.tier, class_name="tabular mt-1 text-sm text-brand")),
        pen.when(note.bounds, _live(pen, note)),
        class_name="mt-1",
    )


def _live(pen: Pen, note: Any) -> Any:
    """A price that follows demand: what it did last, and all it did, for whoever wants to see."""
    chart = pen.el(
        "svg",
        pen.el("path", d=note.line, class_name="fill-none stroke-brand stroke-2"),
        view_box="0 0 120 32",
        aria_hidden="true",
        class_name="mt-2 h-8 w-30",
    )
    return pen.el(
        "details",
        pen.el(
            "summary",
            icon("chart", "size-4", pen=pen),
            pen.el("span", pen.when(note.moved, note.moved, pen.t("This price follows demand."))),
            class_name=(
                "flex min-h-11 cursor-pointer list-none items-center gap-2 text-sm text-muted "
                "underline-offset-4 hover:underline [&::-webkit-details-marker]:hidden"
            ),
        ),
        pen.el("p", note.bounds, class_name="text-sm text-muted"),
        pen.el(
            "p",
            pen.t("Your price is fixed as soon as your places are held."),
            class_name="text-sm text-muted",
        ),
        pen.when(note.line, chart),
        _history(pen, note.moments),
    )


def _history(pen: Pen, moments: Any) -> Any:
    def one(row: Any) -> Any:
        return pen.el(
            "tr",
            pen.el("td", row.at, class_name="py-1 pe-4"),
            pen.el("td", row.price, class_name="py-1 text-end"),
        )

    return pen.el(
        "table",
        pen.el("caption", pen.t("What it cost"), class_name="pt-2 text-start font-medium"),
        pen.el(
            "thead",
            pen.el(
                "tr",
                pen.el("th", pen.t("Since"), scope="col", class_name="text-start font-normal"),
                pen.el("th", pen.t("Price"), scope="col", class_name="text-end font-normal"),
            ),
            class_name="sr-only",
        ),
        pen.el("tbody", pen.each(moments, one)),
        class_name="tabular mt-2 w-full text-sm text-muted",
    )
