"""What is said of a chain while it is watched, for whoever asks how it is."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.kit.clock import Clock
from chain_indexer.turn import Turned

AGAIN_AFTER = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
_ANSWERED = text("""
    INSERT INTO chain_watches (chain_id, head, answered_at, events_per_s, trouble, said_at)
    VALUES (:chain_id, :head, :now, :rate, '', :now)
    ON CONFLICT ON CONSTRAINT pk_chain_watches DO UPDATE
        SET head = EXCLUDED.head, answered_at = EXCLUDED.answered_at, trouble = '',
            trouble_since = NULL, events_per_s = EXCLUDED.events_per_s, said_at = EXCLUDED.said_at
""")
_TROUBLED = text("""
    INSERT INTO chain_watches AS w (chain_id, events_per_s, trouble, trouble_since, said_at)
    VALUES (:chain_id, 0, :trouble, :now, :now)
    ON CONFLICT ON CONSTRAINT pk_chain_watches DO UPDATE
        SET trouble = EXCLUDED.trouble, events_per_s = 0, said_at = EXCLUDED.said_at,
            trouble_since = coalesce(w.trouble_since, EXCLUDED.trouble_since)
""")


@dataclass(slots=True)
class Journal:
    """Of one chain. What has not changed is said again every few seconds only."""

    engine: AsyncEngine
    clock: Clock
    chain_id: int
    _said: tuple[int, datetime] | None = None
    _lately: deque[tuple[datetime, int]] = field(default_factory=deque[tuple[datetime, int]])

    async def answered(self, turned: Turned) -> None:
        """The node answered, and this was done."""
        now = self.clock.now()
        if turned.events:
            self._lately.append((now, turned.events))
        while self._lately and now - self._lately[0][0] > MINUTE:
            self._lately.popleft()
        if self._said and self._said[0] == turned.head and now - self._said[1] < AGAIN_AFTER:
            return
        rate = sum(events for _, events in self._lately) / MINUTE.total_seconds()
        await self._write(_ANSWERED, head=turned.head, now=now, rate=rate)
        self._said = turned.head, now

    async def troubled(self, trouble: str) -> None:
        """Nothing came of it, and this is why."""
        await self._write(_TROUBLED, trouble=trouble, now=self.clock.now())
        self._said = None

    async def _write(self, statement: TextClause, **values: object) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(statement, {"chain_id": self.chain_id, **values})
