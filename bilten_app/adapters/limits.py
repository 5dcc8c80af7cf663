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
        self._windows = MovingWindowRateLimiter(storage)

    async def close(self) -> None:
        """Give the connections back."""
        if self._pool:
            await self._pool.aclose()

    async def hit(self, what: str, who: str, *, limit: int, per_s: int) -> None:
        """Count one hit, or raise TooMany with the seconds to wait."""
        item = RateLimitItemPerSecond(limit, per_s, namespace="bilten")
        try:
            if await self._windows.hit(item, what, who):
                return
            resets_at, _ = await self._windows.get_window_stats(item, what, who)
        except (RedisError, OSError) as error:
            log.warning("rate limits are off: their store is away", error=type(error).__name__)
            return
        raise TooMany(retry_after_s=max(1, round(resets_at - time.time())))
