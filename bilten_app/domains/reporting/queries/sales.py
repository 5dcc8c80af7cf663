"""What was sold, as the dashboard counts it.

A changed ticket was sold once, on the day on which it was first bought; what it costs more or less
counts on the day of the change. What somebody sells on is no sale of the organizer's.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.reporting.public import DaySales, EventSales, SalesTotals
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.money import Money


async def totals(
    session: AsyncSession, scope: OrganizerScope, *, today: datetime
) -> Sequence[SalesTotals]:
    """Return sales by currency, the largest first; `today` is when the day began."""
    rows = await session.execute(text(_TOTALS), {"scope": scope, "today": today})
    return [
        SalesTotals(
            revenue=Money(row.revenue, row.currency),
            tickets=row.tickets,
            orders=row.orders,
            revenue_today=Money(row.revenue_today, row.currency),
            tickets_today=row.tickets_today,
        )
        for row in rows
    ]


async def pulse(session: AsyncSession) -> int:
    """Return a number that grows whenever something happened: cheap to ask, often."""
    newest = text("SELECT coalesce(max(id), 0) FROM facts")
    return (await session.execute(newest)).scalar_one()


async def days(
    session: AsyncSession, scope: OrganizerScope, *, zone: str, now: datetime, count: int = 14
) -> Sequence[DaySales]:
    """Return tickets sold on each of the last `count` days in a zone, today last."""
    bound = {"scope": scope, "zone": zone, "now": now, "count": count - 1}
    rows = await session.execute(text(_DAYS), bound)
    return [DaySales(row.day, row.tickets) for row in rows]


async def event_sales(
    session: AsyncSession, scope: OrganizerScope, event_ids: Collection[UUID]
) -> Mapping[UUID, EventSales]:
    """Return how each of these events sells: tickets to get in, of as many as there can be."""
    rows = await session.execute(text(_EVENT_SALES), {"scope": scope, "ids": list(event_ids)})
    most = await inventory.most_by_event(session, event_ids)
    return {
        row.id: EventSales(row.sold, most.get(row.id, 0), Money(row.revenue, row.currency))
        for row in rows
    }


# What became of an order `o` (and of its change `c`): tickets it has, and those that moved on.
_MOVED = """
    LEFT JOIN order_changes c ON c.order_id = o.id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(m.list_minor), 0) AS minor,
               coalesce(sum(jsonb_array_length(m.ticket_ids)), 0) AS tickets
        FROM order_changes m WHERE m.from_order_id = o.id AND m.done_at IS NOT NULL
    ) gone
    CROSS JOIN LATERAL (
        SELECT sum(l.quantity * CASE jsonb_typeof(l.parts)
            WHEN 'array' THEN greatest(jsonb_array_length(l.parts), 1) ELSE 1 END) AS tickets
        FROM order_lines l WHERE l.order_id = o.id
    ) had
"""
_TOTALS = f"""
    SELECT o.currency, count(*) FILTER (WHERE o.state = 'paid') AS orders,
        coalesce(sum(o.list_minor - o.discount_minor - gone.minor)
            FILTER (WHERE o.state = 'paid'), 0)::bigint AS revenue,
        coalesce(sum(had.tickets - gone.tickets) FILTER (WHERE o.state = 'paid'), 0)::int
            AS tickets,
        coalesce(sum(o.list_minor - o.discount_minor - coalesce(c.list_minor, 0))
            FILTER (WHERE o.paid_at >= :today), 0)::bigint AS revenue_today,
        coalesce(sum(had.tickets - gone.tickets)
            FILTER (WHERE o.state = 'paid' AND coalesce(c.sold_at, o.paid_at) >= :today), 0)::int
            AS tickets_today
    FROM orders o {_MOVED}
    WHERE o.organizer_id = :scope AND o.channel <> 'resale'
      AND (o.state = 'paid' OR o.state = 'cancelled' AND o.close_reason = 'changed')
    GROUP BY o.currency ORDER BY revenue DESC
"""  # noqa: S608 - nothing of it comes from outside
_DAYS = f"""
    WITH days AS (
        SELECT d.day::date AS day FROM generate_series(
            (CAST(:now AS timestamptz) AT TIME ZONE :zone)::date - CAST(:count AS int),
            (CAST(:now AS timestamptz) AT TIME ZONE :zone)::date, '1 day'
        ) AS d (day)
    ), sold AS (
        SELECT (coalesce(c.sold_at, o.paid_at) AT TIME ZONE :zone)::date AS day,
               had.tickets - gone.tickets AS tickets
        FROM orders o {_MOVED}
        WHERE o.organizer_id = :scope AND o.state = 'paid' AND o.channel <> 'resale'
          AND coalesce(c.sold_at, o.paid_at)
              >= (SELECT min(day) FROM days)::timestamp AT TIME ZONE :zone
    )
    SELECT days.day, coalesce(sum(sold.tickets), 0)::int AS tickets
    FROM days LEFT JOIN sold ON sold.day = days.day
    GROUP BY days.day ORDER BY days.day
"""  # noqa: S608 - nothing of it comes from outside
_EVENT_SALES = """
    SELECT e.id, e.currency,
        (SELECT count(*)::int FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id
         WHERE t.event_id = e.id AND t.state <> 'void' AND y.kind = 'admission') AS sold,
        (SELECT coalesce(sum(list_minor - discount_minor), 0)::bigint FROM orders o
         WHERE o.event_id = e.id AND o.state = 'paid' AND o.channel <> 'resale')
        - (SELECT coalesce(sum(c.list_minor), 0)::bigint FROM order_changes c
           JOIN orders o ON o.id = c.from_order_id AND o.state = 'paid'
           WHERE o.event_id = e.id AND c.done_at IS NOT NULL) AS revenue
    FROM events e WHERE e.organizer_id = :scope AND e.id = ANY (:ids)
"""
