"""A database for each test: emptied and lent on, since making one takes longer than most tests.

So are the connections of its engine, and the one that empties it: a new one has to learn the whole
schema anew.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bilten_app.infra.db import make_engine
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.kit.ids import new_code

TEMPLATE = "template_bilten"

# What a test may have altered to show that a guard matters.
_SHAPE = """
    SELECT (SELECT count(*) FROM pg_class)
        || ' ' || (SELECT count(*) FROM pg_attribute)
        || ' ' || (SELECT count(*) FROM pg_constraint)
        || ' ' || (SELECT string_agg(tgname || tgenabled::text, ' ' ORDER BY oid) FROM pg_trigger)
        || ' ' || (SELECT sum(hashtext(prosrc)) FROM pg_proc
                   WHERE pronamespace <> 'pg_catalog'::regnamespace)
"""
_TABLES = """
    SELECT format('%I.%I', nspname, relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND relname <> 'alembic_version'
      AND nspname NOT IN ('pg_catalog', 'information_schema')
"""
_TURN_OUT_BUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL($1::integer[])
"""
_AT_WORK = """
    SELECT EXISTS (SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND xact_start IS NOT NULL)
"""
_PATIENCE = "SET LOCAL lock_timeout = '10s';"
_COUNT_ANEW = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


class Lines:
    """The connections to one database that are kept: the engine's, and that of the keeper."""

    def __init__(self, address: str, keeper: asyncpg.Connection) -> None:
        self.engine = make_engine(address)
        self.keeper = keeper
        self._backends = dict[ConnectionPoolEntry, int]()
        event.listen(self.engine.sync_engine, "connect", self._opened)
        event.listen(self.engine.sync_engine, "close", self._closed)

    async def at_rest(self) -> list[int]:
        """Return the backends that go on; none does when a test left one of them at work."""
        pool = self.engine.pool
        assert isinstance(pool, QueuePool)
        if pool.checkedout():
            await self.cut()
        return list(self._backends.values())

    async def cut(self) -> None:
        """Close the engine's."""
        await self.engine.dispose()
        self._backends.clear()

    async def close(self) -> None:
        """Close them all."""
        await self.cut()
        await self.keeper.close()

    def _opened(self, connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        self._backends[entry] = connection.driver_connection.get_server_pid()

    def _closed(self, _connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        self._backends.pop(entry, None)


class Databases:
    """Databases as the migrations leave them, lent to one test after the other."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._free: list[str] = []
        self._lines: dict[str, Lines] = {}
        self._shape = ""
        self._tables: list[str] = []
        self._born_with: dict[str, list[tuple[object, ...]]] = {}

    @asynccontextmanager
    async def lent(self) -> AsyncGenerator[str]:
        """Lend a database; it is emptied and taken back, or dropped when its schema was altered."""
        name = self._free.pop() if self._free else await self._made()
        yield named(self._server.dsn, name)
        if await self._is_empty_again(name):
            self._free.append(name)
        else:
            await self._lines.pop(name).close()
            await administer(self._server.dsn, f"DROP DATABASE {name} WITH (FORCE)")

    def engine(self, address: str) -> AsyncEngine:
        """Return an engine of a lent database: it still knows the statements of tests before.

        What a test listens to it for is forgotten with it.
        """
        return self._lines[address.rsplit("/", 1)[1]].engine.execution_options()

    async def close(self) -> None:
        """Give all connections back."""
        for lines in self._lines.values():
            await lines.close()

    async def _made(self) -> str:
        name = f"test_{new_code().lower()}"
        address = await copied_database(self._server, name)
        keeper = await asyncpg.connect(address)
        self._lines[name] = Lines(address, keeper)
        if not self._shape:
            self._shape = await keeper.fetchval(_SHAPE)
            self._tables = [row[0] for row in await keeper.fetch(_TABLES)]
            for table in await self._filled(keeper):
                rows = await keeper.fetch(f"SELECT * FROM {table}")
                self._born_with[table] = [tuple(row) for row in rows]
        return name

    async def _is_empty_again(self, name: str) -> bool:
        lines = self._lines[name]
        keeper = lines.keeper
        if await keeper.fetchval(_AT_WORK):
            await lines.cut()
        await keeper.execute(_TURN_OUT_BUT, await lines.at_rest())
        if await keeper.fetchval(_SHAPE) != self._shape:
            return False
        try:
            async with keeper.transaction():
                await self._empty(keeper)
        except asyncpg.LockNotAvailableError:
            return False  # something began anew after it was turned out
        return True

    async def _empty(self, keeper: asyncpg.Connection) -> None:
        """Leave the rows there that the migrations wrote."""
        emptying = "".join(f"DELETE FROM {table};" for table in await self._filled(keeper))
        # As a replica: what is append-only for everybody else can be emptied here.
        await keeper.execute(
            f"SET LOCAL session_replication_role = replica; {_PATIENCE} {emptying}"
        )
        await keeper.execute(_COUNT_ANEW)
        for table, rows in self._born_with.items():
            schema, _, name = table.partition(".")
            await keeper.copy_records_to_table(name, records=rows, schema_name=schema)

    async def _filled(self, keeper: asyncpg.Connection) -> list[str]:
        """Return the tables that hold rows."""
        asked = (
            f"CASE WHEN EXISTS (SELECT FROM {each}) THEN '{each}' END" for each in self._tables
        )
        return await keeper.fetchval(f"SELECT array_remove(ARRAY[{', '.join(asked)}], NULL)")


async def copied_database(server: EmbeddedPostgres, name: str, origin: str = TEMPLATE) -> str:
    """Make a database like one that nobody uses, or with the bare schema; return its address."""
    await administer(server.dsn, f"CREATE DATABASE {name} TEMPLATE {origin}")
    return named(server.dsn, name)


def named(dsn: str, database: str) -> str:
    """Return the address of another database of the same server."""
    return dsn.rsplit("/", 1)[0] + "/" + database


async def administer(dsn: str, statement: str) -> None:
    """Run one statement that allows no transaction around it."""
    async with connected(dsn) as connection:
        await connection.execute(statement)


@asynccontextmanager
async def connected(dsn: str) -> AsyncGenerator[asyncpg.Connection]:
    """Connect to a database for a while, beside whatever is tested."""
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()
