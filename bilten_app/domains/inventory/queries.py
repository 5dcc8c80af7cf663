"""Availability: the ticket types of an event with the counts of their pools."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.inventory.models import HoldLine, Pool, TicketType
from bilten_app.domains.inventory.public import (
    Drift,
    HeldLine,
    Hold,
    HoldId,
    TicketTypeId,
    TicketTypeView,
    TypePrice,
)
from bilten_app.domains.inventory.rules import left_in, sale_state


async def ticket_types(
    session: AsyncSession, event_id: UUID, *, at: datetime, with_hidden: bool = False
) -> Sequence[TicketTypeView]:
    """Return the ticket types of an event in their order."""
    chosen = (
        select(TicketType, Pool)
        .join(Pool, col(Pool.id) == col(TicketType.pool_id))
        .where(col(TicketType.event_id) == event_id)
        .order_by(col(TicketType.position), col(TicketType.number))
    )
    if not with_hidden:
        chosen = chosen.where(col(TicketType.hidden).is_(False))
    rows = (await session.execute(chosen)).all()
    return [_view(ticket_type, pool, at) for ticket_type, pool in rows]


async def left_by_type(
    session: AsyncSession, event_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[UUID, int]]:
    """Return event id → ticket type id → places left, for many events in one query."""
    rows = await session.execute(
        select(
            col(TicketType.event_id),
            col(TicketType.id),
            func.greatest(col(Pool.capacity) - col(Pool.sold) - col(Pool.held), 0),
        )
        .join(Pool, col(Pool.id) == col(TicketType.pool_id))
        .where(col(TicketType.event_id).in_(event_ids), col(TicketType.hidden).is_(False))
    )
    left: dict[UUID, dict[UUID, int]] = {}
    for event_id, type_id, count in rows:
        left.setdefault(event_id, {})[type_id] = count
    return left


async def type_names(
    session: AsyncSession, ids: Collection[UUID]
) -> Mapping[UUID, tuple[str, int]]:
    """Return ticket type id → (name, number within its event)."""
    chosen = select(col(TicketType.id), col(TicketType.name), col(TicketType.number))
    rows = await session.execute(chosen.where(col(TicketType.id).in_(ids)))
    return {type_id: (name, number) for type_id, name, number in rows}


async def proof_classes(
    session: AsyncSession, ids: Collection[UUID]
) -> Mapping[UUID, tuple[int, bool]]:
    """Return ticket type id → (class number in the proof, whether its code must rotate)."""
    chosen = select(col(TicketType.id), col(TicketType.number), col(TicketType.rotating))
    rows = await session.execute(chosen.where(col(TicketType.id).in_(ids)))
    return {type_id: (number, rotating) for type_id, number, rotating in rows}


async def lowest_price(session: AsyncSession, event_id: UUID) -> int | None:
    """Return the lowest price that anybody can see, or None without a ticket type."""
    chosen = select(func.min(col(TicketType.price_minor))).where(
        col(TicketType.event_id) == event_id, col(TicketType.hidden).is_(False)
    )
    return (await session.execute(chosen)).scalar_one()


async def prices(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, TypePrice]:
    """Return ticket type id → what an order line needs of it."""
    chosen = select(
        col(TicketType.id), col(TicketType.event_id), col(TicketType.name),
        col(TicketType.price_minor),
    )  # fmt: skip
    rows = await session.execute(chosen.where(col(TicketType.id).in_(ids)))
    return {type_id: TypePrice(event_id, name, minor) for type_id, event_id, name, minor in rows}


async def hold(session: AsyncSession, hold_id: UUID) -> Hold | None:
    """Return a hold that still stands, or None."""
    return (await holds(session, [hold_id])).get(hold_id)


async def holds(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, Hold]:
    """Return hold id → hold, of those that still stand."""
    chosen = select(HoldLine).where(col(HoldLine.hold_id).in_(ids))
    rows = await session.execute(chosen.order_by(col(HoldLine.ticket_type_id)))
    found: dict[UUID, list[HoldLine]] = {}
    for row in rows.scalars():
        found.setdefault(row.hold_id, []).append(row)
    return {hold_id: _hold(lines) for hold_id, lines in found.items()}


async def open_checkouts(session: AsyncSession, event_id: UUID) -> int:
    """Return how many carts of an event hold places for their checkout."""
    chosen = (
        select(func.count(func.distinct(col(HoldLine.hold_id))))
        .join(TicketType, col(TicketType.id) == col(HoldLine.ticket_type_id))
        .where(col(TicketType.event_id) == event_id, col(HoldLine.reason) == "checkout")
    )
    return (await session.execute(chosen)).scalar_one()


async def drifts(session: AsyncSession) -> Sequence[Drift]:
    """Return the pools whose counters differ from the rows they count; none in a healthy house."""
    rows = await session.execute(text(_DRIFTS))
    return [Drift(*row) for row in rows]


_DRIFTS = """
    SELECT p.id, p.held, coalesce(h.n, 0), p.sold, coalesce(s.n, 0)
    FROM pools p
    LEFT JOIN (SELECT pool_id, sum(quantity)::int AS n FROM holds GROUP BY 1) h ON h.pool_id = p.id
    LEFT JOIN (
        SELECT t.pool_id, count(*)::int AS n
        FROM tickets k JOIN ticket_types t ON t.id = k.ticket_type_id
        WHERE k.state <> 'void' GROUP BY 1
    ) s ON s.pool_id = p.id
    WHERE p.held <> coalesce(h.n, 0) OR p.sold <> coalesce(s.n, 0)
"""


def _hold(rows: Sequence[HoldLine]) -> Hold:
    lines = tuple(HeldLine(TicketTypeId(r.ticket_type_id), r.pool_id, r.quantity) for r in rows)
    return Hold(HoldId(rows[0].hold_id), rows[0].expires_at, lines)


def _view(ticket_type: TicketType, pool: Pool, at: datetime) -> TicketTypeView:
    return TicketTypeView(
        id=TicketTypeId(ticket_type.id),
        event_id=ticket_type.event_id,
        pool_id=pool.id,
        number=ticket_type.number,
        name=ticket_type.name,
        note=ticket_type.note,
        price_minor=ticket_type.price_minor,
        max_per_order=ticket_type.max_per_order,
        left=left_in(pool),
        capacity=pool.wanted,
        held=pool.held,
        sold=pool.sold,
        sale=sale_state(ticket_type, pool, at),
        sale_opens_at=ticket_type.sale_opens_at,
        sale_closes_at=ticket_type.sale_closes_at,
        paused=ticket_type.paused,
        hidden=ticket_type.hidden,
        rotating=ticket_type.rotating,
    )
