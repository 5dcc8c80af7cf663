"""Which processes of ours run: each says so again and again, and is believed for a while."""

import asyncio
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from typing import Protocol
from uuid import UUID

import asyncpg
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import Field, col, select

from bilten_app.infra.db import Row, moment
from bilten_app.kit.clock import Clock
from bilten_app.kit.ids import new_id

BEAT_S = 10.0
# Who was silent for three beats is gone, or hangs.
SILENT_AFTER = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(hours=24)

AWAY = (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Part(StrEnum):
    """What a process does: serve pages and API, do jobs, do slow jobs, mirror chains."""

    web = "web"
    worker = "worker"
    slow = "slow"
    indexer = "indexer"


class Stands(Protocol):
    """What a process has that says it runs: a database and a clock."""

    @property
    def engine(self) -> AsyncEngine:
        """The database."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...


class ProcessRow(Row, table=True):
    """One process, from its start to its orderly end."""

    __tablename__ = "processes"

    id: UUID = Field(primary_key=True)
    part: str
    host: str
    pid: int
    version: str
    started_at: datetime = moment()
    seen_at: datetime = moment(index=True)


@dataclass(frozen=True, slots=True)
class Process:
    """A process as staff see it; `is_silent` when it should have said something by now."""

    part: Part
    host: str
    pid: int
    version: str
    started_at: datetime
    seen_at: datetime
    is_silent: bool


class Presence:
    """What one process says of itself."""

    def __init__(self, here: Stands, part: Part) -> None:
        self._here = here
        self._me = {
            "id": new_id(),
            "part": part.value,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "version": version("bilten"),
            "started_at": here.clock.now(),
        }

    async def say(self) -> None:
        """Say that it runs; whoever said nothing for a day is forgotten."""
        now = self._here.clock.now()
        written = insert(ProcessRow).values(**self._me, seen_at=now)
        again = written.on_conflict_do_update(index_elements=["id"], set_={"seen_at": now})
        old = col(ProcessRow.seen_at) < now - FORGOTTEN_AFTER
        async with self._here.engine.begin() as connection:
            await connection.execute(again)
            await connection.execute(delete(ProcessRow).where(old))

    async def end(self) -> None:
        """Say that it ends."""
        async with self._here.engine.begin() as connection:
            mine = col(ProcessRow.id) == self._me["id"]
            await connection.execute(delete(ProcessRow).where(mine))


async def register(here: Stands, part: Part, stop: asyncio.Event) -> None:
    """Say every few seconds that this process runs, and at last, once `stop` is set, that it ends.

    A database that is away ends no process: it is told by what needs it.
    """
    presence = Presence(here, part)
    while not stop.is_set():
        with suppress(*AWAY):
            await presence.say()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), BEAT_S)
    with suppress(*AWAY):
        await presence.end()


async def processes(session: AsyncSession, now: datetime) -> Sequence[Process]:
    """Return who runs, and who fell silent within a day."""
    chosen = (
        select(ProcessRow)
        .where(col(ProcessRow.seen_at) > now - FORGOTTEN_AFTER)
        .order_by(col(ProcessRow.part), col(ProcessRow.started_at))
    )
    return [
        Process(
            part=Part(row.part),
            host=row.host,
            pid=row.pid,
            version=row.version,
            started_at=row.started_at,
            seen_at=row.seen_at,
            is_silent=row.seen_at < now - SILENT_AFTER,
        )
        for row in (await session.execute(chosen)).scalars()
    ]
