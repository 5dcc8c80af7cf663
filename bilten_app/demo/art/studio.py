"""Painting in processes beside ours, so that pictures and rows are made at the same time.

The processes import this package only, which is quick.
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

PAINTERS = 2


@dataclass(frozen=True, slots=True)
class Studio:
    """Paints while others work."""

    _pool: ProcessPoolExecutor

    def begin[T](self, picture: Callable[..., T], *words: Any) -> asyncio.Future[T]:
        """Start a picture; the future holds it when it is dry."""
        return asyncio.get_running_loop().run_in_executor(self._pool, picture, *words)


@contextmanager
def open_studio() -> Generator[Studio]:
    """Hire painters; they go when the block ends, whatever ends it, even a kill."""
    fresh = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(PAINTERS, mp_context=fresh, initializer=_go_with_us)
    try:
        yield Studio(pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _go_with_us() -> None:
    threading.Thread(target=_leave_when_alone, daemon=True).start()


def _leave_when_alone() -> None:
    if seeding := multiprocessing.parent_process():
        seeding.join()
        os._exit(1)
