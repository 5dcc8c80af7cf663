"""A chain that is final after ten blocks, with our contracts on it, anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.embedded import EmbeddedAnvil
from tests.chain import Chain
from tests.databases import Databases
from tests.onchain import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The contracts on a node of the test's own."""
    with EmbeddedAnvil(tmp_path / "forks", slots=5) as anvil:
        chain = Chain(anvil.dsn)
        yield World.deployed(chain)
        chain.close()


@pytest.fixture
def engine(database: str, databases: Databases) -> AsyncEngine:
    """The connections of an empty database."""
    return databases.engine(database)
