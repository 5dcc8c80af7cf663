"""How far chains are mirrored: what the indexer's own tables say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# An indexer that lives says so every few seconds, be there anything new or not.
SILENT_AFTER = timedelta(seconds=30)
# A node that is this far ahead of us is more than a turn away.
LATE_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Mirror:
    """One chain. `head` is where its node stood, `tip` and `final` are where we are."""

    chain_id: int
    head: int | None
    tip: int | None
    tip_at: datetime | None
    final: int | None
    reorgs: int
    deepest: int
    stopped_for: str
    trouble: str
    trouble_since: datetime | None
    answered_at: datetime | None
    said_at: datetime | None
    events_per_s: float

    @property
    def behind(self) -> int:
        """How many blocks the node is ahead."""
        return max(0, (self.head or 0) - (self.tip or 0))

    def late(self, now: datetime) -> timedelta:
        """Return how old the news is that we miss; nothing where we miss none."""
        if not self.behind or self.tip_at is None:
            return timedelta()
        return max(timedelta(), now - self.tip_at)

    def is_silent(self, now: datetime) -> bool:
        """Whether nobody turns it."""
        return self.said_at is None or now - self.said_at >= SILENT_AFTER

    def is_well(self, now: datetime) -> bool:
        """Whether it follows: somebody turns it, the node answers, and nothing is missed."""
        return (
            not (self.stopped_for or self.trouble)
            and not self.is_silent(now)
            and self.late(now) < LATE_AFTER
        )


async def mirrors(session: AsyncSession) -> Sequence[Mirror]:
    """Return every chain that was ever mirrored or tried."""
    return [Mirror(**row) for row in (await session.execute(_MIRRORS)).mappings()]


async def resume(session: AsyncSession, chain_id: int) -> bool:
    """Let a chain go on that was stopped; return whether it was."""
    return (await session.execute(_RESUME, {"chain_id": chain_id})).scalar_one_or_none() is not None


async def final_number(session: AsyncSession, chain_id: int) -> int | None:
    """Return the last block of a chain that stays; None while nobody mirrors it."""
    found = await session.execute(_FINAL, {"chain_id": chain_id})
    return found.scalar_one_or_none()


async def never_made(
    session: AsyncSession, chain_id: int, *, contract: bytes, item: int, by: datetime
) -> bool:
    """Whether a chain is final past an instant, and a ticket was never made until there.

    The final block and the tickets until there are written in one transaction.
    """
    asked = {"chain_id": chain_id, "contract": contract, "item": item, "by": by}
    return (await session.execute(_NEVER_MADE, asked)).scalar_one()


_FINAL = text("SELECT final_number FROM chain_checkpoints WHERE chain_id = :chain_id")
_NEVER_MADE = text("""
    SELECT EXISTS (SELECT FROM chain_checkpoints WHERE chain_id = :chain_id AND final_at > :by)
        AND NOT EXISTS (
            SELECT FROM chain_tickets
            WHERE chain_id = :chain_id AND contract = :contract AND item = :item
        )
""")
_MIRRORS = text("""
    SELECT chain_id, w.head, coalesce(tip.number, c.final_number) AS tip,
        coalesce(tip.at, c.final_at) AS tip_at, c.final_number AS final,
        coalesce(c.reorgs, 0) AS reorgs, coalesce(c.deepest, 0) AS deepest,
        coalesce(c.stopped_for, '') AS stopped_for, coalesce(w.trouble, '') AS trouble,
        w.trouble_since, w.answered_at, w.said_at, coalesce(w.events_per_s, 0) AS events_per_s
    FROM chain_checkpoints c FULL JOIN chain_watches w USING (chain_id)
    LEFT JOIN LATERAL (
        SELECT number, at FROM chain_hot_blocks b WHERE b.chain_id = c.chain_id
        ORDER BY number DESC LIMIT 1
    ) tip ON true
    ORDER BY chain_id
""")
_RESUME = text("""
    UPDATE chain_checkpoints SET stopped_for = ''
    WHERE chain_id = :chain_id AND stopped_for <> '' RETURNING chain_id
""")
