"""What we ask a chain, and bring to it: one door for each chain that we act on."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fees:
    """What a unit of gas costs now, in the coin's smallest unit."""

    base: int
    tip: int


@dataclass(frozen=True, slots=True)
class Mined:
    """Where a transaction stands, and whether the contract did what it was asked."""

    block: int
    is_done: bool


class ChainDoor(Protocol):
    """A node, asked about what we send. Each raises Unavailable while it does not answer."""

    async def call(self, to: bytes, data: bytes) -> bytes:
        """Return what a contract answers. Raises CallRefused."""
        ...

    async def gas(self, sender: bytes, to: bytes, data: bytes) -> int:
        """Return how much gas a call would take. Raises CallRefused."""
        ...

    async def balance(self, account: bytes) -> int:
        """Return how much of the chain's own coin an account has, in its smallest unit."""
        ...

    async def fees(self) -> Fees:
        """Return what gas costs."""
        ...

    async def nonce(self, account: bytes, *, final: bool = False) -> int:
        """Return how many transactions of an account are in blocks, or in those that are final."""
        ...

    async def send(self, raw: bytes) -> str:
        """Bring a signed transaction; return why it was not taken, "" when it was, or is known."""
        ...

    async def mined(self, tx: bytes) -> Mined | None:
        """Return where a transaction stands; None while it is in no block."""
        ...
