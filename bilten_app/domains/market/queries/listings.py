"""What is for sale, as anybody may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, false, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.inventory.queries import type_names
from bilten_app.domains.market.models import Listing
from bilten_app.domains.market.public import (
    ListingId,
    ListingKind,
    ListingState,
    ListingView,
    NoSuchListing,
)
from bilten_app.domains.seating.public import SeatName, read_name
from bilten_app.kit.money import Money

PAGE = 24
MOST_PRICES = 6


async def for_sale(
    session: AsyncSession,
    event_id: UUID,
    *,
    now: datetime,
    ticket_type_id: UUID | None = None,
    most: Money | None = None,
    with_seat: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> tuple[int, Sequence[ListingView]]:
    """Return how many listings of an event fit, and a page of them, the cheapest first.

    What somebody is paying for comes last: it may be free again.
    """
    chosen: list[ColumnElement[bool]] = [
        col(Listing.event_id) == event_id,
        col(Listing.state) == ListingState.open,
    ]
    if ticket_type_id is not None:
        chosen.append(col(Listing.ticket_type_id) == ticket_type_id)
    if most is not None:
        chosen.append(col(Listing.price_minor) <= most.minor)
    if with_seat:
        chosen.append(_HAS_SEAT)
    counted = await session.execute(select(func.count()).select_from(Listing).where(*chosen))
    held = func.coalesce(col(Listing.held_until) > now, false())
    page = select(Listing).where(*chosen).order_by(held, col(Listing.price_minor), col(Listing.id))
    return counted.scalar_one(), await _views(session, page.limit(limit).offset(offset), now)


async def offered(session: AsyncSession, event_id: UUID) -> tuple[int, Money | None]:
    """Return how many tickets of an event are for sale, and the lowest price."""
    chosen = select(
        func.count(), func.min(col(Listing.price_minor)), func.min(col(Listing.currency))
    ).where(col(Listing.event_id) == event_id, col(Listing.state) == ListingState.open)
    count, least, currency = (await session.execute(chosen)).one()
    return count, Money(least, currency) if count else None


@dataclass(frozen=True, slots=True)
class Choices:
    """By what listings of an event can be told apart."""

    types: Sequence[tuple[UUID, str]]
    prices: Sequence[Money]
    has_seats: bool


async def choices(session: AsyncSession, event_id: UUID) -> Choices:
    """Return the types, some of the prices, and whether any has a seat, of what is for sale."""
    chosen = select(
        col(Listing.ticket_type_id), col(Listing.price_minor), col(Listing.currency), _HAS_SEAT
    ).where(col(Listing.event_id) == event_id, col(Listing.state) == ListingState.open)
    rows = (await session.execute(chosen)).all()
    names = await type_names(session, {row[0] for row in rows})
    minors = sorted({row[1] for row in rows})
    step = max(1, -(-len(minors) // MOST_PRICES))
    shown = minors[::-1][::step][::-1]
    return Choices(
        types=sorted(((key, name) for key, (name, _) in names.items()), key=lambda one: one[1]),
        prices=[Money(minor, rows[0][2]) for minor in shown],
        has_seats=any(row[3] for row in rows),
    )


async def listing(session: AsyncSession, listing_id: UUID, *, now: datetime) -> ListingView:
    """Return a listing that is for sale, or raise NoSuchListing."""
    chosen = select(Listing).where(
        col(Listing.id) == listing_id, col(Listing.state) == ListingState.open
    )
    found = await _views(session, chosen, now)
    if not found:
        raise NoSuchListing
    return found[0]


async def listed_events(session: AsyncSession) -> Mapping[UUID, Collection[UUID]]:
    """Return event id → the ticket types of which some are for sale."""
    chosen = select(col(Listing.event_id), col(Listing.ticket_type_id)).distinct()
    found: dict[UUID, set[UUID]] = {}
    for event_id, type_id in await session.execute(
        chosen.where(col(Listing.state) == ListingState.open)
    ):
        found.setdefault(event_id, set()).add(type_id)
    return found


async def _views(
    session: AsyncSession, chosen: Select[Any], now: datetime
) -> Sequence[ListingView]:
    rows: Sequence[Listing] = (await session.execute(chosen)).scalars().all()
    names = await type_names(session, {row.ticket_type_id for row in rows})
    seats = await _seats(session, [row.ticket_id for row in rows])
    return [
        ListingView(
            id=ListingId(row.id),
            kind=ListingKind(row.kind),
            state=ListingState(row.state),
            event_id=row.event_id,
            ticket_type_id=row.ticket_type_id,
            type_name=names[row.ticket_type_id][0],
            seat=seats.get(row.ticket_id),
            price=Money(row.price_minor, row.currency),
            face=Money(row.face_minor, row.currency),
            is_held=is_held(row, now),
            listed_at=row.listed_at,
        )
        for row in rows
    ]


async def _seats(session: AsyncSession, ticket_ids: Collection[UUID]) -> Mapping[UUID, SeatName]:
    """Return ticket id → its seat, of those that have one."""
    found = await session.execute(_SEATS, {"tickets": list(ticket_ids)})
    return {row.id: read_name(row.seat) for row in found}


def is_held(row: Listing, now: datetime) -> bool:
    """Whether somebody is at the checkout with a listing."""
    return row.held_until is not None and row.held_until > now


_HAS_SEAT: ColumnElement[bool] = literal_column(
    "EXISTS (SELECT FROM tickets t WHERE t.id = listings.ticket_id AND t.seat_id IS NOT NULL)",
    Boolean(),
)
_SEATS = text("SELECT id, seat FROM tickets WHERE id = ANY (:tickets) AND seat_id IS NOT NULL")
