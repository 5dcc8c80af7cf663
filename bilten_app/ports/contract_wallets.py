"""Wallets that are contracts: whether one has signed is for its chain to say (ERC-1271)."""

from collections.abc import Collection
from typing import Protocol


class ContractWallets(Protocol):
    """Asks a node of a chain."""

    @property
    def chains(self) -> Collection[int]:
        """The chains that have a node."""
        ...

    async def has_signed(
        self, chain_id: int, *, account: bytes, digest: bytes, signature: bytes
    ) -> bool:
        """Whether a contract, there or still to be made, says that it signed a hash.

        Raises Unavailable while nobody knows: that is never a yes.
        """
        ...
