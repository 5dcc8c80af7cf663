"""A chain for the tests of contracts."""

from tests.chain import chain, node

__all__ = ["chain", "node"]
