"""Who turns a chain: one process at a time, and another as soon as that one is gone."""

import asyncio
import time

import asyncpg

from bilten_app.infra.db import plain_dsn

ASK_AGAIN_S = 5.0
PATIENCE_S = 5.0
_TAKE = "SELECT pg_try_advisory_lock(hashtextextended('chain_indexer ' || $1::bigint, 0))"
_CONFIRM = "SELECT true"


class ChainLock:
    """A lock of PostgreSQL's, which belongs to a connection: it ends when its holder does.

    Two holders would do no harm, since no turn is written twice (`Overtaken`); they would only
    ask the node twice.
    """

    def __init__(self, dsn: str, chain_id: int) -> None:
        self._dsn = plain_dsn(dsn)
        self._chain_id = chain_id
        self._connection: asyncpg.Connection | None = None
        self._is_mine = False
        self._confirmed = 0.0

    async def is_mine(self) -> bool:
        """Take the lock if nobody has it; return whether it is ours. Raises when asked in vain."""
        if self._is_mine and time.monotonic() - self._confirmed < ASK_AGAIN_S and self._is_alive:
            return True
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._ask()
        except BaseException:
            self._drop()
            raise
        return self._is_mine

    async def release(self) -> None:
        """Let another have it."""
        connection, self._connection, self._is_mine = self._connection, None, False
        if connection is not None and not connection.is_closed():
            await connection.close(timeout=PATIENCE_S)

    async def _ask(self) -> None:
        if self._connection is None or self._connection.is_closed():
            self._is_mine = False
            named = {"application_name": f"chain {self._chain_id}"}
            self._connection = await asyncpg.connect(self._dsn, server_settings=named)
        if self._is_mine:
            await self._connection.execute(_CONFIRM)
        else:
            self._is_mine = await self._connection.fetchval(_TAKE, self._chain_id)
        self._confirmed = time.monotonic()

    @property
    def _is_alive(self) -> bool:
        return self._connection is not None and not self._connection.is_closed()

    def _drop(self) -> None:
        connection, self._connection, self._is_mine = self._connection, None, False
        if connection is not None:
            connection.terminate()
