"""Shifts and what they took, as the box office and its organizer see them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.events import queries as events
from bilten_app.domains.orders.public import ShiftView
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.money import Money
from bilten_app.kit.page import Page, cursor_id, read_cursor

PAGE = 25


async def shifts(
    session: AsyncSession, scope: OrganizerScope, *, cursor: str | None = None, size: int = PAGE
) -> Page[ShiftView]:
    """Return an organization's shifts, the newest first."""
    bound = {"after": cursor_id(read_cursor(cursor, 1)[0]) if cursor else None}
    return Page[ShiftView].cut(
        await _read(session, scope, _AFTER, {**bound, "size": size + 1}),
        size,
        lambda one: (str(one.id),),
    )


async def open_shift_of(session: AsyncSession, scope: OrganizerScope, who: str) -> ShiftView | None:
    """Return the open shift of a person, as the audit names them, or None."""
    mine = await _read(session, scope, _MINE, {"who": who, "size": 1})
    return mine[0] if mine else None


async def shift(session: AsyncSession, scope: OrganizerScope, shift_id: UUID) -> ShiftView | None:
    """Return a shift of the organization, or None."""
    found = await _read(session, scope, "s.id = :id", {"id": shift_id, "size": 1})
    return found[0] if found else None


async def _read(
    session: AsyncSession, scope: OrganizerScope, condition: str, bound: Mapping[str, Any]
) -> list[ShiftView]:
    chosen = text(_SHIFTS.format(condition=condition))
    rows = (await session.execute(chosen, {**bound, "scope": scope})).all()
    times = await events.times(session, [row.event_id for row in rows if row.event_id])
    return [
        _shift(row, times[row.event_id].time_zone if row.event_id in times else "") for row in rows
    ]


def _shift(row: Row[Any], zone: str) -> ShiftView:
    def money(minor: int) -> Money:
        return Money(int(minor), row.currency)

    return ShiftView(
        id=row.id,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        float_=money(row.float_minor),
        cash_sales=money(row.cash_sales),
        cash_refunds=money(row.cash_refunds),
        terminal_sales=money(row.terminal_sales),
        orders=row.orders,
        counted=None if row.counted_minor is None else money(row.counted_minor),
        note=row.note,
        zone=zone,
    )


_AFTER = "(CAST(:after AS uuid) IS NULL OR s.id < :after)"
_MINE = "s.opened_by = :who AND s.closed_at IS NULL"
_SHIFTS = """
    SELECT s.*, m.*, (
        SELECT o.event_id FROM till_moves m JOIN orders o ON o.id = m.order_id
        WHERE m.shift_id = s.id ORDER BY m.at DESC, m.id DESC LIMIT 1
    ) AS event_id
    FROM till_shifts s
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE kind = 'sale')::int AS orders,
            coalesce(sum(amount_minor) FILTER (WHERE kind = 'sale' AND tender = 'cash'), 0)
                AS cash_sales,
            coalesce(sum(amount_minor) FILTER (WHERE kind = 'refund' AND tender = 'cash'), 0)
                AS cash_refunds,
            coalesce(sum(amount_minor) FILTER (WHERE kind = 'sale' AND tender = 'terminal'), 0)
                AS terminal_sales
        FROM till_moves WHERE shift_id = s.id
    ) m
    WHERE s.organizer_id = :scope AND {condition}
    ORDER BY s.id DESC LIMIT :size
"""
