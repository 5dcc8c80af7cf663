"""What a process holds: settings, clock, database, gateways. Built once, by bootstrap."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bilten_app.infra.batch import Batch
from bilten_app.infra.gather import Gather
from bilten_app.infra.lane import Lane
from bilten_app.infra.log import correlation_id
from bilten_app.infra.passwords import Passwords
from bilten_app.infra.settings import Settings
from bilten_app.infra.uow import Busy, UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.clock import Clock
from bilten_app.ports import Gateways

# PostgreSQL's lock_not_available and deadlock_detected.
WAITED_IN_VAIN = frozenset({"55P03", "40P01"})


@dataclass(slots=True, weakref_slot=True, eq=False)
class Runtime:
    """The world as the services see it. Each is its own: what a process remembers hangs on it."""

    settings: Settings
    clock: Clock
    engine: AsyncEngine
    hold_lane: Lane
    vault: Vault
    passwords: Passwords
    gateways: Gateways
    _reader: AsyncEngine = field(init=False, repr=False, compare=False)
    _batches: dict[Any, Batch[Any, Any]] = field(
        default_factory=dict[Any, Batch[Any, Any]], init=False, repr=False, compare=False
    )
    _gathered: dict[Any, Gather[Any]] = field(
        default_factory=dict[Any, Gather[Any]], init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Make the engine of those who only read; made anew for each it would cost as much."""
        self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def unit_of_work(self, actor: Actor = SYSTEM) -> AsyncGenerator[UnitOfWork]:
        """Open a transaction; it commits when the block ends and rolls back when it raises.

        No gateway may be called inside (docs/adr/0002). Raises Busy when others hold a lock too
        long, or each waits for the other.
        """
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            uow = UnitOfWork(session, self.clock, actor, correlation_id())
            try:
                yield uow
                await uow.commit()
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) in WAITED_IN_VAIN:
                    raise Busy from error
                raise

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncSession]:
        """Open a session that only reads; each statement sees the latest commit."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    async def together[T, R](
        self, act: Callable[["Runtime", Sequence[T]], Awaitable[Sequence[R | Exception]]], item: T
    ) -> R:
        """Let `act` answer this item along with those of whoever else waits at the same moment.

        One that fails spoils no other: see `Batch`.
        """
        batch = self._batches.get(act)
        if batch is None:
            batch = self._batches[act] = Batch[Any, Any](partial(act, self))
        return await batch.ask(item)

    def soon[T](self, act: Callable[["Runtime", Sequence[T]], Awaitable[None]], item: T) -> None:
        """Let `act` write this item down within seconds, with all others; see `Gather`."""
        gather = self._gathered.get(act)
        if gather is None:
            gather = self._gathered[act] = Gather[Any](partial(act, self))
        gather.add(item)

    async def close(self) -> None:
        """Finish what gathered. The engine is closed by whoever made it."""
        for gather in self._gathered.values():
            await gather.close()
        for batch in self._batches.values():
            await batch.close()
        await self.hold_lane.close()
