"""Choosing seats: the best together, or one by one; what is chosen, and what to take instead."""

from typing import Any

import reflex as rx

from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.fields import button, checkbox, select_control
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.seats import seat_mark, seat_plan
from bilten_app.web.public.event.choice import ChosenSeat, SeatOffer
from bilten_app.web.public.event.rows import TicketRow
from bilten_app.web.public.event.state import EventState
from bilten_app.web.words import t, tn

TOGETHER = 6
CARD = "rounded-card border border-line bg-surface p-5 shadow-raised sm:p-6"


def seat_choice(pen: Pen, view: Any) -> Any:
    """The card with the plan; nothing for an event without seats."""
    drawn = _screen() if pen is SCREEN else _paper(pen)
    # Whoever was too late is brought here.
    card = pen.el("section", drawn, id="seats", tab_index=-1, class_name=f"{CARD} outline-none")
    return pen.when(view.seats_source, card)


def _paper(pen: Pen) -> Any:
    return pen.el(
        "div",
        pen.el("h2", pen.t("Choose your seats"), class_name="text-heading"),
        pen.el("div", class_name="mt-5 min-h-96 rounded-control bg-sunken"),
    )


def _screen() -> rx.Component:
    return rx.el.div(
        rx.el.h2(t("Choose your seats"), class_name="text-heading"),
        _best(),
        rx.cond(EventState.offers, _offers()),
        rx.el.div(
            seat_plan(
                source=EventState.seats_source, free=EventState.free,
                chosen=EventState.chosen_places, prices=EventState.seat_prices,
                on_pick=EventState.pick_seat,
            ),
            class_name="mt-5",
        ),
        _legend(),
        rx.cond(EventState.seats, _chosen()),
    )  # fmt: skip


def _best() -> rx.Component:
    def one(count: int) -> rx.Component:
        return button(
            tn("{n} seat", "{n} together", count), look="quiet",
            class_name="whitespace-nowrap max-sm:px-1",
            on_click=EventState.take_best(count),
        )  # fmt: skip

    return rx.el.div(
        rx.el.p(t("The best that are free:"), class_name="text-muted"),
        rx.el.div(
            *(one(count) for count in range(1, TOGETHER + 1)),
            role="group",
            aria_label=t("The best that are free"),
            class_name="mt-2 grid grid-cols-3 gap-2 sm:flex sm:flex-wrap",
        ),
        rx.el.div(
            rx.cond(
                EventState.seat_types.length() > 1,  # type: ignore[attr-defined]
                rx.el.div(select_control(
                    rx.el.option(t("Any category"), value=""),
                    rx.foreach(
                        EventState.seat_types,
                        lambda row: rx.el.option(row.name, " · ", row.price, value=row.pool),
                    ),
                    name="best_pool",
                    value=EventState.best_pool,
                    on_change=EventState.set_pool,
                    custom_attrs={"aria-label": t("Category")},
                ), class_name="min-w-60"),
            ),
            checkbox(
                t("With a wheelchair place"), name="accessible", checked=EventState.accessible,
                on_change=EventState.set_accessible,
            ),
            class_name="mt-3 flex flex-wrap items-center gap-x-6 gap-y-1",
        ),
        class_name="mt-3",
    )  # fmt: skip


def _legend() -> rx.Component:
    def sign(mark: rx.Component, words: Any) -> rx.Component:
        return rx.el.li(mark, words, class_name="flex items-center gap-2")

    def category(row: TicketRow) -> rx.Component:
        words = rx.el.span(row.name, " ", rx.el.span(row.price, class_name="tabular font-medium"))
        return sign(seat_mark(row.tone), words)

    return rx.el.ul(
        rx.foreach(EventState.seat_types, category),
        sign(seat_mark(0, "taken"), t("Taken")),
        sign(seat_mark(0, "chosen"), t("Chosen by you")),
        sign(seat_mark(0, "accessible"), t("Wheelchair place")),
        aria_label=t("What the signs mean"),
        class_name="mt-4 flex flex-wrap gap-x-5 gap-y-2 text-[0.9375rem]",
    )


def _chosen() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("Your seats"), class_name="font-semibold"),
        rx.el.ul(
            rx.foreach(EventState.seats, _seat),
            aria_live="polite",
            class_name="mt-2 divide-y divide-line border-y border-line",
        ),
        class_name="mt-6",
    )


def _seat(item: ChosenSeat) -> rx.Component:
    choice = select_control(
        rx.foreach(item.types, lambda one: rx.el.option(one.words, value=one.value)),
        name="type",
        value=item.type_id,
        on_change=lambda chosen: EventState.retype_seat(item.id, chosen),
        custom_attrs={"aria-label": t("Ticket for {seat}", seat=item.name)},
    )
    one = rx.el.p(item.type_name, " · ", item.price, class_name="tabular text-sm text-muted")
    return rx.el.li(
        rx.el.div(
            rx.el.p(item.name, class_name="font-medium"),
            rx.cond(item.types, choice, one),
            class_name="min-w-0 flex-1",
        ),
        button(
            icon("close"), rx.el.span(t("Give up {seat}", seat=item.name), class_name="sr-only"),
            look="quiet", size="small", on_click=EventState.pick_seat(0, item.place),
            class_name="min-w-11 min-h-11",
        ),
        class_name="flex items-center gap-4 py-3",
    )  # fmt: skip


def _offers() -> rx.Component:
    def one(item: SeatOffer) -> rx.Component:
        return rx.el.li(
            rx.el.span(item.words, class_name="min-w-0 flex-1"),
            button(t("Take these"), look="plain", on_click=EventState.take_offer(item.seats)),
            class_name="flex flex-wrap items-center gap-3 py-2",
        )

    return rx.el.div(
        rx.el.p(EventState.seats_note, class_name="font-medium"),
        rx.el.ul(rx.foreach(EventState.offers, one), class_name="mt-1"),
        role="alert",
        class_name="mt-4 rounded-control bg-warn-soft px-4 py-3",
    )
