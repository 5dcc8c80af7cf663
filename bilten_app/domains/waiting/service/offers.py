"""Places that came free go to the first in line who fits, for a while.

Everything about one pool is one transaction under the pool's lock: two workers never offer the same
places, and a crash in between offers nothing.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from bilten_app.domains.waiting import rules
from bilten_app.domains.waiting.models import Entry, Offer, Skip
from bilten_app.domains.waiting.public import (
    ENTRY_FLOW,
    EntryState,
    OfferMade,
    OfferState,
    SkipReason,
    Verb,
)
from bilten_app.domains.waiting.service.entries import give_up
from bilten_app.domains.waiting.service.pools import (
    end_hold_at,
    hold_for_list,
    lists_to_serve,
    lock,
    open_until,
    sold_until,
    tell_pool,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id

AT_ONCE = 500


async def serve_lists(rt: Runtime) -> None:
    """Job of the clock: end what nobody took, and offer what is kept. Harmless in two workers."""
    async with rt.read() as session:
        due = (await session.execute(text(_DUE), {"now": rt.clock.now(), "most": AT_ONCE})).all()
    for offer_id, pool_id in due:
        async with rt.unit_of_work() as uow:
            await _review(uow, offer_id, pool_id)
    async with rt.unit_of_work() as uow:
        pools = await lists_to_serve(uow)
    for pool_id in pools:
        async with rt.unit_of_work() as uow:
            await _serve(uow, pool_id, lifetime=timedelta(minutes=rt.settings.offer_minutes))


# No offer outlives the sale, whose end may have moved since it was made.
_DUE = """
    SELECT o.id, e.pool_id FROM waiting_offers o
    JOIN waiting_entries e ON e.id = o.entry_id
    JOIN ticket_types t ON t.id = e.ticket_type_id JOIN events v ON v.id = e.event_id
    WHERE o.state = 'open' AND (
        o.expires_at <= :now OR o.expires_at > least(v.starts_at, t.sale_closes_at)
        OR v.state <> 'published'
    )
    ORDER BY o.expires_at LIMIT :most
"""


async def _review(uow: UnitOfWork, offer_id: UUID, pool_id: UUID) -> None:
    """End an open offer with the sale at the latest."""
    await lock(uow, pool_id)
    offer = await uow.get(Offer, offer_id, lock=True)
    if offer.state != OfferState.open:
        return
    entry = await uow.get(Entry, offer.entry_id, lock=True)
    now, ends = uow.clock.now(), await sold_until(uow, entry.ticket_type_id)
    offer.expires_at = min(offer.expires_at, ends or now)
    if offer.expires_at <= now:
        await give_up(uow, entry, offer, OfferState.expired)
    else:
        await end_hold_at(uow, hold_id=offer.hold_id, until=offer.expires_at)


async def _serve(uow: UnitOfWork, pool_id: UUID, *, lifetime: timedelta) -> None:
    await lock(uow, pool_id)
    await _close_over(uow, pool_id)
    await tell_pool(uow, pool_id)
    free, kept = await lock(uow, pool_id)
    line = await _line(uow, pool_id)
    waiting = [rules.Waiting(one.id, one.quantity, one.least) for one in line]
    by_id = {one.id: one for one in line}
    dealt = list(rules.deal(kept or free, waiting))
    is_news = any(isinstance(outcome, rules.Given) for outcome in dealt)
    for outcome in dealt:
        entry = by_id[outcome.id]
        match outcome:
            case rules.Given():
                await _offer(uow, entry, outcome.quantity, lifetime)
            case rules.Passed():
                _skip(uow, entry, outcome.free, is_news=is_news)
    await uow.session.flush()
    await tell_pool(uow, pool_id)


async def _line(uow: UnitOfWork, pool_id: UUID) -> Sequence[Entry]:
    """Return who waits for places of this pool that may be offered now, the first one first."""
    chosen = select(Entry).where(
        col(Entry.pool_id) == pool_id, col(Entry.state) == EntryState.waiting
    )
    entries = (await uow.session.execute(chosen.order_by(col(Entry.id)))).scalars().all()
    types = {one.ticket_type_id for one in entries}
    on_offer = {one for one in types if await open_until(uow, one)}
    return [one for one in entries if one.ticket_type_id in on_offer]


async def _offer(uow: UnitOfWork, entry: Entry, quantity: int, lifetime: timedelta) -> None:
    now = uow.clock.now()
    closes = await open_until(uow, entry.ticket_type_id)
    offer = Offer(
        entry_id=entry.id,
        hold_id=new_id(),
        quantity=quantity,
        offered_at=now,
        expires_at=min(now + lifetime, closes) if closes else now,
    )
    uow.add(offer)
    await hold_for_list(
        uow,
        hold_id=offer.hold_id,
        ticket_type_id=entry.ticket_type_id,
        quantity=quantity,
        until=offer.expires_at,
    )
    await uow.move(entry, ENTRY_FLOW, EntryState.offered)
    uow.record(OfferMade(entry.id, offer.id))
    uow.audit(Verb.offer_made, entry.id, quantity=quantity)


def _skip(uow: UnitOfWork, entry: Entry, free: int, *, is_news: bool) -> None:
    """Write down that somebody was passed over; once, while nobody gets the same few places."""
    if entry.skipped_free == free and not is_news:
        return
    entry.skipped_free = free
    reason = SkipReason.too_few_places
    uow.add(
        Skip(entry_id=entry.id, at=uow.clock.now(), reason=reason, free=free, least=entry.least)
    )


async def _close_over(uow: UnitOfWork, pool_id: UUID) -> None:
    """End the waiting for what has begun or will not take place."""
    await uow.session.execute(
        text(
            "UPDATE waiting_entries e SET state = 'over', closed_at = :now FROM events v"
            " WHERE v.id = e.event_id AND e.pool_id = :pool AND e.state = 'waiting'"
            " AND (v.starts_at <= :now OR v.state IN ('ended', 'cancelled'))"
        ),
        {"pool": pool_id, "now": uow.clock.now()},
    )
