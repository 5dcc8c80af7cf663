"""Bilten with three gateways at once."""

from collections.abc import AsyncIterator

import pytest

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.till import Till, opened_till


@pytest.fixture
async def till(rt: Runtime, clock: FrozenClock) -> AsyncIterator[Till]:
    async with opened_till(rt, clock) as till:
        yield till
