"""Bilten with three gateways, and each of those that remember cards in its turn."""

from collections.abc import AsyncIterator

import pytest

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.ports.worlds import CardWorld
from tests.till import Till, opened_till


@pytest.fixture
async def till(rt: Runtime, clock: FrozenClock) -> AsyncIterator[Till]:
    async with opened_till(rt, clock) as till:
        yield till


@pytest.fixture(params=["sandbox", "stripe"])
def world(request: pytest.FixtureRequest, till: Till) -> CardWorld:
    return till.sandbox if request.param == "sandbox" else till.stripe
