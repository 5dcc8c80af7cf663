"""The card beside a form or a receipt: what is bought, and where every cent of it comes from."""

from typing import Any

from bilten_app.web.markup import Pen
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.event import picture
from bilten_app.web.parts.icons import icon

PICTURE_SIZES = "(min-width: 1024px) 26rem, 100vw"


def summary(pen: Pen, bought: Any, *, title: str, is_compact: bool = False) -> Any:
    """The card beside a form or a receipt: what, when, where, and one clear total.

    A compact one has no picture on a phone.
    """
    return pen.el(
        "section",
        pen.el(
            "div",
            picture(pen, bought.occasion.picture, sizes=PICTURE_SIZES),
            class_name=f"aspect-[5/2] overflow-hidden bg-sunken{' max-lg:hidden' * is_compact}",
        ),
        pen.el(
            "div",
            pen.el("h2", title, class_name="sr-only"),
            _what(pen, bought.occasion),
            _lines(pen, bought),
            pen.when(bought.seats, _seats(pen, bought.seats)),
            _sums(pen, bought),
            class_name="p-5 sm:p-6",
        ),
        class_name=f"{CARD} overflow-hidden shadow-raised",
    )


def _what(pen: Pen, occasion: Any) -> Any:
    quiet = "flex items-start gap-2 text-[0.9375rem] text-muted"
    return pen.el(
        "div",
        pen.el("p", occasion.title, class_name="text-heading text-balance"),
        pen.el(
            "p",
            icon("calendar", "mt-0.5 size-4", pen=pen),
            pen.el("span", occasion.day, pen.el("br"), occasion.time),
            class_name=f"{quiet} mt-3",
        ),
        pen.el(
            "p",
            icon("pin", "mt-0.5 size-4", pen=pen),
            pen.el("span", occasion.venue, pen.el("br"), occasion.address),
            class_name=f"{quiet} mt-2",
        ),
    )


def _lines(pen: Pen, bought: Any) -> Any:
    """The lines; each opens to the rules that made its price."""

    def one(row: Any) -> Any:
        shown = pen.el(
            "span",
            pen.el(
                "span",
                pen.el("span", row.count, " ", row.name, class_name="block font-medium"),
                pen.when(
                    row.inside, pen.el("span", row.inside, class_name="block text-sm text-muted")
                ),
                pen.when(row.each, pen.el("span", row.each, class_name="block text-sm text-muted")),
                class_name="min-w-0 flex-1",
            ),
            pen.el("span", row.total, class_name="tabular whitespace-nowrap"),
            class_name="flex min-w-0 flex-1 items-baseline justify-between gap-4",
        )
        plain = pen.el("div", shown, class_name="flex py-3")
        return pen.el("li", pen.when(row.steps, _opened(pen, shown, row.steps), plain))

    return pen.el(
        "ul",
        pen.each(bought.lines, one),
        class_name="mt-5 divide-y divide-line border-t border-line",
    )


def _seats(pen: Pen, seats: Any) -> Any:
    """The seats that are held, until each is named on its ticket."""
    return pen.el(
        "div",
        icon("seat", "mt-0.5 size-4", pen=pen, class_name="text-muted"),
        pen.el(
            "div",
            pen.el("h3", pen.t("Seats"), class_name="font-medium"),
            pen.el(
                "ul",
                pen.each(seats, lambda words: pen.el("li", words)),
                class_name="mt-0.5 text-muted",
            ),
            class_name="min-w-0",
        ),
        class_name="flex items-start gap-2 border-t border-line py-3 text-[0.9375rem]",
    )


def _opened(pen: Pen, shown: Any, steps: Any) -> Any:
    """A line that opens: its price above, the rules behind it below."""
    return pen.el(
        "details",
        pen.el(
            "summary",
            shown,
            pen.el("span", pen.t("Why this price?"), class_name="sr-only"),
            icon(
                "chevron_down",
                "size-4",
                pen=pen,
                class_name="mt-1.5 text-muted transition-transform group-open:rotate-180",
            ),
            class_name=(
                "flex min-h-11 cursor-pointer list-none items-start gap-2 rounded-control py-3 "
                "[&::-webkit-details-marker]:hidden"
            ),
        ),
        amounts(pen, steps, "mb-4 rounded-control bg-sunken px-3.5 py-3 text-muted"),
        class_name="group",
    )


def amounts(pen: Pen, rows: Any, class_name: str = "") -> Any:
    """Words on one side, money on the other."""
    return pen.el(
        "ul",
        pen.each(
            rows,
            lambda row: pen.el(
                "li",
                pen.el("span", row.text, class_name="min-w-0 text-pretty"),
                pen.el("span", row.amount, class_name="tabular whitespace-nowrap"),
                class_name="flex items-baseline justify-between gap-4",
            ),
        ),
        class_name=f"flex flex-col gap-1.5 text-[0.9375rem] {class_name}".strip(),
    )


def _sums(pen: Pen, bought: Any) -> Any:
    """From the tickets to the total, and from there to what is left to pay."""
    return pen.el(
        "div",
        pen.when(bought.sums, amounts(pen, bought.sums, "mb-3 text-muted")),
        _sum(pen, pen.t("Total"), bought.total),
        pen.when(bought.taxes, amounts(pen, bought.taxes, "mt-2 text-sm text-muted")),
        pen.when(
            bought.gifts,
            pen.el(
                "div",
                amounts(pen, bought.gifts, "mb-3"),
                _sum(pen, pen.when(bought.is_paid, pen.t("Paid"), pen.t("To pay")), bought.to_pay),
                class_name="mt-4 border-t border-line pt-4",
            ),
        ),
        pen.when(
            bought.about,
            pen.el("p", bought.about, class_name="tabular mt-1 text-end text-[0.9375rem]"),
        ),
        pen.when(
            bought.rate_note,
            pen.el("p", bought.rate_note, class_name="mt-1 text-sm text-muted text-pretty"),
        ),
        aria_live="polite",
        class_name="border-t border-line pt-4",
    )


def _sum(pen: Pen, words: Any, amount: Any) -> Any:
    return pen.el(
        "p",
        pen.el("span", words, class_name="text-lg font-semibold"),
        pen.el("span", amount, class_name="tabular text-2xl font-semibold"),
        class_name="flex items-baseline justify-between gap-4",
    )
