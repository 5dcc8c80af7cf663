"""One build at a time, and a build that was cut short is known to the next."""

import fcntl
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_UNFINISHED = b"unfinished\n"


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to build. Hand `lock` to the compiler: then its orphan is waited for as well."""

    lock: int
    last_was_cut: bool


@contextmanager
def build_turn(path: Path, report: Callable[[str], None]) -> Generator[Turn]:
    """Wait for our turn; only a block that ends without an exception counts as finished."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("Waiting for an earlier build to end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        was_cut = bool(os.pread(lock, 1, 0))
        os.pwrite(lock, _UNFINISHED, 0)
        yield Turn(lock, was_cut)
        os.ftruncate(lock, 0)
    finally:
        os.close(lock)
