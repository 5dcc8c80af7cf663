"""Accounts that we sign for on chains. Who keeps a key never shows it, be it us or a service."""

from dataclasses import dataclass
from typing import Protocol


class ChainSigner(Protocol):
    """One account's key."""

    @property
    def address(self) -> bytes:
        """The account."""
        ...

    async def sign(self, digest: bytes) -> bytes:
        """Return r, s and v over 32 bytes, with the lower s. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class ChainSigners:
    """Who signs for us on a chain: vouchers, gifts and quotes; and transactions, which it pays."""

    issuer: ChainSigner
    relayer: ChainSigner
