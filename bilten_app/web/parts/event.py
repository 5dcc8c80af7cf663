"""Events as pictures and words: card, price tag, availability badge, date block.

Each takes a pen, because each is also drawn in the first paint.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bilten_app.domains.discovery.public import EventHit
from bilten_app.domains.media.public import MediaView
from bilten_app.kit.text import day_of_month, hour, month, msgid, say, short_day, short_price
from bilten_app.web.markup import Pen

FEW = 20
CARD_WIDTH = 640
HERO_WIDTH = 1280
CARD_SIZES = "(min-width: 1280px) 17.5rem, (min-width: 640px) 45vw, 92vw"
HERO_SIZES = "(min-width: 1024px) 46rem, 100vw"

CATEGORY_WORDS: dict[str, str] = {
    "music": msgid("Music"),
    "theatre": msgid("Theatre"),
    "sports": msgid("Sports"),
    "tech": msgid("Tech"),
    "food": msgid("Food and drink"),
    "arts": msgid("Arts"),
    "family": msgid("Family"),
    "workshops": msgid("Workshops"),
    "nightlife": msgid("Nightlife"),
    "film": msgid("Film"),
    "other": msgid("Other"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for an `img`; without an address only its tint is shown."""

    url: str = ""
    srcset: str = ""
    alt: str = ""
    tint: str = ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """An event on a card; words and prices are ready to show."""

    href: str
    title: str
    summary: str
    when: str
    month: str
    day: str
    place: str
    price: str
    state: str
    picture: Picture


def picture_of(view: MediaView | None, width: int) -> Picture:
    """Return a picture at about this width."""
    if view is None:
        return Picture()
    return Picture(view.url(width), view.srcset, view.alt, view.tint)


def card_row(hit: EventHit, locale: str, width: int = CARD_WIDTH) -> CardRow:
    """Return what a card shows of an event."""
    day = short_day(hit.starts_at, hit.time_zone, locale)
    place = [part for part in (hit.venue_name, hit.city) if part]
    return CardRow(
        href=f"/e/{hit.slug}",
        title=hit.title,
        summary=hit.summary,
        when=f"{day} · {hour(hit.starts_at, hit.time_zone, locale)}",
        month=month(hit.starts_at, hit.time_zone, locale),
        day=day_of_month(hit.starts_at, hit.time_zone, locale),
        place=", ".join(place),
        price=price_words(hit, locale),
        state=availability(hit.left),
        picture=picture_of(hit.cover, width),
    )


def card_rows(hits: Sequence[EventHit], locale: str) -> list[CardRow]:
    """Return the cards of several events."""
    return [card_row(hit, locale) for hit in hits]


def price_words(hit: EventHit, locale: str) -> str:
    """Return `Free`, `From €25`, or nothing when there are no tickets yet."""
    if hit.from_price is None:
        return ""
    if hit.from_price.minor == 0:
        return say(msgid("Free"), locale)
    return say(msgid("From {price}"), locale, price=short_price(hit.from_price, locale))


def availability(left: int | None) -> str:
    """Return `sold_out`, `few`, or nothing."""
    if left is None or left > FEW:
        return ""
    return "few" if left else "sold_out"


def category_words(category: str) -> str:
    """Return the msgid of a category."""
    return CATEGORY_WORDS.get(category, CATEGORY_WORDS["other"])


def event_card(pen: Pen, row: Any, *, heading: str = "h3", eager: bool = False) -> Any:
    """An event in a grid: picture, when, what, where, how much. The whole card leads to it."""
    return pen.el(
        "article",
        pen.el(
            "div",
            picture(pen, row.picture, sizes=CARD_SIZES, eager=eager),
            availability_badge(pen, row.state, class_name="absolute start-3 top-3"),
            class_name="relative aspect-[4/3] overflow-hidden rounded-card bg-sunken",
        ),
        pen.el(
            "div",
            pen.el("p", row.when, class_name="text-sm font-medium text-brand"),
            pen.el(
                heading,
                pen.el(
                    "a",
                    row.title,
                    href=row.href,
                    class_name="after:absolute after:inset-0 after:rounded-card after:content-['']",
                ),
                class_name=(
                    "mt-1 line-clamp-2 text-lg leading-snug font-semibold tracking-tight "
                    "group-hover:underline decoration-2 underline-offset-4"
                ),
            ),
            pen.el("p", row.place, class_name="mt-1 truncate text-sm text-muted"),
            price_tag(pen, row.price, class_name="mt-2"),
            class_name="px-1 pt-4",
        ),
        class_name="group relative flex flex-col rounded-card",
    )


def event_feature(pen: Pen, row: Any) -> Any:
    """The event the home page opens with: a large picture with its words on it."""
    return pen.el(
        "article",
        picture(pen, row.picture, sizes=HERO_SIZES, eager=True),
        pen.el(
            "div",
            class_name=("absolute inset-0 bg-linear-to-t from-black/85 via-black/35 to-black/0"),
        ),
        pen.el(
            "div",
            availability_badge(pen, row.state),
            pen.el(
                "p",
                row.when,
                class_name="mt-3 text-sm font-medium text-white/90 sm:text-base",
            ),
            pen.el(
                "h2",
                pen.el(
                    "a",
                    row.title,
                    href=row.href,
                    class_name="after:absolute after:inset-0 after:rounded-card after:content-['']",
                ),
                class_name="mt-1 line-clamp-3 text-title text-white text-balance",
            ),
            pen.el("p", row.place, class_name="mt-2 truncate text-white/85"),
            class_name="absolute inset-x-0 bottom-0 p-6 sm:p-8",
        ),
        class_name=(
            "group relative aspect-[4/5] w-full overflow-hidden rounded-card bg-sunken "
            "shadow-raised sm:aspect-[16/10] lg:aspect-[5/5]"
        ),
    )


def picture(
    pen: Pen, row: Any, *, sizes: str, eager: bool = False, class_name: str = "size-full"
) -> Any:
    """A picture that covers its box; its tint is there before it is."""
    drawn = pen.el(
        "img",
        src=row.url,
        src_set=row.srcset,
        sizes=sizes,
        alt=row.alt,
        loading="eager" if eager else "lazy",
        custom_attrs={"fetchPriority": "high"} if eager else {},
        class_name=f"{class_name} object-cover transition-transform duration-500 "
        "motion-safe:group-hover:scale-[1.03]",
        style={"background-color": row.tint},
    )
    return pen.when(row.url, drawn, pen.el("div", class_name=f"{class_name} bg-brand-soft"))


def price_tag(pen: Pen, price: Any, *, class_name: str = "") -> Any:
    """What it costs at least, fees included."""
    return pen.el("p", price, class_name=f"tabular text-sm font-semibold {class_name}".strip())


def availability_badge(pen: Pen, state: Any, *, class_name: str = "") -> Any:
    """Few left, or none; silent otherwise."""
    base = f"rounded-pill px-3 py-1 text-xs font-semibold {class_name}"
    none = pen.el("span", pen.t("Sold out"), class_name=f"{base} bg-bad-soft text-bad")
    few = pen.el("span", pen.t("Few left"), class_name=f"{base} bg-warn-soft text-warn")
    return pen.when(state == "sold_out", none, pen.when(state == "few", few))
