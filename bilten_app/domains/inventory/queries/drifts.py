"""Counters that differ from the rows they count: alarms."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.inventory.public import Drift, PersonDrift


async def drifts(session: AsyncSession) -> Sequence[Drift | PersonDrift]:
    """Return the pools and people whose counters differ from the rows they count.

    There are none in a healthy house.
    """
    pools = [Drift(*row) for row in await session.execute(text(_DRIFTS))]
    return pools + [PersonDrift(*row) for row in await session.execute(text(_PERSON_DRIFTS))]


_DRIFTS = """
    SELECT p.id, p.held, coalesce(h.n, 0), p.sold, coalesce(s.n, 0)
    FROM pools p
    LEFT JOIN (SELECT pool_id, sum(quantity)::int AS n FROM holds GROUP BY 1) h ON h.pool_id = p.id
    LEFT JOIN (
        SELECT d.pool_id, count(*)::int AS n
        FROM tickets k JOIN ticket_type_pools d ON d.ticket_type_id = k.ticket_type_id
        WHERE k.state <> 'void' GROUP BY 1
    ) s ON s.pool_id = p.id
    WHERE p.held <> coalesce(h.n, 0) OR p.sold <> coalesce(s.n, 0)
"""

_PERSON_DRIFTS = """
    SELECT p.ticket_type_id, p.identity, p.taken, coalesce(c.n, 0)
    FROM type_people p
    LEFT JOIN (
        SELECT ticket_type_id, identity, sum(quantity)::int AS n FROM type_claims
        WHERE released_at IS NULL GROUP BY 1, 2
    ) c ON c.ticket_type_id = p.ticket_type_id AND c.identity = p.identity
    WHERE p.taken <> coalesce(c.n, 0)
"""
