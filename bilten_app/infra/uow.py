"""One transaction, with its facts, its audit lines and its jobs.

The edge opens and closes it; nobody else commits. Nothing is left for after the commit,
so nothing can be lost there.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col

from bilten_app.infra import audit, outbox
from bilten_app.infra.db import Row
from bilten_app.infra.jobs import Job, enqueue, together
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import NotFound, Refused, Unavailable
from bilten_app.kit.facts import Fact
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid


class ChangedMeanwhile(Refused):
    """Somebody else changed the same thing first."""

    code = "changed_meanwhile"
    text = msgid("This was changed by somebody else a moment ago. Please look again.")


class Busy(Unavailable):
    """Others held what we need for longer than anybody should wait; nothing was changed."""

    code = "busy"
    text = msgid("Many people are busy with this at the moment. Please try again.")


@dataclass(slots=True)
class UnitOfWork:
    """What one transaction writes: rows through `session`, and the three lists.

    Facts, jobs and audit lines are told of the actor and under the correlation id of the moment
    in which they are recorded.
    """

    session: AsyncSession
    clock: Clock
    actor: Actor
    correlation_id: str = ""
    _facts: list[outbox.Told] = field(default_factory=list[outbox.Told])
    _jobs: list[Job] = field(default_factory=list[Job])
    _lines: list[audit.Told] = field(default_factory=list[audit.Told])

    @contextmanager
    def on_behalf_of(self, actor: Actor, correlation_id: str) -> Generator[None]:
        """Act for one of several callers who share this transaction."""
        before = self.actor, self.correlation_id
        self.actor, self.correlation_id = actor, correlation_id
        try:
            yield
        finally:
            self.actor, self.correlation_id = before

    def add(self, row: Row) -> None:
        """Write a new row."""
        self.session.add(row)

    async def get[R: Row](self, kind: type[R], key: object, *, lock: bool = False) -> R:
        """Return a row by its primary key, or raise NotFound.

        A locked row still lets others refer to it: writing an order line does not wait for a hold.
        """
        row = await self.session.get(
            kind, key, with_for_update={"key_share": True} if lock else None, populate_existing=lock
        )
        if row is None:
            raise NotFound
        return row

    async def move[S: StrEnum](self, row: Any, flow: Flow[S], to: S, **values: Any) -> None:
        """Advance `row.state`, and set `values` with it, by compare-and-set on its `id`.

        Raises IllegalTransition, or ChangedMeanwhile if somebody was faster.
        """
        kind = cast("Any", type(row))
        flow.advance(type(to)(row.state), to)
        done = await self.session.execute(
            update(kind)
            .where(col(kind.id) == row.id, col(kind.state) == row.state)
            .values(state=to.value, **values)
            .execution_options(synchronize_session=False)
        )
        if cast("CursorResult[Any]", done).rowcount != 1:
            raise ChangedMeanwhile
        for name, value in {"state": to.value, **values}.items():
            set_committed_value(row, name, value)

    def advance[S: StrEnum](self, row: Any, flow: Flow[S], to: S, **values: Any) -> None:
        """Advance `row.state`, and set `values` with it, of a row that this transaction has locked.

        It is written with the next flush, many rows in one round trip. Raises IllegalTransition.
        """
        flow.advance(type(to)(row.state), to)
        for name, value in {"state": to.value, **values}.items():
            setattr(row, name, value)

    def record(self, fact: Fact) -> None:
        """Tell what happened, in this transaction."""
        self._facts.append(outbox.told(fact, self.clock.now(), self.correlation_id))

    def enqueue(
        self,
        name: str,
        payload: dict[str, Any],
        *,
        dedupe_key: str | None = None,
        after: timedelta = timedelta(),
    ) -> None:
        """Queue a job, in this transaction."""
        self._jobs.append(Job(name, payload, dedupe_key, self.correlation_id, after))

    def audit(self, verb: StrEnum, subject: UUID | str, **changes: Any) -> None:
        """Write down who did what to what; never a secret, never more of a person than an id."""
        self._lines.append(
            {
                "at": self.clock.now(),
                "actor": self.actor.label,
                "verb": verb.value,
                "subject": str(subject),
                "changes": changes | self._in_whose_stead(),
                "correlation_id": self.correlation_id,
            }
        )

    def _in_whose_stead(self) -> dict[str, str]:
        by = self.actor.acted_by
        return {"acted_by": str(by)} if by else {}

    async def flush(self) -> None:
        """Write what waits now: before a statement that locks what everybody wants."""
        await self.session.flush()
        facts, self._facts = self._facts, []
        lines, self._lines = self._lines, []
        jobs, self._jobs = self._jobs, []
        await outbox.write(self.session, facts)
        await audit.write(self.session, lines)
        # What nobody waits to queue a second time, and is due, goes along with its like.
        alone = [job for job in jobs if job.dedupe_key or job.after]
        rest = [job for job in jobs if not (job.dedupe_key or job.after)]
        await enqueue(self.session, [*alone, *together(rest)])

    async def commit(self) -> None:
        """Write everything at once. Only the edge calls this."""
        await self.flush()
        await self.session.commit()
