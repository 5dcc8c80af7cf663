"""One batch of a process at a time: those who wait meanwhile are more when their turn comes.

A sale is a dozen batches one after the other. Where all of them run side by side, buyers are spread
over them and each batch is small; one at a time, buyers who met once stay together on their way.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from contextvars import Context, ContextVar
from dataclasses import dataclass

LONGEST_S = 0.1
_HAS_TURN: ContextVar[bool] = ContextVar("has_turn", default=False)


@dataclass(slots=True, eq=False)
class _Turn:
    """Somebody's turn: how many it is for, since when they wait, and whether it has begun."""

    how_many: Callable[[], int]
    since: float
    begins: asyncio.Future[None]

    def waited_s(self, now: float) -> float:
        """Return how long all of them have waited together: neither few nor rare wait for ever."""
        return self.how_many() * (now - self.since)


class Turns:
    """Gives turns, the next to those who have waited most.

    A turn is over after `longest_s`, whether or not its work is done: what waits for a lock or for
    a gateway goes on beside the others and holds nobody up.
    """

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._now: _Turn | None = None
        self._over: asyncio.TimerHandle | None = None
        self._queue: list[_Turn] = []

    @asynccontextmanager
    async def turn(self, how_many: Callable[[], int]) -> AsyncGenerator[None]:
        """Wait for a turn and work in it. What is asked for within a turn is a part of it."""
        if _HAS_TURN.get():
            yield
            return
        mine = await self._wait(how_many)
        outside = _HAS_TURN.set(True)
        try:
            yield
        finally:
            _HAS_TURN.reset(outside)
            self._end(mine)

    async def _wait(self, how_many: Callable[[], int]) -> _Turn:
        loop = asyncio.get_running_loop()
        mine = _Turn(how_many, loop.time(), loop.create_future())
        if self._now is None:
            self._begin(mine)
        else:
            self._queue.append(mine)
        try:
            await mine.begins
        except BaseException:
            if mine in self._queue:
                self._queue.remove(mine)
            self._end(mine)
            raise
        return mine

    def _begin(self, turn: _Turn) -> None:
        self._now = turn
        self._over = asyncio.get_running_loop().call_later(self._longest_s, self._end, turn)
        turn.begins.set_result(None)

    def _end(self, turn: _Turn) -> None:
        """End a turn, and begin the next; one that lasted too long has ended before."""
        if turn is not self._now:
            return
        if self._over:
            self._over.cancel()
        self._now = None
        if self._queue:
            now = asyncio.get_running_loop().time()
            most = max(self._queue, key=lambda waiting: waiting.waited_s(now))
            self._queue.remove(most)
            self._begin(most)


def keep_turn(context: Context) -> None:
    """Let what runs in `context` be a part of the turn of whoever starts it."""
    context.run(_HAS_TURN.set, _HAS_TURN.get())
