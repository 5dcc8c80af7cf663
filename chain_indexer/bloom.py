"""What a header says of its block's logs: a filter that is never wrong about what is not there."""

from collections.abc import Iterable
from functools import lru_cache

from bilten_app.kit.evm import keccak
from chain_indexer.values import Log

BITS = 2048


@lru_cache(maxsize=65_536)
def mask_of(item: str) -> int:
    """Return the three bits that an address or a topic sets."""
    digest = keccak(bytes.fromhex(item[2:]))
    mask = 0
    for begin in (0, 2, 4):
        mask |= 1 << (int.from_bytes(digest[begin : begin + 2]) % BITS)
    return mask


def may_hold(bloom: int, items: Iterable[str]) -> bool:
    """Whether one of these may be in the block."""
    return any(bloom & (mask := mask_of(item)) == mask for item in items)


def bloom_of(logs: Iterable[Log]) -> int:
    """Return the filter of these logs."""
    bloom = 0
    for log in logs:
        bloom |= mask_of(log.address)
        for topic in log.topics:
            bloom |= mask_of(topic)
    return bloom
