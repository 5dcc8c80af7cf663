"""Search and listings over published events. Reads only, one statement for each question."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.discovery.public import (
    LAST_PAGE,
    PAGE_SIZE,
    Counted,
    EventHit,
    EventPage,
    Found,
    Lineup,
    Price,
    SearchQuery,
    When,
)
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.media import queries as media
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.pricing.public import QuoteItem
from bilten_app.domains.pricing.service import quote_cart
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.twins import IS_TEST, is_test

FRIDAY = 4
NOT_STOPPED = "organizer_id NOT IN (SELECT id FROM organizers WHERE suspended_at IS NOT NULL)"
IS_A_TEST = IS_TEST.format("organizer_id")
IN_PUBLIC = f"{NOT_STOPPED} AND NOT ({IS_A_TEST})"
COMING = f"state = 'published' AND ends_at > :now AND {IN_PUBLIC}"
OF_SANDBOX = f"state = 'published' AND ends_at > :now AND {NOT_STOPPED} AND organizer_id = :sandbox"
CARD = (
    "id, slug, title, summary, category, city, country, venue_name, starts_at, ends_at, "
    "time_zone, from_minor, currency, fees_passed_on, organizer_id, cover_id"
)


async def search(session: AsyncSession, query: SearchQuery, *, at: datetime) -> Found:
    """Return one page of coming events, the best match first, then the soonest.

    Tests are found by nobody but who asks for those of one test organization.
    """
    conditions, bound = _conditions(query, at)
    page = min(max(query.page, 1), LAST_PAGE)
    rank = "ts_rank(search, to_tsquery('simple', plain(:words))) DESC, " if "words" in bound else ""
    listed = text(
        f"SELECT {CARD}, count(*) OVER () AS total FROM events "  # noqa: S608 - constants only
        f"WHERE {conditions} ORDER BY {rank}starts_at, id LIMIT :size OFFSET :skipped"
    )
    bound |= {"size": PAGE_SIZE, "skipped": (page - 1) * PAGE_SIZE}
    rows = (await session.execute(listed, bound)).all()
    return Found(await _hits(session, rows), rows[0].total if rows else 0, page)


async def line_up(session: AsyncSession, *, at: datetime, size: int = 12) -> Lineup:
    """Return what the home page shows."""
    featured = f"SELECT {CARD} FROM events WHERE {COMING} AND featured ORDER BY starts_at LIMIT 5"  # noqa: S608 - constants only
    upcoming = (
        f"SELECT {CARD} FROM events WHERE {COMING} AND NOT featured ORDER BY starts_at LIMIT :size"  # noqa: S608 - constants only
    )
    first = (await session.execute(text(featured), {"now": at})).all()
    then = (await session.execute(text(upcoming), {"now": at, "size": size})).all()
    hits = await _hits(session, [*first, *then])
    return Lineup(
        featured=hits[: len(first)],
        upcoming=hits[len(first) :],
        categories=await _counted(session, "category", at),
        cities=await cities(session, at=at),
    )


async def cities(session: AsyncSession, *, at: datetime) -> Sequence[Counted]:
    """Return the cities with coming events, the liveliest first."""
    return await _counted(session, "city", at)


async def event_page(session: AsyncSession, slug: str) -> EventPage:
    """Return a published, ended or cancelled event, or raise NotFound; a draft is nobody's.

    A test has an address, too: who shows it says that it is one.
    """
    row = (await session.execute(text(_EVENT), {"slug": slug})).mappings().one_or_none()
    if row is None:
        raise NotFound
    shown = dict(row)
    gallery, cover_id = [UUID(each) for each in shown.pop("gallery")], shown.pop("cover_id")
    organizer = await organizers.by_id(session, row["organizer_id"])
    pictures = await media.views(session, [*gallery, *([cover_id] if cover_id else [])])
    return EventPage(
        **shown,
        organizer=organizer.name,
        organizer_about=organizer.about,
        organizer_logo=organizer.logo,
        cover=pictures.get(cover_id),
        gallery=[pictures[each] for each in gallery if each in pictures],
    )


async def addresses(session: AsyncSession) -> Sequence[tuple[str, datetime]]:
    """Return slug and last start of every event that search engines may know."""
    listed = text(
        "SELECT slug, coalesce(published_at, created_at) FROM events "  # noqa: S608 - constants only
        f"WHERE state IN ('published', 'ended') AND {IN_PUBLIC} "
        "ORDER BY starts_at DESC LIMIT 45000"
    )
    return [(row[0], row[1]) for row in await session.execute(listed)]


def all_in(minor: int, currency: str, *, fees_passed_on: bool, is_test: bool = False) -> Money:
    """Return what a buyer pays for one ticket of this list price, fees included."""
    item = QuoteItem(UUID(int=0), 1, minor)
    priced = quote_cart([item], currency=currency, fees_passed_on=fees_passed_on, is_test=is_test)
    return Money(priced.total_minor, currency)


_EVENT = f"""
    SELECT e.id, e.organizer_id, e.slug, e.state, e.title, e.summary, e.description, e.language,
        e.category, e.tags, e.line_up, e.age_policy, e.refund_policy, e.currency,
        e.fees_passed_on, e.starts_at, e.ends_at, e.doors_at, e.time_zone, e.venue_name,
        coalesce(v.address, '') AS address, e.city, e.country, v.latitude, v.longitude,
        coalesce(v.accessibility, '') AS accessibility, e.cancel_reason, e.gallery, e.cover_id
    FROM events e LEFT JOIN venues v ON v.id = e.venue_id
    WHERE e.slug = :slug AND e.state <> 'draft' AND e.{NOT_STOPPED}
"""  # noqa: S608 - constants only


def _conditions(query: SearchQuery, at: datetime) -> tuple[str, dict[str, Any]]:
    parts, bound = [COMING], dict[str, Any](now=at)
    if query.sandbox is not None:
        parts, bound = [OF_SANDBOX], {"now": at, "sandbox": query.sandbox}
    words = " & ".join(f"{word}:*" for word in re.findall(r"\w+", query.words)[:8])
    filters: Sequence[tuple[bool, str, dict[str, Any]]] = (
        (bool(words), "search @@ to_tsquery('simple', plain(:words))", {"words": words}),
        (bool(query.category), "category = :category", {"category": query.category}),
        (bool(query.city), "city = :city", {"city": query.city}),
        (query.when is not None, "starts_at < :until AND ends_at > :since", _between(query, at)),
        (query.price is Price.free, "from_minor = 0", {}),
        (query.price is Price.paid, "from_minor > 0", {}),
        (query.since is not None, "ends_at > :first", {"first": query.since}),
        (query.until is not None, "starts_at < :last", {"last": query.until}),
        (bool(query.currency), "currency = :currency", {"currency": query.currency}),
    )
    for applies, condition, values in filters:
        if applies:
            parts.append(condition)
            bound |= values
    return " AND ".join(parts), bound


def _between(query: SearchQuery, at: datetime) -> dict[str, Any]:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    friday = midnight + timedelta(days=max(FRIDAY - at.weekday(), 0))
    monday = midnight + timedelta(days=7 - at.weekday())
    spans = {
        When.today: (at, midnight + timedelta(days=1)),
        When.weekend: (max(at, friday), monday),
        When.week: (at, at + timedelta(days=7)),
        When.month: (at, at + timedelta(days=30)),
    }
    since, until = spans[query.when or When.month]
    return {"since": since, "until": until}


async def _counted(session: AsyncSession, column: str, at: datetime) -> Sequence[Counted]:
    counted = text(
        f"SELECT {column}, count(*) FROM events WHERE {COMING} AND {column} <> '' "  # noqa: S608 - constants only
        "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 40"
    )
    return [Counted(row[0], row[1]) for row in await session.execute(counted, {"now": at})]


async def _hits(session: AsyncSession, rows: Sequence[Row[Any]]) -> Sequence[EventHit]:
    covers = await media.views(session, {row.cover_id for row in rows if row.cover_id})
    hosts = await organizers.by_ids(session, {row.organizer_id for row in rows})
    left = await inventory.left_by_event(session, [row.id for row in rows])
    return [
        EventHit(
            id=row.id,
            slug=row.slug,
            title=row.title,
            summary=row.summary,
            category=row.category,
            city=row.city,
            country=row.country,
            venue_name=row.venue_name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            time_zone=row.time_zone,
            from_price=None
            if row.from_minor is None
            else all_in(
                row.from_minor,
                row.currency,
                fees_passed_on=row.fees_passed_on,
                is_test=is_test(row.organizer_id),
            ),
            left=left.get(row.id),
            organizer=hosts[row.organizer_id].name,
            cover=covers.get(row.cover_id),
        )
        for row in rows
    ]
