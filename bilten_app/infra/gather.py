"""What can wait is gathered, and written together a few seconds later.

For figures, of which a crash may lose the last seconds; never for what somebody was promised.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

EVERY_S = 5.0
MOST = 5_000

log = structlog.get_logger(__name__)


class Gather[T]:
    """Hands what was added since to `act`, every few seconds or when there is much of it."""

    def __init__(
        self, act: Callable[[Sequence[T]], Awaitable[None]], *, every_s: float = EVERY_S
    ) -> None:
        self._act = act
        self._every_s = every_s
        self._items: list[T] = []
        self._now = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

    def add(self, item: T) -> None:
        """Take an item in; nobody waits for it."""
        self._items.append(item)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), context=contextvars.Context())
        elif len(self._items) >= MOST:
            self._now.set()

    async def close(self) -> None:
        """Write what is there at once."""
        self._now.set()
        if self._writing is not None:
            with suppress(asyncio.CancelledError):
                await self._writing

    async def _write(self) -> None:
        while self._items:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._now.wait(), self._every_s)
            self._now.clear()
            items, self._items = self._items, []
            try:
                await self._act(items)
            except Exception:
                log.exception("figures were lost", count=len(items))
