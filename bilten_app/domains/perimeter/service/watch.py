"""What a process remembers of the rules, so that a request costs no question to the database."""

import asyncio
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bilten_app.domains.perimeter import queries
from bilten_app.domains.perimeter.rules import OPEN, STRIKES, WITHIN_S, Perimeter
from bilten_app.domains.perimeter.service.ruling import bar_all
from bilten_app.infra.runtime import Runtime

# A new rule counts after so long at most.
LOOKS_AGAIN_S = 3.0

log = structlog.get_logger(__name__)


class Watch:
    """Judges addresses by rules it read a moment ago; whoever asks never waits for newer ones.

    Before the first look, and while the database is away, the last known rules count.
    """

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._known: Perimeter = OPEN
        self._looked_at = float("-inf")
        self._looking: asyncio.Task[None] | None = None

    def is_barred(self, address: str) -> bool:
        """Whether an address is kept out."""
        if monotonic() - self._looked_at > LOOKS_AGAIN_S and self._looking is None:
            self._looking = asyncio.create_task(self.look())
        country_of = self._rt.gateways.geography.country_of
        return self._known.is_barred(address, now=self._rt.clock.now(), country_of=country_of)

    async def look(self) -> None:
        """Read the rules."""
        try:
            async with self._rt.read() as session:
                self._known = await queries.perimeter(session, self._rt.clock.now())
        except (SQLAlchemyError, OSError) as error:
            log.warning("network rules could not be read", error=type(error).__name__)
        finally:
            self._looked_at, self._looking = monotonic(), None

    async def refused(self, address: str) -> None:
        """Count that an address was refused something; who is so again and again is shut out."""
        counted = await self._rt.gateways.limits.count(
            "strikes", address, limit=STRIKES, per_s=WITHIN_S
        )
        if counted.left == 0:
            self._rt.soon(bar_all, address)

    async def close(self) -> None:
        """End a look that is under way."""
        if self._looking:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
