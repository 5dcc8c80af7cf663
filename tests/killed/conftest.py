"""A database server to be killed, for each test: a copy of one that has the whole schema."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from bilten_app.infra.embedded import EmbeddedPostgres, EmbeddedValkey
from tests.conftest import PROJECT
from tests.server import Site, a_site_on


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that was stopped after all migrations."""
    folder = tmp_path_factory.mktemp("migrated")
    with EmbeddedPostgres(folder) as server:
        config = Config(PROJECT / "alembic.ini")
        config.attributes["dsn"] = server.dsn
        command.upgrade(config, "head")
    return folder


@pytest.fixture
def server(migrated: Path, tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A durable server of the test's own."""
    subprocess.run(["cp", "-a", f"{migrated}/.", tmp_path], check=True)  # noqa: S607 - it keeps owners
    with EmbeddedPostgres(tmp_path) as server:
        yield server


@pytest.fixture
async def own_site(server: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Site]:
    """A site on that server, not started yet."""
    with EmbeddedValkey(tmp_path) as valkey:
        async with a_site_on(server.dsn, valkey.dsn, tmp_path) as site:
            yield site
