"""One bit per ticket index: byte i >> 3, bit 1 << (i & 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A set of ticket indexes. What lies beyond its bytes is not in it."""

    raw: bytes = b""

    @classmethod
    def of(cls, indexes: Iterable[int], size: int) -> Self:
        """Make a bitmap for tickets 0 to size - 1."""
        raw = bytearray(bytes_for(size))
        for index in indexes:
            raw[index >> 3] |= 1 << (index & 7)
        return cls(bytes(raw))

    def __contains__(self, index: int) -> bool:
        place = index >> 3
        return place < len(self.raw) and bool(self.raw[place] >> (index & 7) & 1)

    def __len__(self) -> int:
        return int.from_bytes(self.raw).bit_count()

    def with_changes(self, on: Iterable[int], off: Iterable[int]) -> "Bitmap":
        """Return a copy with some bits set, then some cleared; an IndexError beyond the end."""
        raw = bytearray(self.raw)
        for index in on:
            raw[index >> 3] |= 1 << (index & 7)
        for index in off:
            raw[index >> 3] &= ~(1 << (index & 7))
        return Bitmap(bytes(raw))


def bytes_for(size: int) -> int:
    """Return how many bytes hold `size` bits."""
    return (size + 7) >> 3
