"""The listing, top to bottom; drawn by either pen."""

from typing import Any

import reflex as rx

from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.data import pager
from bilten_app.web.parts.event import event_card
from bilten_app.web.parts.fields import button_class, link_button
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.discover.state import DiscoverState
from bilten_app.web.public.discover.view import PATH, address_of, load, read

GRID = "grid gap-x-6 gap-y-10 sm:grid-cols-2 lg:grid-cols-4"
SELECT = (
    "min-h-11 w-full appearance-none rounded-pill border border-line bg-surface ps-4 pe-10 "
    "text-[0.9375rem] font-medium text-ink hover:bg-sunken"
)


async def document(asked: Asked) -> Document:
    """Return the listing's head and first paint."""
    listing = await load(asked.rt, asked.query, asked.visit.locale)
    chosen = read(asked.query).model_dump(exclude_defaults=True)
    head = Head(
        title=f"{asked.pen.t('Discover events')} · Bilten",
        description=asked.pen.t("Search by what, where and when. Fees are included."),
        path=address_of(chosen),
    )
    return Document(head, shell.public_paper(asked.pen, asked.session, _body(asked.pen, listing)))


def page() -> rx.Component:
    """The page, top to bottom."""
    return _body(SCREEN, DiscoverState)


def _body(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.el("h1", pen.t("Discover events"), class_name="text-title"),
        _filters(pen, view),
        pen.el(
            "p", view.summary, role="status", class_name="mt-8 min-h-6 text-[0.9375rem] text-muted"
        ),
        pen.when(view.rows, _results(pen, view), _nothing(pen, view)),
        class_name=f"{shell.WIDTH} pt-8 sm:pt-12",
    )


def _filters(pen: Pen, view: Any) -> Any:
    events: dict[str, Any] = (
        {"on_submit": DiscoverState.look, "key": DiscoverState.q} if pen is SCREEN else {}
    )
    return pen.el(
        "form",
        _search_line(pen, view.q),
        pen.el(
            "div",
            _select(pen, "category", pen.t("Category"), view.categories, view.category),
            _select(pen, "city", pen.t("City"), view.cities, view.city),
            _select(pen, "when", pen.t("Date"), view.whens, view.when),
            _select(pen, "price", pen.t("Price"), view.prices, view.price),
            class_name="mt-3 grid grid-cols-2 gap-2 lg:grid-cols-4",
        ),
        action=PATH,
        method="get",
        role="search",
        custom_attrs={"data-follows": ""},
        class_name="mt-6",
        **events,
    )


def search_box(pen: Pen, *, words: Any) -> Any:
    """The search line alone, as the home page has it."""
    events: dict[str, Any] = {"on_submit": DiscoverState.look} if pen is SCREEN else {}
    return pen.el(
        "form",
        _search_line(pen, words),
        action=PATH,
        method="get",
        role="search",
        class_name="max-w-xl",
        **events,
    )


def _search_line(pen: Pen, words: Any) -> Any:
    value = {"default_value": words} if pen is SCREEN else {"value": words}
    return pen.el(
        "div",
        icon("search", pen=pen, class_name="absolute start-5 top-1/2 -translate-y-1/2 text-muted"),
        pen.el(
            "input",
            type="search",
            name="q",
            placeholder=pen.t("Artist, event, place"),
            aria_label=pen.t("Search events"),
            max_length=120,
            class_name=(
                "min-h-14 w-full rounded-pill border border-line bg-surface ps-13 pe-32 text-base "
                "shadow-raised placeholder:text-muted focus:outline-2 focus:outline-brand"
            ),
            **value,
        ),
        pen.el(
            "button",
            pen.t("Search"),
            type="submit",
            class_name=f"{button_class()} absolute end-1.5 top-1.5 rounded-pill",
        ),
        class_name="relative",
    )


def _select(pen: Pen, name: str, label: str, choices: Any, chosen: Any) -> Any:
    def option(choice: Any) -> Any:
        picked = {} if pen is SCREEN else {"selected": choice.value == chosen}
        return pen.el("option", choice.words, value=choice.value, **picked)

    state = {"default_value": chosen, "key": chosen} if pen is SCREEN else {}
    return pen.el(
        "div",
        pen.el(
            "select",
            pen.each(choices, option),
            name=name,
            aria_label=label,
            class_name=SELECT,
            **state,
        ),
        icon(
            "chevron_down",
            "size-4",
            pen=pen,
            class_name="pointer-events-none absolute end-4 top-1/2 -translate-y-1/2 text-muted",
        ),
        class_name="relative",
    )


def _results(pen: Pen, view: Any) -> Any:
    return pen.el(
        "div",
        pen.el(
            "div",
            pen.each(view.rows, lambda row: event_card(pen, row, heading="h2")),
            class_name=f"mt-4 {GRID}",
        ),
        pen.when(
            pen.either(view.before, view.after),
            pager(view.pages, before=view.before, after=view.after, pen=pen),
        ),
    )


def _nothing(pen: Pen, view: Any) -> Any:
    return pen.when(
        view.summary,
        pen.el(
            "div",
            pen.el("h2", pen.t("Nothing fits all of this"), class_name="text-heading"),
            pen.el(
                "p",
                pen.t("Try fewer words, another city, or any date. New events come every day."),
                class_name="mt-2 text-muted",
            ),
            pen.el(
                "div",
                link_button(pen.t("Clear the search"), href=PATH, look="quiet", pen=pen),
                class_name="mt-6",
            ),
            class_name="py-16 text-center",
        ),
    )
