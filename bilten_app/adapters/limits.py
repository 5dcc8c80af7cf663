"""Rate limits in Redis or Valkey, shared by all processes."""

import time
from typing import Any, cast

import structlog
from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from bilten_app.kit.errors import TooMany
from bilten_app.ports.limits import Allowance

log = structlog.get_logger(__name__)


class WindowLimiter:
    """Counts hits in a moving window.

    When the store is away people are let through, and it is logged: a closed shop is worse than
    an unguarded minute.
    """

    def __init__(self, redis_url: str | None) -> None:
        self._pool: Any = None
        storage: RedisStorage | MemoryStorage = MemoryStorage()
        if redis_url:
            self._pool = cast("Any", ConnectionPool).from_url(redis_url)
            storage = RedisStorage(
                f"async+{redis_url}", implementation="redispy", connection_pool=self._pool
            )
        self._storage = storage
        self._windows = MovingWindowRateLimiter(storage)

    async def close(self) -> None:
        """Give the connections back."""
        if self._pool:
            await self._pool.aclose()

    async def answers(self) -> bool:
        """Whether the store is there."""
        try:
            return await self._storage.check()
        except (RedisError, OSError):
            return False

    async def hit(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Count one hit, or raise TooMany with the seconds to wait."""
        item = RateLimitItemPerSecond(limit, per_s, namespace="bilten")
        try:
            if await self._windows.hit(item, what, who):
                return
            resets_at, _ = await self._windows.get_window_stats(item, what, who)
        except (RedisError, OSError) as error:
            _warn(error)
            return
        raise TooMany(retry_after_s=max(1, round(resets_at - time.time())))

    async def count(self, what: str, who: str, *, limit: int, per_s: int) -> Allowance:
        """Count one hit and return what is left of a fixed window, in one round trip."""
        window, passed = divmod(int(time.time()), per_s)
        seen = 0
        try:
            seen = await self._storage.incr(f"bilten/{what}/{who}/{window}", per_s)
        except (RedisError, OSError) as error:
            _warn(error)
        return Allowance(limit, limit - seen, per_s - passed)


def _warn(error: Exception) -> None:
    log.warning("rate limits are off: their store is away", error=type(error).__name__)
