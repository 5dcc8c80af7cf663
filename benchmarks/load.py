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
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000 if ordered else 0.0

    @property
    def quantiles(self) -> str:
        """Return the three times that tell most, as `p50/95/99 1.2/3.4/5.6 ms`."""
        told = "/".join(f"{self.quantile_ms(share):,.1f}" for share in (0.5, 0.95, 0.99))
        return f"p50/95/99 {told} ms"


async def put_load(
    origin: str, act: Callable[[Door, int], Awaitable[None]], *, clients: int, seconds: float
) -> Load:
    """Let `clients` call `act(door, number)` one after the other until the time is over."""
    load = Load()
    numbers = iter(range(10**9))

    async def client() -> None:
        async with Door(origin) as door:
            await _keep_on(load, lambda: act(door, next(numbers)), began + seconds)

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    load.spent_s = time.perf_counter() - began
    return load


async def put_load_inside(
    act: Callable[[int], Awaitable[None]], *, clients: int, seconds: float
) -> Load:
    """Let `clients` call `act(number)` in this process until the time is over."""
    load = Load()
    numbers = iter(range(10**9))
    began = time.perf_counter()
    await asyncio.gather(
        *(_keep_on(load, lambda: act(next(numbers)), began + seconds) for _ in range(clients))
    )
    load.spent_s = time.perf_counter() - began
    return load


async def _keep_on(load: Load, act: Callable[[], Awaitable[None]], ends: float) -> None:
    while (asked := time.perf_counter()) < ends:
        await act()
        load.took_s.append(time.perf_counter() - asked)
