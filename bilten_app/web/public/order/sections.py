"""The parts of the order's page: money on its way, what can be done, the tickets."""

from typing import Any

from bilten_app.web.markup import Pen
from bilten_app.web.parts.data import CARD
from bilten_app.web.parts.fields import button_class
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import way_out
from bilten_app.web.public.order.phases import Phase


def refunds(pen: Pen, view: Any) -> Any:
    """What is on its way back, and what has arrived."""
    return pen.el(
        "ul",
        pen.each(
            view.refunds,
            lambda words: pen.el(
                "li",
                icon("wallet", pen=pen, class_name="text-brand"),
                words,
                class_name="flex items-center gap-3 py-3",
            ),
        ),
        class_name=f"mt-6 max-w-xl divide-y divide-line px-5 py-1 {CARD}",
    )


def actions(pen: Pen, view: Any) -> Any:
    """What can be done in this phase."""
    checkout = _button(pen, pen.t("Go on to pay"), view.checkout_href)
    event = _button(pen, pen.t("Back to the event"), view.bought.occasion.href)
    resume = pen.when(
        view.gateway_href,
        way_out(
            pen, pen.t("Go on to pay"), href=view.gateway_href, class_name=button_class("quiet")
        ),
        checkout,
    )
    drawn = None
    for phase in (Phase.unpaid, Phase.declined):
        drawn = pen.when(view.phase == phase.value, checkout, drawn)
    for phase in (Phase.expired, Phase.given_up, Phase.late, Phase.cancelled):
        drawn = pen.when(view.phase == phase.value, event, drawn)
    drawn = pen.when(view.phase == Phase.waiting.value, resume, drawn)
    drawn = pen.when(view.phase == Phase.paid.value, _keepsakes(pen, view), drawn)
    return pen.el("div", drawn, class_name="mt-6 flex flex-wrap gap-3 empty:hidden")


def _keepsakes(pen: Pen, view: Any) -> Any:
    quiet, said = button_class("quiet"), {"data-said": ""}
    return pen.el(
        "div",
        way_out(
            pen, icon("download", pen=pen), pen.t("Tickets as PDF"),
            href=view.pdf_href, download="", class_name=quiet,
        ),
        way_out(
            pen, icon("calendar", pen=pen), pen.t("Add to calendar"),
            href=view.calendar_href, download="", class_name=quiet,
        ),
        pen.el(
            "button",
            icon("share", pen=pen),
            pen.el("span", pen.t("Tell a friend"), aria_live="polite", custom_attrs=said),
            type="button",
            custom_attrs={
                "data-shares": pen.t("Link copied"),
                "data-address": view.bought.occasion.href,
                "data-title": view.bought.occasion.title,
            },
            class_name=quiet,
        ),
        class_name="flex w-full flex-wrap gap-3 max-sm:*:grow",
    )  # fmt: skip


def tickets(pen: Pen, view: Any) -> Any:
    """The tickets of the order, one line each."""
    return pen.el(
        "section",
        pen.el("h2", pen.t("Your tickets"), class_name="text-heading"),
        pen.el(
            "ul",
            pen.each(view.tickets, lambda row: pen.el("li", ticket_line(pen, row))),
            class_name="mt-4 flex flex-col gap-3",
        ),
        class_name="mt-10",
    )


def ticket_line(pen: Pen, row: Any) -> Any:
    """A ticket that leads to its own page, by a full navigation so that it can be kept offline."""
    void = pen.el(
        "span",
        pen.t("Not valid"),
        class_name="rounded-pill bg-bad-soft px-2.5 py-1 text-xs font-semibold text-bad",
    )
    show = pen.el(
        "span",
        pen.t("Show"),
        icon("arrow_right", "size-4", pen=pen, class_name="rtl:-scale-x-100"),
        class_name="inline-flex items-center gap-1.5 font-medium text-brand",
    )
    return way_out(
        pen,
        pen.el(
            "span",
            icon("qr", "size-6", pen=pen),
            class_name=(
                "flex size-12 shrink-0 items-center justify-center rounded-control bg-brand-soft "
                "text-brand"
            ),
        ),
        pen.el(
            "span",
            pen.el("span", row.type_name, class_name="block truncate font-semibold"),
            pen.el(
                "span",
                pen.el("span", row.holder, class_name="truncate"),
                pen.el("span", row.code, class_name="tabular"),
                class_name="flex flex-wrap gap-x-3 text-sm text-muted",
            ),
            class_name="min-w-0 flex-1",
        ),
        pen.when(row.is_void, void, show),
        href=row.href,
        class_name=f"{CARD} flex items-center gap-4 p-4 transition-colors hover:bg-sunken",
    )


def receipt(pen: Pen, view: Any) -> Any:
    """Which order it was and when it was paid."""
    return pen.el(
        "div",
        pen.el("p", pen.t("Order {code}", code=view.bought.code)),
        pen.when(view.paid_at, pen.el("p", pen.t("Paid {when}", when=view.paid_at))),
        class_name="tabular mt-3 flex flex-wrap justify-between gap-x-4 px-1 text-sm text-muted",
    )


def _button(pen: Pen, words: str, href: Any) -> Any:
    return pen.el("a", words, href=href, class_name=button_class())
