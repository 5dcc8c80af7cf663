"""What a process holds: settings, clock, database, gateways. Built once, by bootstrap."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bilten_app.infra.lane import Lane
from bilten_app.infra.settings import Settings
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.clock import Clock
from bilten_app.ports import Gateways


@dataclass(slots=True)
class Runtime:
    """The world as the services see it."""

    settings: Settings
    clock: Clock
    engine: AsyncEngine
    hold_lane: Lane
    vault: Vault
    gateways: Gateways

    @asynccontextmanager
    async def unit_of_work(self, actor: Actor = SYSTEM) -> AsyncGenerator[UnitOfWork]:
        """Open a transaction; it commits when the block ends and rolls back when it raises.

        No gateway may be called inside (docs/adr/0002).
        """
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            uow = UnitOfWork(session, self.clock, actor, correlation_id())
            yield uow
            await uow.commit()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncSession]:
        """Open a session that only reads; each statement sees the latest commit."""
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session

    async def close(self) -> None:
        """Give the connections back."""
        await self.hold_lane.close()
        await self.engine.dispose()


def correlation_id() -> str:
    """Return the correlation id of the present request or job."""
    return str(structlog.contextvars.get_contextvars().get("correlation_id", ""))
