"""The listing's rows and words, and the address that asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field, ValidationError

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import Found, Price, SearchQuery, When
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.text import msgid, number, say, say_many
from bilten_app.web.parts.event import CATEGORY_WORDS, CardRow, card_rows

PATH = "/discover"
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


def _summary(total: int, locale: str) -> str:
    if not total:
        return say(msgid("No events found"), locale)
    return say_many("{n} event", "{n} events", total, locale)


def _choices(anything: str, words: Mapping[str, str], locale: str) -> list[Choice]:
    offered = [Choice(str(value), say(text, locale)) for value, text in words.items()]
    return [Choice("", say(anything, locale)), *offered]
