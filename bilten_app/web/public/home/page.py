"""The home page, top to bottom; drawn by either pen."""

from typing import Any, ClassVar

import reflex as rx

from bilten_app.infra.runtime import Runtime
from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.data import CHIP
from bilten_app.web.parts.event import CardRow, event_card, event_feature
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import link_button
from bilten_app.web.parts.icons import icon
from bilten_app.web.public.discover.page import search_box
from bilten_app.web.public.home.view import ChipRow, load
from bilten_app.web.words import t

GRID = "mt-6 grid gap-x-6 gap-y-10 sm:grid-cols-2 lg:grid-cols-4"


class HomeState(rx.State):
    """What the home page shows."""

    _access: ClassVar[str] = "public"

    feature: list[CardRow] = []
    featured: list[CardRow] = []
    upcoming: list[CardRow] = []
    categories: list[ChipRow] = []
    cities: list[ChipRow] = []
    is_empty: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Load what is on."""
        view = await load(rt, visit.locale)
        self.feature = [view.feature] if view.feature else []
        self.featured = view.featured
        self.upcoming = view.upcoming
        self.categories = view.categories
        self.cities = view.cities
        self.is_empty = not view.count
        self.loaded = True


async def document(asked: Asked) -> Document:
    """Return the home page's head and first paint."""
    view = await load(asked.rt, asked.visit.locale)
    pen = asked.pen
    head = Head(
        title=f"{pen.t('Tickets for what moves you')} · Bilten",
        description=pen.t("Find concerts, plays, matches and workshops. Fees are included."),
        path="/",
        data={
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": "Bilten",
            "url": asked.origin,
        },
    )
    feature = [view.feature] if view.feature else []
    body = _body(
        pen, feature, view.featured, view.upcoming, view.categories, view.cities,
        first=None if feature else next(iter([*view.featured, *view.upcoming]), None),
    )  # fmt: skip
    return Document(head, shell.public_paper(pen, asked.session, body))


def page() -> rx.Component:
    """The page, top to bottom."""
    whole = _body(
        SCREEN,
        HomeState.feature,
        HomeState.featured,
        HomeState.upcoming,
        HomeState.categories,
        HomeState.cities,
    )
    nothing = empty(
        t("Nothing is on sale yet"),
        t("The first events will appear here as soon as an organizer publishes them."),
        link_button(t("Sell tickets"), href="/organizer"),
    )
    return rx.el.div(
        whole,
        rx.cond(HomeState.is_empty, nothing),
    )


def _body(
    pen: Pen, feature: Any, featured: Any, upcoming: Any, categories: Any, cities: Any,
    *, first: Any = None,
) -> Any:  # fmt: skip
    """Draw it all; without a feature, `first` is the card that the page opens with."""
    featured_title, more = pen.t("Worth leaving the house for"), pen.t("See all events")
    return pen.el(
        "div",
        _opening(pen, feature),
        pen.when(categories, _chips(pen, categories)),
        pen.when(featured, _grid(pen, featured_title, featured, first=first)),
        pen.when(upcoming, _grid(pen, pen.t("Coming up"), upcoming, first=first, more=more)),
        pen.when(cities, _cities(pen, cities)),
        _promise(pen),
        class_name=f"{shell.WIDTH} flex flex-col gap-16 pt-8 sm:gap-20 sm:pt-12",
    )


def _opening(pen: Pen, feature: Any) -> Any:
    words = pen.el(
        "div",
        pen.el(
            "h1",
            pen.t("Tickets for what moves you"),
            class_name="max-w-[8em] text-display text-balance",
        ),
        pen.el(
            "p",
            pen.t("Concerts, plays, matches, workshops. The price you see is the price you pay."),
            class_name="mt-5 max-w-md text-lg text-muted text-pretty",
        ),
        pen.el("div", search_box(pen, words=""), class_name="mt-8"),
        class_name="flex flex-col justify-center",
    )
    return pen.el(
        "div",
        words,
        pen.el("div", pen.each(feature, lambda row: event_feature(pen, row))),
        class_name="grid items-stretch gap-10 lg:grid-cols-[1fr_1.05fr] lg:gap-16",
    )


def _chips(pen: Pen, rows: Any) -> Any:
    return pen.el(
        "section",
        pen.el("h2", pen.t("Categories"), class_name="sr-only"),
        pen.el(
            "ul",
            pen.each(rows, lambda row: pen.el("li", _chip(pen, row), class_name="shrink-0")),
            class_name=(
                "-mx-5 flex gap-2 overflow-x-auto px-5 pb-1 [scrollbar-width:none] sm:mx-0 "
                "sm:flex-wrap sm:px-0"
            ),
        ),
    )


def _chip(pen: Pen, row: Any) -> Any:
    return pen.el(
        "a",
        row.words,
        pen.el("span", row.count, class_name="tabular text-sm font-normal text-muted"),
        href=row.href,
        class_name=CHIP,
    )


def _grid(pen: Pen, title: str, rows: Any, *, first: Any, more: str | None = None) -> Any:
    link = pen.el(
        "a",
        more,
        icon("arrow_right", "size-4", pen=pen, class_name="rtl:-scale-x-100"),
        href="/discover",
        class_name=(
            "inline-flex min-h-11 items-center gap-1.5 font-medium text-brand hover:underline"
        ),
    )
    return pen.el(
        "section",
        pen.el(
            "div",
            pen.el("h2", title, class_name="text-title"),
            link if more is not None else None,
            class_name="flex flex-wrap items-end justify-between gap-x-6 gap-y-1",
        ),
        pen.el(
            "div",
            pen.each(rows, lambda row: event_card(pen, row, eager=row is first)),
            class_name=GRID,
        ),
    )


def _cities(pen: Pen, rows: Any) -> Any:
    return pen.el(
        "section",
        pen.el("h2", pen.t("Near you, or worth a trip"), class_name="text-title"),
        pen.el(
            "ul",
            pen.each(rows, lambda row: pen.el("li", _chip(pen, row))),
            class_name="mt-6 flex flex-wrap gap-2",
        ),
    )


def _promise(pen: Pen) -> Any:
    return pen.el(
        "section",
        _point(
            pen,
            "shield",
            pen.t("A ticket the door can trust"),
            pen.t("Every ticket is signed, and checked at the door even without network."),
        ),
        _point(
            pen,
            "wallet",
            pen.t("One clear price"),
            pen.t("Fees are in the price from the first page to the last."),
        ),
        _point(
            pen,
            "clock",
            pen.t("Your places wait for you"),
            pen.t("What you choose is held while you pay, on every device you use."),
        ),
        class_name=(
            "grid gap-8 rounded-card border border-line bg-surface p-8 sm:p-12 md:grid-cols-3"
        ),
    )


def _point(pen: Pen, name: Any, title: str, words: str) -> Any:
    return pen.el(
        "div",
        icon(name, "size-7", pen=pen, class_name="text-brand"),
        pen.el("h2", title, class_name="mt-4 text-lg font-semibold tracking-tight"),
        pen.el("p", words, class_name="mt-1.5 text-muted text-pretty"),
    )
