"""What became of listings: for sellers, for mails and for the books."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.market.models import Listing
from bilten_app.domains.market.public import (
    ListingId,
    ListingKind,
    ListingState,
    NoSuchListing,
    OwnListingView,
    ResaleFigures,
    SoldListing,
    Split,
)
from bilten_app.domains.market.queries.listings import is_held
from bilten_app.infra.telling import Told, told_rows
from bilten_app.kit.money import Money
from bilten_app.kit.personal import Person


async def open_of_ticket(
    session: AsyncSession, ticket_id: UUID, *, now: datetime
) -> OwnListingView | None:
    """Return the listing of a ticket that is for sale, or None."""
    chosen = col(Listing.ticket_id) == ticket_id, col(Listing.state) == ListingState.open
    found = await _own(session, now, *chosen)
    return found[0] if found else None


async def of_seller_order(
    session: AsyncSession, order_id: UUID, *, now: datetime
) -> Sequence[OwnListingView]:
    """Return what was sold on, or is for sale, of an order's tickets."""
    gone = col(Listing.state) != ListingState.withdrawn
    return await _own(session, now, col(Listing.seller_order_id) == order_id, gone)


async def of_order(session: AsyncSession, order_id: UUID) -> SoldListing | None:
    """Return the listing that an order holds or has bought, or None."""
    chosen = select(Listing).where(col(Listing.order_id) == order_id)
    row = (await session.execute(chosen)).scalar_one_or_none()
    return sold_view(row) if row else None


async def face_of(session: AsyncSession, order_id: UUID) -> Money | None:
    """Return what the ticket of a resale first cost, or None."""
    chosen = select(col(Listing.face_minor), col(Listing.currency)).where(
        col(Listing.order_id) == order_id, col(Listing.state) != ListingState.open
    )
    row = (await session.execute(chosen)).one_or_none()
    return Money(*row) if row else None


async def told(session: AsyncSession, listing_id: UUID) -> SoldListing:
    """Return a listing for who writes about it. Raises NoSuchListing. Not for doors."""
    row = await session.get(Listing, listing_id, populate_existing=True)
    if row is None:
        raise NoSuchListing
    return sold_view(row)


async def settled_minor(session: AsyncSession, order_id: UUID) -> int:
    """Return what the tickets had cost that an order's buyer was paid for by others."""
    chosen = select(func.coalesce(func.sum(col(Listing.paid_minor)), 0)).where(
        col(Listing.seller_order_id) == order_id, col(Listing.state) == ListingState.settled
    )
    return int((await session.execute(chosen)).scalar_one())


async def due(session: AsyncSession, *, ended_before: datetime, limit: int) -> Sequence[UUID]:
    """Return sold listings whose event ended before a moment, the oldest first."""
    found = await session.execute(_DUE, {"before": ended_before, "most": limit})
    return found.scalars().all()


async def figures(session: AsyncSession, event_id: UUID, currency: str) -> ResaleFigures:
    """Return how much of an event is resold; the caller has checked who asks."""
    row = (await session.execute(_FIGURES, {"event": event_id})).one()
    return ResaleFigures(
        row.open, row.sold, row.undone, Money(row.turnover, currency),
        Money(row.royalties, currency), Money(row.owed, currency),
    )  # fmt: skip


def sold_view(row: Listing) -> SoldListing:
    """Return a listing with who sold it."""
    return SoldListing(
        id=ListingId(row.id),
        state=ListingState(row.state),
        kind=ListingKind(row.kind),
        event_id=row.event_id,
        organizer_id=row.organizer_id,
        ticket_id=row.ticket_id,
        seller_order_id=row.seller_order_id,
        seller_email=row.seller_email,
        order_id=row.order_id,
        split=_split(row),
        paid=Money(row.paid_minor, row.currency),
        reason=row.reason,
    )


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return what a person sold on."""
    return await told_rows(session, _PERSONAL, person)


async def _own(
    session: AsyncSession, now: datetime, *chosen: ColumnElement[bool]
) -> Sequence[OwnListingView]:
    rows = (
        (await session.execute(select(Listing).where(*chosen).order_by(col(Listing.id))))
        .scalars()
        .all()
    )
    bound = {"tickets": [row.ticket_id for row in rows]}
    codes = {row.id: row.code for row in await session.execute(_CODES, bound)}
    return [
        OwnListingView(
            id=ListingId(row.id),
            state=ListingState(row.state),
            event_id=row.event_id,
            ticket_id=row.ticket_id,
            ticket_code=codes[row.ticket_id],
            split=_split(row),
            is_held=is_held(row, now),
            listed_at=row.listed_at,
            sold_at=row.sold_at,
            settled_at=row.ended_at if row.state == ListingState.settled else None,
        )
        for row in rows
    ]


def _split(row: Listing) -> Split:
    return Split(
        Money(row.price_minor, row.currency),
        Money(row.royalty_minor, row.currency),
        Money(row.fee_minor, row.currency),
        Money(row.proceeds_minor, row.currency),
    )


_CODES = text("SELECT id, code FROM tickets WHERE id = ANY (:tickets)")
_DUE = text(
    "SELECT l.id FROM listings l JOIN events e ON e.id = l.event_id"
    " WHERE l.state = 'sold' AND e.ends_at < :before AND e.state = 'ended'"
    " ORDER BY l.id LIMIT :most"
)
_FIGURES = text("""
    SELECT count(*) FILTER (WHERE state = 'open')::int AS open,
        count(*) FILTER (WHERE state IN ('sold', 'settled'))::int AS sold,
        count(*) FILTER (WHERE state = 'undone')::int AS undone,
        coalesce(sum(price_minor) FILTER (WHERE state IN ('sold', 'settled')), 0)::bigint
            AS turnover,
        coalesce(sum(royalty_minor) FILTER (WHERE state IN ('sold', 'settled')), 0)::bigint
            AS royalties,
        coalesce(sum(proceeds_minor) FILTER (WHERE state = 'sold'), 0)::bigint AS owed
    FROM listings WHERE event_id = :event
""")
_PERSONAL = {
    "listings": "SELECT state, price_minor, proceeds_minor, currency, listed_at, sold_at, ended_at"
    " FROM listings WHERE seller_user_id = :user OR lower(seller_email) = :email ORDER BY id",
}
