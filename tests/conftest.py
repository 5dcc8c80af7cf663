"""A real PostgreSQL for every run, and a fresh migrated database for every test that asks."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import settings as hypothesis_settings

from bilten_app.bootstrap import House, open_house
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.infra.garbage import keep_what_is_loaded
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.clusters import copy_cluster
from tests.databases import Databases
from tests.settings import settings_of

# A busy machine is no reason to call a property false; the same code gets the same answer twice.
# `HYPOTHESIS_PROFILE=search` looks where nobody looked yet.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.register_profile("search", deadline=None, max_examples=2_000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def pytest_configure() -> None:
    """Log as plainly as production: what structlog does by itself draws every local variable."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )


def pytest_collection_finish() -> None:
    """Every module is loaded by now: begin as our own processes do."""
    keep_what_is_loaded()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of this run's own, without fsync; a template holds the schema."""
    folder = tmp_path_factory.mktemp("postgres")
    copy_cluster(folder)
    with EmbeddedPostgres(folder, durable=False) as server:
        yield server


@pytest.fixture(scope="session")
async def databases(postgres: EmbeddedPostgres) -> AsyncIterator[Databases]:
    """Databases that one test after the other uses."""
    databases = Databases(postgres)
    yield databases
    await databases.close()


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[str]:
    """The address of an empty database with the whole schema."""
    async with databases.lent() as address:
        yield address


@pytest.fixture
def clock() -> FrozenClock:
    """Noon of the first of June 2026, until a test moves it."""
    return FrozenClock(NOON)


@pytest.fixture
async def house(
    database: str, databases: Databases, clock: FrozenClock, tmp_path: Path
) -> AsyncIterator[House]:
    """Everything a process has, on a database of its own and a clock that stands still."""
    settings = settings_of(database, tmp_path)
    async with open_house(settings, clock, databases.engine(database)) as house:
        yield house


@pytest.fixture
def rt(house: House) -> Runtime:
    """The runtime of the house."""
    return house.rt
