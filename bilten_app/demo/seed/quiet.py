"""A runtime for a past that never was: at any moment, and nobody hears of it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.infra import outbox
from bilten_app.infra.log import correlation_id
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.facts import Fact


@dataclass(slots=True)
class QuietUnitOfWork(UnitOfWork):
    """Writes each fact as one whose reactions are over.

    Facts stay as history. Were they dispatched, the worker would send hundreds of mails about
    purchases that nobody made; so the seeding itself calls what has to follow. The mark is written
    in the fact's own transaction, hence no crash can let a mail escape.
    """

    told: list[Fact] = field(default_factory=list[Fact])

    def record(self, fact: Fact) -> None:
        """Keep a fact; nothing follows from it."""
        now = self.clock.now()
        row = outbox.told(fact, now, self.correlation_id)
        self._facts.append({**row, "dispatched_at": now})
        self.told.append(fact)


@dataclass(slots=True, eq=False)
class QuietRuntime(Runtime):
    """The runtime of the seeding; `told` are the facts of this run."""

    told: list[Fact] = field(default_factory=list[Fact])

    @classmethod
    def of(cls, rt: Runtime) -> Self:
        """Return a quiet runtime on the same house."""
        return cls(
            rt.settings, rt.clock, rt.engine, rt.hold_lane, rt.vault, rt.passwords, rt.gateways
        )

    def at(self, moment: datetime) -> Self:
        """Return the same runtime at another moment."""
        return replace(self, clock=FrozenClock(moment))

    @asynccontextmanager
    async def unit_of_work(self, actor: Actor = SYSTEM) -> AsyncGenerator[UnitOfWork]:
        """Open a quiet transaction."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            uow = QuietUnitOfWork(session, self.clock, actor, correlation_id(), told=self.told)
            yield uow
            await uow.commit()
