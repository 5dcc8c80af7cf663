"""Holds that stand."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.inventory.models import HoldLine, TicketType
from bilten_app.domains.inventory.public import HeldLine, Hold, HoldId, TicketTypeId
from bilten_app.infra.db import among


async def hold(session: AsyncSession, hold_id: UUID) -> Hold | None:
    """Return a hold that still stands, or None."""
    return (await holds(session, [hold_id])).get(hold_id)


async def holds(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, Hold]:
    """Return hold id → hold, of those that still stand."""
    chosen = select(HoldLine).where(among(col(HoldLine.hold_id), ids))
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


def _hold(rows: Sequence[HoldLine]) -> Hold:
    pieces = {row.ticket_type_id: (row.quantity // row.each, row.chosen_minor) for row in rows}
    lines = tuple(HeldLine(TicketTypeId(key), *held) for key, held in pieces.items())
    return Hold(HoldId(rows[0].hold_id), rows[0].expires_at, lines)
