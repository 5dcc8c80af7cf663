"""A house that may call this machine, and a program of the organization that listens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bilten_app.bootstrap import House, open_house
from bilten_app.kit.clock import FrozenClock
from tests.databases import Databases
from tests.receiver import Receiver, receiving
from tests.settings import settings_of


@pytest.fixture
async def house(
    database: str, databases: Databases, clock: FrozenClock, tmp_path: Path
) -> AsyncIterator[House]:
    settings = settings_of(database, tmp_path, hooks_to_loopback=True)
    async with open_house(settings, clock, databases.engine(database)) as house:
        yield house


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver
