"""A circuit breaker: whoever fails again and again is left alone for a while.

Each process counts for itself; when one has had enough, a row tells the others.
"""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import Field, col, select

from bilten_app.infra.db import Row, moment
from bilten_app.kit.clock import Clock

FAILURES = 5
WINDOW = timedelta(minutes=1)
REST = timedelta(seconds=30)
# Whoever was asked by nobody for a while and fails again was down all the time.
SAME = timedelta(minutes=5)


class Breaker:
    """Opens after FAILURES within WINDOW; after each REST it lets one call through to probe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: deque[datetime] = deque(maxlen=FAILURES)
        self._rests_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are held back."""
        return self._rests_until is not None

    def admits(self) -> bool:
        """Whether a call may go out now; a probe holds back the others until it is answered."""
        if self._rests_until is None:
            return True
        if self._clock.now() < self._rests_until:
            return False
        self._rests_until = self._clock.now() + REST
        return True

    def succeeded(self) -> bool:
        """Note an answer; whether it closed the circuit."""
        was_open = self.is_open
        self._failures.clear()
        self._rests_until = None
        return was_open

    def failed(self) -> datetime | None:
        """Note a failure; return until when calls are held back, None when they are not."""
        now = self._clock.now()
        self._failures.append(now)
        enough = len(self._failures) == FAILURES and now - self._failures[0] <= WINDOW
        if enough or self.is_open:
            self._rests_until = now + REST
        return self._rests_until


class OutageRow(Row, table=True):
    """Somebody outside who is left alone until `until`."""

    __tablename__ = "gateway_outages"

    gateway: str = Field(primary_key=True)
    since: datetime = moment()
    until: datetime = moment()


class Outages:
    """What the processes tell each other about who is down."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def began(self, gateway: str, until: datetime) -> None:
        """Tell that a gateway is left alone; `since` stays what it was while it lasts."""
        await self._write(
            "INSERT INTO gateway_outages VALUES (:gateway, :now, :until)"
            " ON CONFLICT (gateway) DO UPDATE SET until = EXCLUDED.until, since ="
            " CASE WHEN gateway_outages.until < :long_ago THEN :now ELSE gateway_outages.since END",
            gateway=gateway,
            now=self._clock.now(),
            long_ago=self._clock.now() - SAME,
            until=until,
        )

    async def ended(self, gateway: str) -> None:
        """Tell that a gateway answers again."""
        await self._write("DELETE FROM gateway_outages WHERE gateway = :gateway", gateway=gateway)

    async def _write(self, statement: str, **values: object) -> None:
        async with self._engine.begin() as db:
            await db.execute(text(statement), values)


async def resting(session: AsyncSession, now: datetime) -> Mapping[str, datetime]:
    """Return who is left alone at `now` → since when they do not answer."""
    chosen = select(OutageRow.gateway, OutageRow.since).where(col(OutageRow.until) > now)
    return {row.gateway: row.since for row in await session.execute(chosen)}
