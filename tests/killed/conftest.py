"""A database server to be killed, for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bilten_app.infra.embedded import EmbeddedPostgres, EmbeddedValkey
from tests.clusters import copy_cluster
from tests.server import Site, a_site_on


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A durable server of the test's own."""
    copy_cluster(tmp_path)
    with EmbeddedPostgres(tmp_path) as server:
        yield server


@pytest.fixture
async def own_site(server: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Site]:
    """A site on that server, not started yet."""
    with EmbeddedValkey(tmp_path) as valkey:
        async with a_site_on(server.dsn, valkey.dsn, tmp_path, {}) as site:
            yield site
