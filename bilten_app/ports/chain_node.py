"""A node of a chain, and an account that it sends for."""

from typing import Protocol


class CallRefused(Exception):
    """A contract refused; `data` is what it said."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(data.hex())
        self.data = data


class ChainNode(Protocol):
    """What contracts are deployed and called through."""

    @property
    def sender(self) -> bytes:
        """The account whose transactions these are."""
        ...

    async def chain_id(self) -> int:
        """Return which chain it is."""
        ...

    async def code(self, address: bytes) -> bytes:
        """Return the code at an address; nothing where there is none."""
        ...

    async def balance(self, address: bytes) -> int:
        """Return how much of the chain's own coin an account has, in its smallest unit."""
        ...

    async def call(self, to: bytes, data: bytes) -> bytes:
        """Return what a contract answers, and change nothing. Raises CallRefused."""
        ...

    async def send(self, to: bytes, data: bytes, value: int = 0) -> int:
        """Send a transaction, wait for it, and return its block. Raises CallRefused."""
        ...
