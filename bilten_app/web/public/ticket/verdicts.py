"""What stands on a ticket that opens no door."""

from typing import Any

from bilten_app.web.markup import Pen
from bilten_app.web.parts.icons import IconName, icon
from bilten_app.web.public.ticket.view import Standing


def no_entrance(pen: Pen, view: Any) -> Any:
    """Why the ticket opens no door, in the place of its code."""
    over = _verdict(
        pen, "clock", "bg-sunken text-ink",
        pen.t("This event is over"), pen.t("We hope it was a good one."),
    )  # fmt: skip
    called_off = _verdict(
        pen, "warning", "bg-bad-soft text-bad",
        pen.t("This event was called off"),
        pen.el(
            "span",
            pen.t("The money goes back to whoever paid."),
            pen.when(view.reason, pen.el("span", view.reason, class_name="mt-2 block italic")),
        ),
    )  # fmt: skip
    void = _verdict(
        pen, "close", "bg-bad-soft text-bad",
        pen.t("This ticket is not valid any more"),
        pen.t("Its order was cancelled. Ask whoever bought it, or the organizer."),
    )  # fmt: skip
    waits = _verdict(
        pen, "clock", "bg-warn-soft text-warn",
        pen.t("This ticket waits"),
        pen.t("Its payment is being checked. It opens the door again as soon as that is done."),
    )  # fmt: skip
    for_sale = _verdict(
        pen, "clock", "bg-warn-soft text-warn",
        pen.t("This ticket is for sale"),
        pen.el(
            "span",
            pen.t("It opens no door until it is sold or taken back."),
            pen.when(view.sell_href, to_sale(pen, view, pen.t("Price, or take it back"))),
        ),
    )  # fmt: skip
    drawn = pen.when(view.standing == Standing.waits.value, waits, void)
    drawn = pen.when(view.standing == Standing.for_sale.value, for_sale, drawn)
    for standing, verdict in ((Standing.called_off, called_off), (Standing.over, over)):
        drawn = pen.when(view.standing == standing.value, verdict, drawn)
    return drawn


def to_sale(pen: Pen, view: Any, words: str) -> Any:
    """The way to where the ticket is sold."""
    return pen.el(
        "a", words, href=view.sell_href,
        class_name="mt-3 block font-medium underline underline-offset-4",
    )  # fmt: skip


def _verdict(pen: Pen, name: IconName, look: str, title: str, text: Any) -> Any:
    return pen.el(
        "div",
        icon(name, "size-10", pen=pen),
        pen.el("p", title, class_name="mt-3 text-lg font-semibold"),
        pen.el("p", text, class_name="mt-1 text-[0.9375rem] text-pretty"),
        class_name=f"flex flex-col items-center px-6 py-12 text-center {look}",
    )
