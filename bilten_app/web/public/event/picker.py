"""The ticket picker: prices with fees, what is left at this moment, and one way on."""

from typing import Any

import reflex as rx

from bilten_app.web.abroad import currency_switch
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.event import FEW
from bilten_app.web.parts.fields import button, button_class, stepper
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.event.chosen_price import chosen_price
from bilten_app.web.public.event.codebox import code_box
from bilten_app.web.public.event.price import price_part
from bilten_app.web.public.event.state import EventState
from bilten_app.web.public.event.view import EventView

LINE = "flex flex-wrap items-center justify-between gap-x-4 py-4"
BOX = "rounded-card border border-line bg-surface p-5 shadow-raised sm:p-6"


def picker(pen: Pen, view: Any) -> Any:
    """The picker, or why there is nothing to pick."""
    return pen.el(
        "section",
        pen.el("h2", pen.t("Tickets"), class_name="text-heading"),
        pen.when(view.obstacle, _obstacle(pen, view), _choice(pen, view)),
        pen.when(view.resale, _resale(pen, view)),
        id="tickets" if pen is SCREEN else None,
        class_name=BOX,
    )


def _resale(pen: Pen, view: Any) -> Any:
    return pen.el(
        "a",
        icon("ticket", "size-5", pen=pen),
        pen.el("span", view.resale, class_name="min-w-0 flex-1"),
        icon("arrow_right", "size-5 rtl:-scale-x-100", pen=pen),
        href=f"/e/{view.slug}/resale",
        class_name=(
            "mt-5 flex min-h-12 items-center gap-3 rounded-control bg-sunken px-4 py-3 "
            "text-[0.9375rem] font-medium hover:bg-line"
        ),
    )


def phone_bar(pen: Pen, view: Any) -> Any:
    """The bar at the foot of a phone: the price, and the way to the tickets."""
    jump = pen.el(
        "a" if pen is not SCREEN else "button",
        pen.t("Continue"),
        **({"on_click": EventState.buy} if pen is SCREEN else {"href": "#tickets"}),
        class_name=button_class("primary", "medium"),
    )
    bar = pen.el(
        "div",
        pen.el(
            "div",
            pen.el("p", _chosen(pen), class_name="text-sm text-muted"),
            pen.el("p", view.total if pen is SCREEN else "", class_name="tabular font-semibold"),
        ),
        jump,
        class_name=(
            "fixed inset-x-0 bottom-0 z-20 flex items-center justify-between gap-4 border-t "
            "border-line bg-surface px-5 pt-3 pb-[calc(0.75rem+env(safe-area-inset-bottom))] "
            "animate-[bilten-rise_0.2s_ease-out] lg:hidden"
        ),
    )
    return pen.when(view.count > 0, bar) if pen is SCREEN else None


def _choice(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.when(
            view.tickets,
            pen.el(
                "ul",
                pen.each(view.tickets, lambda row: _line(pen, view, row)),
                class_name="mt-2 divide-y divide-line",
            ),
            pen.el("p", pen.t("Tickets are not on sale yet."), class_name="mt-3 text-muted"),
        ),
        code_box() if pen is SCREEN else None,
        pen.when(view.tickets, _on(pen, view)),
        _abroad(view) if pen is SCREEN else None,
    )


def _abroad(view: Any) -> rx.Component:
    return currency_switch(chosen=view.display, back=f"/e/{view.slug}", note=view.rate_note)


def _line(pen: Pen, view: Any, row: Any) -> Any:
    left = pen.when(row.is_hidden, row.left, view.left[row.id])
    return pen.el(
        "li",
        pen.el(
            "div",
            pen.el("h3", row.name, class_name="font-semibold"),
            pen.when(row.note, pen.el("p", row.note, class_name="text-sm text-muted text-pretty")),
            *(
                pen.when(words, pen.el("p", words, class_name="text-sm text-muted text-pretty"))
                for words in (row.inside, row.goes_with, row.limit)
            ),
            price_part(pen, row),
            _scarcity(pen, view, row, left),
            class_name="min-w-0 flex-1",
        ),
        pen.when(
            row.closed, None, pen.when(left > 0, pen.when(row.pool, None, _steps(pen, row, left)))
        ),
        chosen_price(pen, view, row),
        class_name=pen.when(row.is_addon, f"{LINE} ps-4 sm:ps-6", LINE),
    )


def _scarcity(pen: Pen, view: Any, row: Any, left: Any) -> Any:
    few = pen.el(
        "p",
        pen.tn("Only {n} left", "Only {n} left", left),
        class_name="mt-1 text-sm font-medium text-warn",
    )
    none = pen.el(
        "p",
        pen.el("span", pen.t("Sold out"), class_name="text-bad"),
        pen.when(
            row.has_list,
            pen.el(
                "span",
                " · ",
                pen.el(
                    "a",
                    pen.t("Join the waiting list"),
                    href=f"/e/{view.slug}/waiting-list?type={row.id}",
                    class_name="text-brand underline",
                ),
            ),
        ),
        class_name="mt-1 text-sm font-medium",
    )
    closed = pen.el("p", row.closed, class_name="mt-1 text-sm text-muted")
    counted = pen.when(left > 0, pen.when(left <= FEW, few), none)
    return pen.el("div", pen.when(row.closed, closed, counted), aria_live="polite")


def _steps(pen: Pen, row: Any, left: Any) -> Any:
    if pen is not SCREEN:
        empty = "inline-block size-11 rounded-pill border border-line"
        return pen.el(
            "div",
            pen.el("span", class_name=empty),
            pen.el("span", "0", class_name="min-w-8 text-center text-lg font-semibold"),
            pen.el("span", class_name=empty),
            aria_hidden="true",
            class_name="flex items-center gap-1 opacity-50",
        )
    count = EventState.basket.get(row.id, 0)  # type: ignore[attr-defined]
    return stepper(
        count=count,
        name=row.name,
        on_less=EventState.pick(row.id, -1),
        on_more=EventState.pick(row.id, 1),
        can_less=count > 0,
        can_more=(count < EventState.most.get(row.id, 0)) & (count < left),  # type: ignore[attr-defined]
    )


def _on(pen: Pen, view: Any) -> Any:
    secured = pen.el(
        "p",
        icon("lock", "size-4", pen=pen),
        pen.t("Held for you while you pay. No charge before you confirm."),
        class_name="mt-3 flex items-start gap-2 text-sm text-muted",
    )
    if pen is not SCREEN:
        waiting = pen.el(
            "span",
            pen.t("Choose your tickets"),
            class_name=f"{button_class('primary', 'large', wide=True)} opacity-50",
        )
        return pen.el("div", pen.el("div", waiting, class_name="mt-2"), secured)
    return rx.el.div(
        rx.cond(
            view.count > 0,
            rx.el.p(
                rx.el.span(_chosen(pen)),
                rx.el.span(
                    rx.el.span(
                        view.total, class_name="tabular block text-xl font-semibold text-ink"
                    ),
                    rx.cond(view.about, rx.el.span(view.about, class_name="tabular text-sm")),
                    class_name="text-end",
                ),
                aria_live="polite",
                class_name=(
                    "flex items-baseline justify-between border-t border-line py-4 text-muted"
                ),
            ),
        ),
        button(
            rx.cond(view.count > 0, pen.t("Continue"), pen.t("Choose your tickets")),
            on_click=EventState.buy,
            size="large",
            wide=True,
            busy=view.busy,
            disabled=(view.count == 0) | view.busy,
            class_name="mt-2",
        ),
        secured,
    )


def _chosen(pen: Pen) -> Any:
    if pen is not SCREEN:
        return ""
    return pen.tn("{n} ticket", "{n} tickets", EventState.count)


def _obstacle(pen: Pen, view: EventView) -> Any:
    return pen.el(
        "div",
        pen.el("p", view.obstacle, class_name="font-medium"),
        pen.when(
            view.obstacle_note,
            pen.el("p", view.obstacle_note, class_name="mt-1 text-muted"),
        ),
        pen.el(
            "a",
            pen.t("Find something else"),
            href="/discover",
            class_name=f"{button_class('quiet')} mt-4",
        ),
        class_name="mt-3",
    )
