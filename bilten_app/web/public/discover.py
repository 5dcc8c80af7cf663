"""Search and filters. The address holds them all, so a search can be shared and gone back to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar
from urllib.parse import urlencode

import reflex as rx
from pydantic import BaseModel, Field, ValidationError

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import Found, Price, SearchQuery, When
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.text import msgid, number, say, say_many
from bilten_app.web import shell
from bilten_app.web.document import Asked, Document, Head
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.markup import SCREEN, Pen
from bilten_app.web.parts.data import pager
from bilten_app.web.parts.event import CATEGORY_WORDS, CardRow, card_rows, event_card
from bilten_app.web.parts.fields import button_class, link_button
from bilten_app.web.parts.icons import icon

PATH = "/discover"
GRID = "grid gap-x-6 gap-y-10 sm:grid-cols-2 lg:grid-cols-4"
SELECT = (
    "min-h-11 w-full appearance-none rounded-pill border border-line bg-surface ps-4 pe-10 "
    "text-[0.9375rem] font-medium text-ink hover:bg-sunken"
)
WHEN_WORDS: dict[str, str] = {
    When.today: msgid("Today"),
    When.weekend: msgid("This weekend"),
    When.week: msgid("Next 7 days"),
    When.month: msgid("Next 30 days"),
}
PRICE_WORDS: dict[str, str] = {Price.free: msgid("Free"), Price.paid: msgid("With a price")}


class SearchForm(BaseModel):
    """What the search form sends; empty means any."""

    q: str = Field("", max_length=120)
    category: str = Field("", max_length=40)
    city: str = Field("", max_length=120)
    when: str = Field("", max_length=20)
    price: str = Field("", max_length=20)
    page: int = Field(1, ge=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The listing, ready to show."""

    q: str = ""
    category: str = ""
    city: str = ""
    when: str = ""
    price: str = ""
    rows: list[CardRow] = field(default_factory=list)
    summary: str = ""
    pages: str = ""
    before: str = ""
    after: str = ""
    filtered: bool = False
    cities: list[Choice] = field(default_factory=list)
    categories: list[Choice] = field(default_factory=list)
    whens: list[Choice] = field(default_factory=list)
    prices: list[Choice] = field(default_factory=list)


class DiscoverState(rx.State):
    """What the listing shows."""

    _access: ClassVar[str] = "public"

    q: str = ""
    category: str = ""
    city: str = ""
    when: str = ""
    price: str = ""
    rows: list[CardRow] = []
    summary: str = ""
    pages: str = ""
    before: str = ""
    after: str = ""
    filtered: bool = False
    cities: list[Choice] = []
    categories: list[Choice] = []
    whens: list[Choice] = []
    prices: list[Choice] = []
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Search for what the address says."""
        listing = await load(rt, self.router.url.query_parameters, visit.locale)
        for each in fields(listing):
            setattr(self, each.name, getattr(listing, each.name))
        self.loaded = True

    @handler
    async def look(self, form: SearchForm) -> Any:
        """Go to the address of this search."""
        chosen = form.model_dump(exclude={"page"})
        return rx.redirect(address_of(chosen))


def address_of(chosen: Mapping[str, Any]) -> str:
    """Return the address of a search; what is empty is left out."""
    told = urlencode({name: value for name, value in chosen.items() if value})
    return f"{PATH}?{told}" if told else PATH


async def load(rt: Runtime, asked: Mapping[str, str], locale: str) -> Listing:
    """Return the listing that an address asks for; what it says wrongly is ignored."""
    form = read(asked)
    query = SearchQuery(
        words=form.q.strip(),
        category=form.category if form.category in CATEGORY_WORDS else "",
        city=form.city,
        when=When(form.when) if form.when in set(When) else None,
        price=Price(form.price) if form.price in set(Price) else None,
        page=form.page,
    )
    async with rt.read() as session:
        found = await discovery.search(session, query, at=rt.clock.now())
        cities = await discovery.cities(session, at=rt.clock.now())
    return listing_of(form, found, [each.value for each in cities], locale)


def read(asked: Mapping[str, str]) -> SearchForm:
    """Return the filters of an address, leaving out those that make no sense."""
    given = {name: asked[name] for name in SearchForm.model_fields if name in asked}
    try:
        return SearchForm.model_validate(given)
    except ValidationError as error:
        wrong = {str(item["loc"][0]) for item in error.errors()}
        return SearchForm.model_validate(
            {name: value for name, value in given.items() if name not in wrong}
        )


def listing_of(form: SearchForm, found: Found, cities: list[str], locale: str) -> Listing:
    """Return the listing's rows and words."""
    chosen = form.model_dump(exclude={"page"})
    before = address_of({**chosen, "page": found.page - 1}) if found.page > 1 else ""
    after = address_of({**chosen, "page": found.page + 1}) if found.page < found.pages else ""
    return Listing(
        **chosen,
        rows=card_rows(found.hits, locale),
        summary=_summary(found.total, locale),
        pages=say(
            msgid("Page {page} of {pages}"),
            locale,
            page=number(found.page, locale),
            pages=number(found.pages, locale),
        ),
        before=before,
        after=after,
        filtered=any(chosen.values()),
        cities=[Choice("", say(msgid("Any city"), locale)), *(Choice(c, c) for c in cities)],
        categories=_choices(msgid("Any category"), CATEGORY_WORDS, locale),
        whens=_choices(msgid("Any date"), WHEN_WORDS, locale),
        prices=_choices(msgid("Any price"), PRICE_WORDS, locale),
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


def _summary(total: int, locale: str) -> str:
    if not total:
        return say(msgid("No events found"), locale)
    return say_many("{n} event", "{n} events", total, locale)


def _choices(anything: str, words: Mapping[str, str], locale: str) -> list[Choice]:
    offered = [Choice(str(value), say(text, locale)) for value, text in words.items()]
    return [Choice("", say(anything, locale)), *offered]
