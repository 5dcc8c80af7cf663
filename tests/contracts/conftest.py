"""A chain for the tests of contracts, and our contracts on it."""

from collections.abc import Iterator

import pytest

from tests.chain import Chain, chain, node
from tests.contracts.world import World

__all__ = ["chain", "node"]


@pytest.fixture(scope="session")
def deployed(node: Chain) -> World:
    """Our contracts, put there once."""
    return World(node)


@pytest.fixture
def world(deployed: World) -> Iterator[World]:
    """Our contracts for one test: what it did is taken back afterwards."""
    with deployed.chain.undone():
        yield deployed
