"""How far the refunds of a cancelled event are, read from its orders and their money."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.reporting.public import Cancellation
from bilten_app.kit.actor import OrganizerScope

# An order's money is where its refunds' last attempts are.
_CANCELLATION = text("""
WITH closing AS (
    SELECT o.state, o.refunded_minor < o.total_minor AS taken,
           coalesce(r.failed, false) AS failed, coalesce(r.moving, false) AS moving
    FROM orders o LEFT JOIN LATERAL (
        SELECT bool_or(f.state = 'failed') AS failed,
               bool_or(f.state IN ('requested', 'sent')) AS moving
        FROM refunds f
        WHERE f.payment_id = o.payment_id
          AND NOT EXISTS (SELECT FROM refunds again WHERE again.instead_of = f.id)
    ) r ON true
    WHERE o.organizer_id = :scope AND o.event_id = :event AND o.paid_at IS NOT NULL
      AND (o.state = 'paid' OR o.state = 'cancelled' AND o.close_reason = 'event_cancelled')
)
SELECT count(*) FILTER (WHERE state = 'paid') AS left_open,
       count(*) FILTER (WHERE state <> 'paid' AND failed) AS failed,
       count(*) FILTER (WHERE state <> 'paid' AND moving AND NOT failed) AS moving,
       count(*) FILTER (WHERE state <> 'paid' AND NOT moving AND NOT failed) AS done,
       count(*) FILTER (WHERE state <> 'paid' AND taken) AS taken
FROM closing
""")


async def cancellation(
    session: AsyncSession, scope: OrganizerScope, event_id: UUID
) -> Cancellation:
    """Return how many paid orders of a cancelled event are refunded, and how many are not yet."""
    row = (await session.execute(_CANCELLATION, {"scope": scope, "event": event_id})).one()
    return Cancellation(row.left_open, row.moving, row.failed, row.done, row.taken)
