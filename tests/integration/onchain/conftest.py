"""A house with a chain of its own; the contracts are put there once, and each test takes back."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.embedded import EmbeddedAnvil
from tests.chain import Chain
from tests.databases import Databases
from tests.onchain import World
from tests.tokens import Town, given_town


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The contracts on a node whose blocks are final after ten others."""
    with EmbeddedAnvil(tmp_path_factory.mktemp("claims"), slots=5) as anvil:
        chain = Chain(anvil.dsn)
        yield World.deployed(chain)
        chain.close()


@pytest.fixture
def engine(database: str, databases: Databases) -> AsyncEngine:
    """The connections of an empty database."""
    return databases.engine(database)


@pytest.fixture
async def town(
    world: World, database: str, engine: AsyncEngine, tmp_path: Path
) -> AsyncIterator[Town]:
    """The house, on the chain as it was when the contracts were new."""
    with world.chain.undone():
        async with given_town(world, database, engine, tmp_path) as town:
            yield town
