"""Watching one chain for ever: turn after turn, patiently with a node that fails."""

import asyncio
import secrets
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bilten_app.infra.breaker import Breaker
from chain_indexer.indexer import Indexer, Stopped
from chain_indexer.journal import Journal
from chain_indexer.lock import ChainLock
from chain_indexer.store import Overtaken
from chain_indexer.turn import Turned
from chain_indexer.values import ChainFault

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STANDBY_S = 1.0
STOPPED_S = 2.0
DATABASE_AWAY = (
    OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError,
    SQLAlchemyError,
)  # fmt: skip
RUNBOOK = "docs/operations/chain.md"
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Watch:
    """One chain. Whoever has its lock turns; others stand by, and take over when it is free."""

    indexer: Indexer
    journal: Journal
    lock: ChainLock
    breaker: Breaker
    poll_s: float
    _failures: int = 0
    _is_turning: bool = False
    _stopped_for: str = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the chain until `stop` is set. What is being written is then written or is not."""
        try:
            while not stop.is_set():
                pause = await _unless(stop, self.step())
                if pause:
                    await _unless(stop, asyncio.sleep(pause))
        finally:
            with suppress(*DATABASE_AWAY):
                await self.lock.release()

    async def step(self) -> float:
        """Do what is to do now; return how long to wait then."""
        try:
            if not await self.lock.is_mine():
                self._is_turning = False
                return _jittered(STANDBY_S)
            if not self._is_turning:
                self._is_turning = True
                log.info("this process turns the chain", chain=self._chain_id)
            return await self._turn()
        except DATABASE_AWAY as error:
            name = type(error).__name__
            log.warning("the database is away, trying again", chain=self._chain_id, error=name)
            return _jittered(STANDBY_S)
        except Exception as error:
            # Other chains go on: what is wrong may be wrong with this one alone.
            log.exception("a turn failed", chain=self._chain_id)
            return await self._fail(error)

    async def _turn(self) -> float:
        if not self.breaker.admits():
            await self.journal.troubled("the node is left alone for a while, after many failures")
            return _jittered(STANDBY_S)
        try:
            turned = await self.indexer.turn()
        except Stopped as stopped:
            return await self._halt(str(stopped))
        except Overtaken:
            log.info("another process turned meanwhile", chain=self._chain_id)
            return _jittered(FIRST_PAUSE_S)
        except ChainFault as fault:
            return await self._fail(fault)
        self.breaker.succeeded()
        self._failures, self._stopped_for = 0, ""
        self._tell(turned)
        await self.journal.answered(turned)
        return 0.0 if turned.tip < turned.head else self.poll_s

    async def _halt(self, reason: str) -> float:
        """Ask now and then whether somebody let it go on."""
        if reason != self._stopped_for:
            log.critical("the chain is stopped", chain=self._chain_id, why=reason, read=RUNBOOK)
            self._stopped_for = reason
        self.breaker.succeeded()
        await self.journal.troubled(f"stopped: {reason}")
        return _jittered(STOPPED_S)

    async def _fail(self, fault: Exception) -> float:
        trouble = f"{type(fault).__name__}: {fault}"
        rests = self.breaker.failed()
        log.warning(
            "a turn came to nothing", chain=self._chain_id, why=trouble,
            rests_until=rests and rests.isoformat(),
        )  # fmt: skip
        await self.journal.troubled(trouble)
        pause = min(FIRST_PAUSE_S * 2**self._failures, LONGEST_PAUSE_S)
        self._failures += 1
        return _jittered(pause)

    def _tell(self, turned: Turned) -> None:
        if turned.dropped:
            log.warning("blocks fell", chain=self._chain_id, count=turned.dropped, tip=turned.tip)
        if turned.events or turned.final:
            log.info(
                "the chain went on", chain=self._chain_id, tip=turned.tip, head=turned.head,
                final=turned.final, events=turned.events,
            )  # fmt: skip

    @property
    def _chain_id(self) -> int:
        return self.journal.chain_id


def _jittered(pause: float) -> float:
    """Return half to one and a half of it, so that many do not come at the same moment."""
    return pause * (0.5 + secrets.randbelow(1_001) / 1_000)


async def _unless[T](stop: asyncio.Event, act: Awaitable[T]) -> T | None:
    """Wait for `act`, or cut it short when `stop` is set; return None then."""
    acting, stopping = asyncio.ensure_future(act), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({acting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return acting.result() if acting.done() else None
    finally:
        stopping.cancel()
        acting.cancel()
        await asyncio.gather(acting, stopping, return_exceptions=True)
