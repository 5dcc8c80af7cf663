"""Plans for who edits them, seats for who buys them, and the proof that they add up."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select as columns
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.seating.models import SeatPlan, SeatRow
from bilten_app.domains.seating.public import (
    Plan,
    PlanView,
    Seat,
    SeatDrift,
    SeatId,
    SeatMap,
    SeatName,
    SeatState,
    Spot,
)
from bilten_app.domains.seating.rules.best import best, nearest
from bilten_app.domains.seating.rules.plans import read_plan, spots
from bilten_app.infra.db import among

_MOST = 2**31 - 1  # what the columns of places and versions hold


async def plan(session: AsyncSession, event_id: UUID) -> PlanView | None:
    """Return the plan of an event as it is edited, or None; the caller has checked whose it is."""
    row = await session.get(SeatPlan, event_id)
    if row is None:
        return None
    return PlanView(event_id, read_plan(row.plan), row.version, row.is_changed, row.changed_at)


def drawn(plan: Plan) -> Sequence[Spot]:
    """Return the seats of a plan as it is edited."""
    return spots(plan)


async def versions(session: AsyncSession, event_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return event id → version of its published plan, of those that have one."""
    chosen = columns(col(SeatPlan.event_id), col(SeatPlan.version)).where(
        among(col(SeatPlan.event_id), event_ids), col(SeatPlan.version) > 0
    )
    return {row.event_id: row.version for row in await session.execute(chosen)}


async def seat_map(session: AsyncSession, event_id: UUID) -> SeatMap | None:
    """Return the published plan of an event with the state of every seat, or None."""
    row = await session.get(SeatPlan, event_id)
    if row is None or not row.version:
        return None
    return SeatMap(event_id, row.version, row.stage, await all_seats(session, event_id))


async def best_seats(
    session: AsyncSession,
    event_id: UUID,
    quantity: int,
    *,
    pools: Collection[UUID],
    accessible: bool = False,
) -> Sequence[Seat]:
    """Return the best free seats of some categories, together if they can be; maybe fewer."""
    every = await all_seats(session, event_id)
    return best(every, quantity, pools=pools, accessible=accessible)


async def alternatives(
    session: AsyncSession, event_id: UUID, wanted: Collection[UUID]
) -> tuple[Sequence[Seat], Sequence[Sequence[Seat]]]:
    """Return which of the wanted seats are gone, and up to three groups to take instead of all."""
    every = await all_seats(session, event_id)
    chosen = [seat for seat in every if seat.id in wanted]
    return [seat for seat in chosen if not seat.is_free], nearest(every, chosen)


async def seats(
    session: AsyncSession, event_id: UUID, ids: Collection[UUID]
) -> Mapping[UUID, Seat]:
    """Return id → seat, of those that belong to the event."""
    chosen = select(SeatRow).where(col(SeatRow.event_id) == event_id, col(SeatRow.id).in_(ids))
    return {row.id: _seat(row) for row in (await session.execute(chosen)).scalars()}


async def seat_at(
    session: AsyncSession, event_id: UUID, *, version: int, place: int
) -> Seat | None:
    """Return the seat at a place of a version of the plan; None when buyers see another one."""
    if not (0 <= place <= _MOST and 0 <= version <= _MOST):
        return None
    chosen = (
        select(SeatRow)
        .join(SeatPlan, col(SeatPlan.event_id) == col(SeatRow.event_id))
        .where(col(SeatRow.event_id) == event_id, col(SeatRow.place) == place)
        .where(col(SeatPlan.version) == version)
    )
    row = (await session.execute(chosen)).scalar_one_or_none()
    return _seat(row) if row else None


async def of_holds(
    session: AsyncSession, hold_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[Seat]]:
    """Return hold id → its seats in the order of the plan, of holds that have any."""
    chosen = select(SeatRow).where(among(col(SeatRow.hold_id), hold_ids))
    rows = (await session.execute(chosen.order_by(col(SeatRow.place)))).scalars()
    found: dict[UUID, list[Seat]] = {}
    for row in rows:
        if row.hold_id:
            found.setdefault(row.hold_id, []).append(_seat(row))
    return found


async def seated_pools(session: AsyncSession, event_id: UUID) -> frozenset[UUID]:
    """Return the pools of an event whose places are seats."""
    found = await session.execute(
        text("SELECT p.id FROM pools p WHERE p.event_id = :event AND p.seated"),
        {"event": event_id},
    )
    return frozenset(found.scalars())


async def seated_types(session: AsyncSession, event_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return ticket type → the pool from which its tickets have their seats."""
    found = await session.execute(
        text(
            "SELECT d.ticket_type_id, d.pool_id FROM ticket_type_pools d"
            " JOIN pools p ON p.id = d.pool_id AND p.seated WHERE p.event_id = ANY (:events)"
        ),
        {"events": list(event_ids)},
    )
    return {row.ticket_type_id: row.pool_id for row in found}


async def seated_hold(session: AsyncSession, hold_id: UUID) -> tuple[UUID, UUID] | None:
    """Return (event, pool) of a hold of places that are seats, or None."""
    found = await session.execute(
        text(
            "SELECT p.event_id, p.id FROM holds h JOIN pools p ON p.id = h.pool_id AND p.seated"
            " WHERE h.hold_id = :hold"
        ),
        {"hold": hold_id},
    )
    row = found.first()
    return (row[0], row[1]) if row else None


async def free_seats(
    session: AsyncSession, event_ids: Collection[UUID]
) -> Mapping[UUID, tuple[int, bytes]]:
    """Return event id → (version, a bit for each seat, the first place in the highest bit).

    A bit is set while the seat can be had. Seats of a pool that is out of places are not: what
    comes free there is kept for its waiting list.
    """
    found = await session.execute(
        text(
            "SELECT s.event_id, v.version, string_agg(CASE WHEN s.state = 'free'"
            "   AND p.capacity > p.sold + p.held THEN '1' ELSE '0' END, '' ORDER BY s.place)"
            " FROM seats s JOIN pools p ON p.id = s.pool_id"
            " JOIN seat_plans v ON v.event_id = s.event_id"
            " WHERE s.event_id = ANY (:events) GROUP BY 1, 2"
        ),
        {"events": list(event_ids)},
    )
    return {event_id: (version, _packed(bits)) for event_id, version, bits in found}


async def drifts(session: AsyncSession) -> Sequence[SeatDrift]:
    """Return seated pools whose seats differ from their counters; none in a healthy house."""
    rows = await session.execute(text(_DRIFTS))
    return [SeatDrift(*row) for row in rows]


_DRIFTS = """
    SELECT p.id, p.held - coalesce(l.n, 0), coalesce(s.held, 0), p.sold, coalesce(s.sold, 0),
           p.wanted, coalesce(s.open, 0)
    FROM pools p
    LEFT JOIN (
        SELECT pool_id, sum(quantity)::int AS n FROM holds WHERE reason = 'list' GROUP BY 1
    ) l ON l.pool_id = p.id
    LEFT JOIN (
        SELECT x.pool_id,
               count(*) FILTER (WHERE x.state = 'held' AND EXISTS (
                   SELECT 1 FROM holds h WHERE h.hold_id = x.hold_id AND h.pool_id = x.pool_id
               ))::int AS held,
               count(*) FILTER (WHERE x.state = 'sold' AND EXISTS (
                   SELECT 1 FROM tickets t WHERE t.seat_id = x.id AND t.state <> 'void'
               ))::int AS sold,
               count(*) FILTER (WHERE x.state <> 'blocked')::int AS open
        FROM seats x GROUP BY 1
    ) s ON s.pool_id = p.id
    WHERE p.seated AND (
        p.held - coalesce(l.n, 0) <> coalesce(s.held, 0) OR p.sold <> coalesce(s.sold, 0)
        OR p.wanted <> coalesce(s.open, 0)
    )
"""


async def all_seats(session: AsyncSession, event_id: UUID) -> Sequence[Seat]:
    """Return every seat of an event's published plan, in the order of their places."""
    named = (
        col(SeatRow.id), col(SeatRow.pool_id), col(SeatRow.section), col(SeatRow.row),
        col(SeatRow.number), col(SeatRow.at_table), col(SeatRow.x), col(SeatRow.y),
        col(SeatRow.run), col(SeatRow.place), col(SeatRow.cost), col(SeatRow.is_accessible),
        col(SeatRow.state),
    )  # fmt: skip
    chosen = columns(*named).where(col(SeatRow.event_id) == event_id).order_by(col(SeatRow.place))
    return [_seat(row) for row in await session.execute(chosen)]


def _seat(row: Any) -> Seat:
    return Seat(
        id=SeatId(row.id),
        pool_id=row.pool_id,
        name=SeatName(row.section, row.row, row.number, row.at_table),
        x=row.x,
        y=row.y,
        run=row.run,
        place=row.place,
        cost=row.cost,
        is_accessible=row.is_accessible,
        state=SeatState(row.state),
    )


def _packed(bits: str) -> bytes:
    padded = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return int(padded, 2).to_bytes(len(padded) // 8) if padded else b""
