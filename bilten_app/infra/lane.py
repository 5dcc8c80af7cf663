"""One connection that answers many callers with one statement, for the hottest rows of the product.

Commits here do not wait for the disk (`synchronous_commit=off`): what the lane writes may be lost
in a crash of the database server, all of it together, and must be worth no more than asking again.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from bilten_app.infra.batch import Batch
from bilten_app.infra.db import plain_dsn
from bilten_app.kit.errors import Unavailable

type Request = Mapping[str, Any]


class Lane:
    """Runs a statement that takes a JSON array of requests and returns a row for each, in order."""

    def __init__(self, dsn: str, statement: str, *, batch: int = 64) -> None:
        self._dsn = plain_dsn(dsn)
        self._statement = statement
        self._batch = Batch[Request, asyncpg.Record](self._answer, most=batch)
        self._connection: asyncpg.Connection | None = None

    async def ask(self, request: Request) -> asyncpg.Record:
        """Return the row that answers `request`; raises Unavailable when the database is away."""
        return await self._batch.ask(request)

    async def close(self) -> None:
        """Finish what waits and give the connection back."""
        await self._batch.close()
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _answer(self, requests: Sequence[Request]) -> Sequence[asyncpg.Record | Exception]:
        try:
            connection = await self._connected()
            return await connection.fetch(self._statement, json.dumps(requests))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            self._drop()
            return [_refusal(error) for _ in requests]

    async def _connected(self) -> asyncpg.Connection:
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
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


def _refusal(cause: Exception) -> Unavailable:
    refusal = Unavailable()
    refusal.__cause__ = cause
    return refusal
