"""The event page's rows, ready to show, and where they come from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import TicketTypeView
from bilten_app.domains.market import queries as market
from bilten_app.domains.pricing.public import NOTHING_ASKED, Ask
from bilten_app.domains.seating import queries as seating
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import Money
from bilten_app.kit.text import (
    country,
    hour,
    hours,
    long_day,
    msgid,
    price,
    say,
    say_many,
    short_price,
    zone_name,
)
from bilten_app.web.parts.event import Picture, category_words, picture_of
from bilten_app.web.public.event.rows import Offered, TicketRow, offered
from bilten_app.web.seats import free_words, pools_of

COVER_WIDTH = 1280
GALLERY_WIDTH = 800


@dataclass(frozen=True, slots=True)
class EventView:
    """The event page in a language."""

    id: str
    slug: str
    title: str
    summary: str
    paragraphs: list[str]
    category: str
    day: str
    time: str
    doors: str
    starts_iso: str
    zone: str
    venue: str
    address: str
    map_url: str
    accessibility: str
    line_up: list[str]
    age_policy: str
    refund_policy: str
    organizer: str
    organizer_about: str
    cover: Picture
    gallery: list[Picture]
    tickets: list[TicketRow]
    left: dict[str, int]
    from_price: str
    currency: str
    obstacle: str
    obstacle_note: str
    seats_source: str = ""
    free: str = ""
    is_test: bool = False
    resale: str = ""


async def load(
    rt: Runtime, slug: str, locale: str, *, ask: Ask = NOTHING_ASKED, currency: str = ""
) -> tuple[EventPage, EventView]:
    """Return an event and its page in a language for who brings this, or raise NotFound."""
    found = await offered(rt, slug, locale, ask=ask, currency=currency)
    view = view_of(found, locale, is_past=found.event.ends_at <= rt.clock.now())
    async with rt.read() as session:
        if not view.obstacle:
            view = replace(
                view, resale=resale_words(*await market.offered(session, found.event.id), locale)
            )
        free = (await seating.free_seats(session, [found.event.id])).get(found.event.id)
        if free is None or view.obstacle:
            return found.event, view
        seated = await seating.seated_pools(session, found.event.id)
    return found.event, _seated(view, found.types, seated, free)


def resale_words(count: int, least: Money | None, locale: str) -> str:
    """Return how many tickets guests sell on, and from which price; nothing when none."""
    if not count or least is None:
        return ""
    return say_many(
        msgid("{n} ticket from another guest, {price}"),
        msgid("{n} tickets from other guests, from {price}"),
        count, locale, price=price(least, locale),
    )  # fmt: skip


def _seated(
    view: EventView,
    types: Sequence[TicketTypeView],
    seated: Collection[UUID],
    free: tuple[int, bytes],
) -> EventView:
    """Return the page with its seats: which tickets have them, and which are free."""
    signs = {pool: sign for sign, pool in enumerate(p for p in pools_of(types) if p in seated)}
    pool_of = {str(one.id): pool for one in types for pool in one.pools if pool in seated}
    tickets = [
        replace(row, pool=str(pool), tone=signs[pool]) if (pool := pool_of.get(row.id)) else row
        for row in view.tickets
    ]
    source = f"/e/{view.slug}/seats.json"
    return replace(view, tickets=tickets, seats_source=source, free=free_words(*free))


async def left_by_event(rt: Runtime, event_ids: Collection[str]) -> Mapping[str, dict[str, int]]:
    """Return what is left of every ticket type, for the events somebody looks at."""
    async with rt.read() as session:
        counted = await inventory.left_by_type(session, [UUID(each) for each in event_ids])
    return {
        str(event): {str(type_id): left for type_id, left in types.items()}
        for event, types in counted.items()
    }


def view_of(found: Offered, locale: str, *, is_past: bool) -> EventView:
    """Return the page's rows and words."""
    event = found.event
    obstacle = obstacle_of(event.state, is_past=is_past)
    place = [part for part in (event.address, event.city, country(event.country, locale)) if part]
    return EventView(
        id=str(event.id),
        slug=event.slug,
        title=event.title,
        summary=event.summary,
        paragraphs=[part.strip() for part in event.description.split("\n\n") if part.strip()],
        category=say(category_words(event.category), locale),
        day=long_day(event.starts_at, event.time_zone, locale),
        time=f"{hours(event.starts_at, event.ends_at, event.time_zone, locale)} "
        f"{zone_name(event.starts_at, event.time_zone)}",
        doors=_doors(event, locale),
        starts_iso=event.starts_at.isoformat(),
        zone=event.time_zone,
        venue=event.venue_name,
        address=", ".join(place),
        map_url=_map(event),
        accessibility=event.accessibility,
        line_up=list(event.line_up),
        age_policy=event.age_policy,
        refund_policy=event.refund_policy,
        organizer=event.organizer,
        organizer_about=event.organizer_about,
        cover=picture_of(event.cover, COVER_WIDTH),
        gallery=[picture_of(each, GALLERY_WIDTH) for each in event.gallery],
        tickets=[] if obstacle else found.rows,
        left={str(each.id): each.left for each in found.types},
        from_price=from_words(
            [row.each_minor for row in found.rows if not row.is_addon], event.currency, locale
        ),
        currency=event.currency,
        obstacle=say(obstacle, locale) if obstacle else "",
        obstacle_note=event.cancel_reason,
        is_test=event.is_test,
    )


def obstacle_of(state: str, *, is_past: bool) -> str:
    """Return the msgid of why nothing is sold here any more, or nothing."""
    if state == "cancelled":
        return msgid("This event is cancelled. Everyone who bought a ticket gets the money back.")
    if state == "ended" or is_past:
        return msgid("This event is over.")
    return ""


def from_words(minors: Sequence[int], currency: str, locale: str) -> str:
    """Return `From €25`, `Free`, or nothing."""
    if not minors:
        return ""
    least = Money(min(minors), currency)
    if not least.minor:
        return say(msgid("Free"), locale)
    return say(msgid("From {price}"), locale, price=short_price(least, locale))


def _doors(event: EventPage, locale: str) -> str:
    if event.doors_at is None:
        return ""
    return say(
        msgid("Doors open {time}"), locale, time=hour(event.doors_at, event.time_zone, locale)
    )


def _map(event: EventPage) -> str:
    if event.latitude is None or event.longitude is None:
        return ""
    spot = f"{event.latitude}/{event.longitude}"
    return (
        f"https://www.openstreetmap.org/?mlat={event.latitude}&mlon={event.longitude}#map=16/{spot}"
    )
