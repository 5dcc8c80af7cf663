"""What nodes answer and what is kept of it. Hashes and addresses are hex text, as nodes write them.

Only what is used is declared: msgspec passes over the rest without making anything of it.
"""

from dataclasses import dataclass

import msgspec


class Log(msgspec.Struct, gc=False, rename="camel"):
    """An event as a contract wrote it."""

    address: str
    topics: tuple[str, ...]
    data: str
    block_hash: str
    block_number: str
    transaction_hash: str
    log_index: str


class Header(msgspec.Struct, gc=False, rename="camel"):
    """A block without what is in it."""

    number: str
    hash: str
    parent_hash: str
    timestamp: str
    logs_bloom: str

    @property
    def height(self) -> int:
        """The block's number."""
        return int(self.number, 16)

    @property
    def mark(self) -> "Mark":
        """What names the block."""
        return Mark(self.height, self.hash)


class Receipt(msgspec.Struct, gc=False, rename="camel"):
    """What a transaction left behind."""

    logs: tuple[Log, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A block by its number and its hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Contracts:
    """Where our contracts of one chain are, and the first block that may tell of them."""

    registry: str
    market: str
    payments: str
    start: int = 1


class ChainFault(Exception):
    """A turn ended without a result; nothing was written. The message says why."""


class Lagging(ChainFault):
    """The node does not know yet what it should know, or a block went while we read it."""


class Lying(ChainFault):
    """The node's answers contradict each other, or those of a second node."""


class TooDeep(ChainFault):
    """A block that was final is not on the chain any more. Nothing is repaired silently."""

    def __init__(self, was: Mark, now: Header | None) -> None:
        told = f"now {now.hash}" if now else "not there any more"
        super().__init__(f"block {was.number} was final as {was.hash}, and is {told}")
