"""Many clients for a while, and how long each answer took."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from benchmarks.http import Door


@dataclass(slots=True)
class Load:
    """What came back: seconds for each answer, over `spent_s` in all."""

    spent_s: float = 0.0
    took_s: list[float] = field(default_factory=list[float])

    @property
    def per_second(self) -> float:
        """Return answers a second."""
        return len(self.took_s) / self.spent_s

    def quantile_ms(self, share: float) -> float:
        """Return the time within which `share` of the answers came."""
        ordered = sorted(self.took_s)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


async def put_load(
    origin: str, act: Callable[[Door, int], Awaitable[None]], *, clients: int, seconds: float
) -> Load:
    """Let `clients` call `act(door, number)` one after the other until the time is over."""
    load, began = Load(), time.perf_counter()
    numbers = iter(range(10**9))

    async def client() -> None:
        async with Door(origin) as door:
            while time.perf_counter() - began < seconds:
                asked = time.perf_counter()
                await act(door, next(numbers))
                load.took_s.append(time.perf_counter() - asked)

    await asyncio.gather(*(client() for _ in range(clients)))
    load.spent_s = time.perf_counter() - began
    return load
