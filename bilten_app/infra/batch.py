"""Callers that wait at the same moment share one piece of work.

Nobody waits for a timer: whatever has gathered while the last batch ran is the next one. Alone,
a caller pays for one; among many, the round trips and the commit are divided by all of them.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

ENDS = (asyncio.CancelledError, KeyboardInterrupt, SystemExit)


class Batch[T, R]:
    """Answers many items with one call of `act`, which returns a result for each, in order.

    A result that is an exception is raised to its own caller. When `act` itself fails, each half
    is tried for itself, down to the item whose failure it is: it spoils no other.
    """

    def __init__(
        self, act: Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]], *, most: int = 64
    ) -> None:
        self._act = act
        self._most = most
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._running: asyncio.Task[None] | None = None

    async def ask(self, item: T) -> R:
        """Return what `act` answers to `item`."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._running is None or self._running.done():
            # In a context of its own: what is bound for one caller is not said of the others.
            context = contextvars.Context()
            self._running = asyncio.create_task(self._run(), context=context)
        return await answer

    async def close(self) -> None:
        """Finish what waits."""
        if self._running is not None:
            with suppress(asyncio.CancelledError):
                await self._running

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                await self._answer(batch)
            except BaseException as error:
                _fail([*batch, *self._waiting], error)
                self._waiting = []
                if isinstance(error, ENDS):
                    raise

    async def _answer(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._act([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is raised to the one whose it is
            if len(batch) == 1:
                _fail(batch, error)
                return
            middle = len(batch) // 2
            await self._answer(batch[:middle])
            await self._answer(batch[middle:])
            return
        for result, (_, answer) in zip(results, batch, strict=True):
            if answer.done():
                continue
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)


def _fail[T, R](batch: Sequence[tuple[T, asyncio.Future[R]]], error: BaseException) -> None:
    for _, answer in batch:
        if not answer.done():
            answer.set_exception(error)
