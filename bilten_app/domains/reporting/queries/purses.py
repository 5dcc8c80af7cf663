"""Whether gift cards and credit hold what the books say."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class PurseDrift:
    """What an organizer's cards (or credit) hold of a currency, and what the ledger says."""

    organizer_id: UUID
    kind: str
    currency: str
    held_minor: int
    booked_minor: int


async def purse_drifts(session: AsyncSession) -> Sequence[PurseDrift]:
    """Return where cards or credit differ from the books; nothing when all is well.

    What an order has taken that is not paid yet is still promised in the books.
    """
    return [PurseDrift(*row) for row in await session.execute(text(_DRIFTS))]


_DRIFTS = """
    WITH held AS (
        SELECT p.organizer_id, p.kind, p.currency,
               sum(p.balance_minor + coalesce(waiting.minor, 0))::bigint AS minor
        FROM purses p
        LEFT JOIN LATERAL (
            SELECT sum(u.taken_minor - u.returned_minor) AS minor
            FROM purse_uses u JOIN orders o ON o.id = u.order_id
            WHERE u.purse_id = p.id AND o.paid_at IS NULL
        ) waiting ON true
        GROUP BY 1, 2, 3
    ), booked AS (
        SELECT a.owner_id AS organizer_id, a.currency,
               CASE a.kind WHEN 'gift_cards' THEN 'gift_card' ELSE 'store_credit' END AS kind,
               -ledger_sum(a.id, 'infinity', 9223372036854775807) AS minor
        FROM ledger_accounts a WHERE a.kind IN ('gift_cards', 'store_credit')
    )
    SELECT organizer_id, kind, currency, coalesce(h.minor, 0), coalesce(b.minor, 0)
    FROM held h FULL JOIN booked b USING (organizer_id, kind, currency)
    WHERE coalesce(h.minor, 0) <> coalesce(b.minor, 0)
    ORDER BY 1, 2, 3
"""
