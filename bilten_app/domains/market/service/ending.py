"""Listings that end by themselves: their time is over, or their order is not what it was."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.market import queries
from bilten_app.domains.market.models import Listing
from bilten_app.domains.market.public import EndReason, ListingEnded, ListingState
from bilten_app.domains.market.rules import closes_at
from bilten_app.domains.market.service.listing import end
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork


async def pull_order(uow: UnitOfWork, *, order_id: UUID, reason: EndReason) -> int:
    """Take all tickets of an order off the market, also from a buyer who is paying.

    The caller holds the order's lock. Return how many there were.
    """
    return await _pull(uow, reason, col(Listing.seller_order_id) == order_id)


async def pull_ticket(uow: UnitOfWork, *, ticket_ids: Sequence[UUID], reason: EndReason) -> int:
    """Take tickets off the market, also from a buyer who is paying; return how many there were."""
    return await _pull(uow, reason, col(Listing.ticket_id).in_(ticket_ids))


async def close_over(rt: Runtime) -> None:
    """Job of the clock: end the listings of which the time to resell is over.

    One whose buyer is paying waits for them. Harmless beside another worker.
    """
    async with rt.read() as session:
        waiting = await queries.listed_events(session)
        times = await events.times(session, waiting)
        terms = {event_id: await queries.event_terms(session, event_id) for event_id in waiting}
    now = rt.clock.now()
    for event_id, kinds in waiting.items():
        over = [one for one in kinds if closes_at(terms[event_id].of(one), times[event_id]) <= now]
        if not over:
            continue
        async with rt.unit_of_work() as uow:
            of_types = col(Listing.ticket_type_id).in_(over)
            here = col(Listing.event_id) == event_id
            for row in await _open(uow, here, of_types):
                if not queries.is_held(row, now):
                    await _end(uow, row, EndReason.closed)


async def _pull(uow: UnitOfWork, reason: EndReason, *chosen: ColumnElement[bool]) -> int:
    rows = await _open(uow, *chosen)
    for row in rows:
        await _end(uow, row, reason)
    return len(rows)


async def _end(uow: UnitOfWork, row: Listing, reason: EndReason) -> None:
    await end(uow, row, reason)
    uow.record(ListingEnded(row.id, row.seller_order_id, row.event_id, reason.value))


async def _open(uow: UnitOfWork, *chosen: ColumnElement[bool]) -> Sequence[Listing]:
    wanted = select(Listing).where(col(Listing.state) == ListingState.open, *chosen)
    wanted = wanted.order_by(col(Listing.id)).with_for_update(key_share=True)
    wanted = wanted.execution_options(populate_existing=True)
    return (await uow.session.execute(wanted)).scalars().all()
