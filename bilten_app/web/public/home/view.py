"""The home page's rows, ready to show."""

from dataclasses import dataclass

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import Counted, Lineup
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.text import number, say
from bilten_app.web.parts.event import CardRow, card_row, card_rows, category_words
from bilten_app.web.public.discover.view import address_of

FEATURE_WIDTH = 1280
MANY_CITIES = 12


@dataclass(frozen=True, slots=True)
class ChipRow:
    """A way into the listing."""

    words: str
    count: str
    href: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page, ready to show."""

    feature: CardRow | None
    featured: list[CardRow]
    upcoming: list[CardRow]
    categories: list[ChipRow]
    cities: list[ChipRow]
    count: int


async def load(rt: Runtime, locale: str) -> HomeView:
    """Return the home page in a language."""
    async with rt.read() as session:
        lineup = await discovery.line_up(session, at=rt.clock.now())
    return view_of(lineup, locale)


def view_of(lineup: Lineup, locale: str) -> HomeView:
    """Return the home page's rows, ready to show."""
    first, others = lineup.featured[:1], lineup.featured[1:]
    return HomeView(
        feature=card_row(first[0], locale, FEATURE_WIDTH) if first else None,
        featured=card_rows(others, locale),
        upcoming=card_rows(lineup.upcoming, locale),
        categories=[_category(each, locale) for each in lineup.categories],
        cities=[_city(each, locale) for each in lineup.cities[:MANY_CITIES]],
        count=sum(each.count for each in lineup.categories),
    )


def _category(each: Counted, locale: str) -> ChipRow:
    return ChipRow(
        say(category_words(each.value), locale),
        number(each.count, locale),
        address_of({"category": each.value}),
    )


def _city(each: Counted, locale: str) -> ChipRow:
    return ChipRow(each.value, number(each.count, locale), address_of({"city": each.value}))
