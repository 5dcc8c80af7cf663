"""Each payment gateway in its turn."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.db import make_engine
from bilten_app.kit.clock import FrozenClock
from tests.ports.worlds import World, paypal_world, sandbox_world, stripe_world


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["sandbox", "stripe", "paypal"])
def opening(
    request: pytest.FixtureRequest, clock: FrozenClock
) -> AbstractAsyncContextManager[World]:
    """Each gateway in its turn; only the sandbox needs a database."""
    if request.param == "sandbox":
        return sandbox_world(request.getfixturevalue("engine"), clock)
    return {"stripe": stripe_world, "paypal": paypal_world}[request.param](clock)


@pytest.fixture
async def world(opening: AbstractAsyncContextManager[World]) -> AsyncIterator[World]:
    async with opening as opened:
        yield opened
