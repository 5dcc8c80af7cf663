"""However often a story dies on its way, and wherever: its end is that of one that never did."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.bootstrap import open_house
from bilten_app.infra.db import make_engine
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.settings import Settings
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_code
from tests.conftest import NOON
from tests.databases import TEMPLATE, administer, copied_database
from tests.integration.crash.deaths import Killed, deaths_of, dying, later, left
from tests.integration.crash.stories import STORIES, Story

NEVER = 0


@asynccontextmanager
async def a_database(server: EmbeddedPostgres, origin: str = TEMPLATE) -> AsyncGenerator[str]:
    """Make a database like another one for a while."""
    name = f"story_{new_code().lower()}"
    yield await copied_database(server, name, origin)
    await administer(server.dsn, f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(slots=True)
class Beginning:
    """Where a story begins, to be gone back to: always under one name, which its engine knows."""

    server: EmbeddedPostgres
    origin: str
    home: Path
    engine: AsyncEngine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = make_engine(f"{self.origin}_again")

    @asynccontextmanager
    async def again(self) -> AsyncGenerator[Runtime]:
        """Go back to it."""
        name = self.origin.rpartition("/")[2]
        address = await copied_database(self.server, f"{name}_again", name)
        async with opened(address, self.home, self.engine) as rt:
            yield rt
        await administer(self.server.dsn, f"DROP DATABASE {name}_again WITH (FORCE)")


@asynccontextmanager
async def opened(
    address: str, home: Path, engine: AsyncEngine | None = None
) -> AsyncGenerator[Runtime]:
    settings = Settings(database_url=SecretStr(address), data_dir=home)
    async with open_house(settings, FrozenClock(NOON), engine) as house:
        yield house.rt


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
async def test_a_crash_at_any_commit_changes_nothing_of_the_end(
    postgres: EmbeddedPostgres, tmp_path: Path, story: Story
) -> None:
    async with a_database(postgres) as origin:
        async with opened(origin, tmp_path) as rt:
            given = await story.given(rt)
        beginning = Beginning(postgres, origin, tmp_path)
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
