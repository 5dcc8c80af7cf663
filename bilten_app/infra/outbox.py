"""Facts written with the data, and turned into jobs by whoever comes first.

Delivery is at least once and in order of writing; a reaction must stand being late or repeated.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Column, Identity, Index, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select, update

from bilten_app.infra.db import Row, among, document, insert_lists, moment
from bilten_app.infra.jobs import Job, enqueue, together
from bilten_app.kit.clock import Clock
from bilten_app.kit.facts import FACTS, Fact

type Told = dict[str, Any]
type Reactions = Callable[
    [AsyncSession, Sequence[tuple[str, Told]]], Awaitable[Sequence[Sequence[str]]]
]
"""Facts, each a name and a payload → the names of the reactions to each."""


class FactRow(Row, table=True):
    """A fact as it was written; `dispatched_at` is set once its reactions are queued."""

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_waiting", "id", postgresql_where=text("dispatched_at IS NULL")),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    name: str
    payload: dict[str, Any] = document()
    correlation_id: str
    written_at: datetime = moment()
    dispatched_at: datetime | None = moment(default=None, nullable=True)


def told(fact: Fact, at: datetime, correlation_id: str) -> Told:
    """Return a fact as it is written."""
    payload = _shape(type(fact)).dump_python(fact, mode="json")
    return {
        "name": fact.name, "payload": payload, "correlation_id": correlation_id, "written_at": at,
        "dispatched_at": None,
    }  # fmt: skip


async def write(session: AsyncSession, facts: Sequence[Told]) -> None:
    """Write facts in the session's transaction."""
    if facts:
        lists = {name: [fact[name] for fact in facts] for name in _COLUMNS}
        lists["payload"] = [json.dumps(payload) for payload in lists["payload"]]
        await session.execute(_WRITE, lists)


async def is_waiting(session: AsyncSession) -> bool:
    """Whether some fact was not dispatched yet; cheap enough to ask many times a second."""
    asked = text("SELECT EXISTS (SELECT 1 FROM facts WHERE dispatched_at IS NULL)")
    return bool((await session.execute(asked)).scalar_one())


def read_fact(name: str, payload: Mapping[str, Any]) -> Fact:
    """Return the fact that was written as `payload`."""
    return _shape(FACTS[name]).validate_python(dict(payload))


async def dispatch(session: AsyncSession, clock: Clock, reactions: Reactions, limit: int) -> int:
    """Queue the reactions of the oldest waiting facts as jobs; return how many facts.

    Runs in the caller's transaction: jobs appear and facts are marked together, or not at all.
    `reactions` are chosen after the facts were read: it sees all that was there before them.
    """
    waiting = (
        select(
            col(FactRow.id), col(FactRow.name), col(FactRow.payload), col(FactRow.correlation_id)
        )
        .where(col(FactRow.dispatched_at).is_(None))
        .order_by(col(FactRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    facts = (await session.execute(waiting)).all()
    chosen = await reactions(session, [(fact.name, fact.payload) for fact in facts])
    jobs = [
        Job(
            reaction,
            {"fact": name, "fact_id": number, **payload},
            f"fact:{number}:{reaction}",
            correlation_id,
        )
        for (number, name, payload, correlation_id), named in zip(facts, chosen, strict=True)
        for reaction in named
    ]
    if facts:
        await session.execute(
            update(FactRow)
            .where(among(col(FactRow.id), [number for number, *_ in facts]))
            .values(dispatched_at=clock.now())
            .execution_options(synchronize_session=False)
        )
    await enqueue(session, together(jobs))
    return len(facts)


@cache
def _shape(kind: type[Fact]) -> TypeAdapter[Fact]:
    return TypeAdapter(kind)


_COLUMNS = {
    "name": "text", "payload": "jsonb", "correlation_id": "text", "written_at": "timestamptz",
    "dispatched_at": "timestamptz",
}  # fmt: skip
_WRITE = insert_lists("facts", **_COLUMNS)
