"""However often a story dies on its way, and wherever: its end is that of one that never did."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bilten_app.bootstrap import open_house
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
    yield await copied_database(server, name, origin.rpartition("/")[2])
    await administer(server.dsn, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def opened(address: str, home: Path, now: datetime = NOON) -> AsyncGenerator[Runtime]:
    settings = Settings(database_url=SecretStr(address), data_dir=home)
    async with open_house(settings, FrozenClock(now)) as house:
        yield house.rt


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
async def test_a_crash_at_any_commit_changes_nothing_of_the_end(
    postgres: EmbeddedPostgres, tmp_path: Path, story: Story
) -> None:
    async with a_database(postgres) as origin:
        async with opened(origin, tmp_path) as rt:
            given = await story.given(rt)
        async with a_database(postgres, origin) as copy, opened(copy, tmp_path) as rt:
            lived = dying(rt, NEVER)
            await story.deed(lived, given)
            await later(rt)
            expected = await left(rt)
        for at, after in deaths_of(lived):
            async with a_database(postgres, origin) as copy, opened(copy, tmp_path) as rt:
                with pytest.raises(Killed):
                    await story.deed(dying(rt, at, after=after), given)
                await story.deed(rt, given)
                await later(rt)
                assert await left(rt) == expected, f"died at commit {at}, after it: {after}"
    assert lived.commits >= story.commits
