"""Answers that many ask for at the same moment: made once, and kept for a moment."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from time import monotonic
from typing import Any


class Shelf[Key: Hashable, Value]:
    """Keeps what was made for `keep_s` seconds from the moment its making began.

    Who asks meanwhile waits for the same making, so a crowd costs what one visitor does. What could
    not be made is not kept. `most` bounds the number of things kept; the oldest goes first.
    """

    def __init__(self, *, keep_s: float, most: int, now_s: Callable[[], float] = monotonic) -> None:
        self._keep_s = keep_s
        self._most = most
        self._now_s = now_s
        self._kept: OrderedDict[Key, tuple[float, asyncio.Task[Value]]] = OrderedDict()

    async def get(self, key: Key, make: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """Return what is kept under `key`, or make it; one who leaves does not stop the making."""
        until, making = self._kept.get(key, (0.0, None))
        if making is None or self._now_s() >= until or _has_failed(making):
            making = asyncio.create_task(make())
            self._put(key, making)
        return await asyncio.shield(making)

    def _put(self, key: Key, making: asyncio.Task[Value]) -> None:
        self._kept[key] = (self._now_s() + self._keep_s, making)
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


def _has_failed(making: asyncio.Task[Any]) -> bool:
    return making.done() and (making.cancelled() or making.exception() is not None)
