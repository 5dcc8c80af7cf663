"""What the seeding has done, kept in the database: the reason why it can be killed at any point.

A step is noted in the transaction that does it, as an event from outside that comes once
(`infra/once.py`). Steps that cannot share a transaction look for what they made before.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from bilten_app.infra import once
from bilten_app.infra.once import ExternalEventRow
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork

SOURCE = "demo"


@dataclass(slots=True)
class Diary:
    """The steps that are done, each with what later steps must know of it."""

    pages: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])

    @classmethod
    async def open(cls, rt: Runtime) -> "Diary":
        """Read what earlier runs have noted."""
        chosen = select(col(ExternalEventRow.external_id), col(ExternalEventRow.payload))
        async with rt.read() as session:
            rows = await session.execute(chosen.where(col(ExternalEventRow.source) == SOURCE))
            return cls({row[0]: row[1] for row in rows})

    def __contains__(self, step: str) -> bool:
        return step in self.pages

    def __getitem__(self, step: str) -> dict[str, Any]:
        return self.pages[step]

    async def note(self, uow: UnitOfWork, step: str, **known: Any) -> None:
        """Note a step in the transaction that does it; raises if another run was faster."""
        if not await once.is_first(uow, source=SOURCE, external_id=step, payload=known):
            raise AlreadySeeding(step)
        self.pages[step] = known


class AlreadySeeding(Exception):
    """Another seeding did this step in the meantime; start this one again."""
