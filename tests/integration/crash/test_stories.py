"""However often a story dies on its way, and wherever: its end is that of one that never did."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.bootstrap import open_house
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.conftest import NOON
from tests.databases import Databases, connected
from tests.integration.crash.deaths import Killed, deaths_of, dying, later, left
from tests.integration.crash.stories import STORIES, Story
from tests.settings import settings_of

NEVER = 0
# What is append-only for everybody else is not for a replica, and a lock that stays is an error.
AS_A_REPLICA = "SET session_replication_role = replica; SET lock_timeout = '10s'"
EMPTY = 21  # bytes of a binary copy without a row
TABLES = """
    SELECT format('%s.%s', nspname, relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema')
"""
COUNTED = """
    SELECT string_agg(format('SELECT setval(%L, %s, %L);', schemaname || '.' || sequencename,
        coalesce(last_value, start_value), last_value IS NOT NULL), '') FROM pg_sequences
"""


@dataclass(slots=True)
class Beginning:
    """Where a story begins, to be gone back to: every row there was, and where counting stood."""

    address: str
    home: Path
    engine: AsyncEngine
    tables: Sequence[str] = ()
    rows: dict[str, bytes] = field(default_factory=dict[str, bytes])
    counted: str = ""

    async def remember(self) -> None:
        """Read all that stands in the database now."""
        async with connected(self.address) as connection:
            self.tables = [row[0] for row in await connection.fetch(TABLES)]
            self.counted = await connection.fetchval(COUNTED)
            for table in self.tables:
                schema, _, name = table.partition(".")
                kept = BytesIO()
                await connection.copy_from_table(
                    name, schema_name=schema, output=kept, format="binary"
                )
                if kept.tell() > EMPTY:
                    self.rows[table] = kept.getvalue()

    @asynccontextmanager
    async def again(self) -> AsyncGenerator[Runtime]:
        """Go back to it."""
        async with connected(self.address) as connection:
            await connection.execute(AS_A_REPLICA)
            await connection.execute("".join(f"DELETE FROM {table};" for table in self.tables))
            for table, rows in self.rows.items():
                schema, _, name = table.partition(".")
                await connection.copy_to_table(
                    name, schema_name=schema, source=BytesIO(rows), format="binary"
                )
            await connection.execute(self.counted)
        async with opened(self.address, self.home, self.engine) as rt:
            yield rt


@asynccontextmanager
async def opened(
    address: str, home: Path, engine: AsyncEngine | None = None
) -> AsyncGenerator[Runtime]:
    settings = settings_of(address, home)
    async with open_house(settings, FrozenClock(NOON), engine) as house:
        yield house.rt


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
async def test_a_crash_at_any_commit_changes_nothing_of_the_end(
    databases: Databases, tmp_path: Path, story: Story
) -> None:
    async with databases.lent() as address:
        beginning = Beginning(address, tmp_path, databases.engine(address))
        async with opened(address, tmp_path, beginning.engine) as rt:
            given = await story.given(rt)
        await beginning.remember()
        async with beginning.again() as rt:
            lived = dying(rt, NEVER)
            await story.deed(lived, given)
            await later(rt)
            expected = await left(rt)
        for at, after in deaths_of(lived):
            async with beginning.again() as rt:
                with pytest.raises(Killed):
                    await story.deed(dying(rt, at, after=after), given)
                await story.deed(rt, given)
                await later(rt)
                assert await left(rt) == expected, f"died at commit {at}, after it: {after}"
    assert lived.commits >= story.commits
