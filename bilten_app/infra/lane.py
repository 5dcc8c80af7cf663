"""One connection that answers many callers with one statement.

For the hottest rows of the product: callers that wait at the same moment share one round trip and
one commit. Nobody waits for a timer: whatever has gathered while the last batch ran is the next.
Commits here do not wait for the disk (`synchronous_commit=off`): what the lane writes may be lost
in a crash of the database server, all of it together, and must be worth no more than asking again.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from bilten_app.infra.db import plain_dsn
from bilten_app.kit.errors import Unavailable


class Lane:
    """Runs a statement that takes a JSON array of requests and returns a row for each, in order."""

    def __init__(self, dsn: str, statement: str, *, batch: int = 64) -> None:
        self._dsn = plain_dsn(dsn)
        self._statement = statement
        self._batch = batch
        self._waiting: list[tuple[Mapping[str, Any], asyncio.Future[asyncpg.Record]]] = []
        self._connection: asyncpg.Connection | None = None
        self._running: asyncio.Task[None] | None = None

    async def ask(self, request: Mapping[str, Any]) -> asyncpg.Record:
        """Return the row that answers `request`; raises Unavailable when the database is away."""
        answer: asyncio.Future[asyncpg.Record] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await answer

    async def close(self) -> None:
        """Finish what waits and give the connection back."""
        if self._running is not None:
            await self._running
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._batch], self._waiting[self._batch :]
            try:
                rows = await self._answer([request for request, _ in batch])
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                await self._drop()
                _refuse(batch, error)
                continue
            for row, (_, answer) in zip(rows, batch, strict=True):
                if not answer.done():
                    answer.set_result(row)

    async def _answer(self, requests: Sequence[Mapping[str, Any]]) -> Sequence[asyncpg.Record]:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._dsn,
                server_settings={
                    "application_name": "bilten lane",
                    "synchronous_commit": "off",
                    "lock_timeout": "4s",
                    "jit": "off",
                },
            )
        return await self._connection.fetch(self._statement, json.dumps(requests))

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


def _refuse(
    batch: Sequence[tuple[Mapping[str, Any], asyncio.Future[asyncpg.Record]]], error: Exception
) -> None:
    for _, answer in batch:
        if not answer.done():
            refusal = Unavailable()
            refusal.__cause__ = error
            answer.set_exception(refusal)
