"""The worker: one process that works, one that does what is slow, and this one that keeps both.

Slow jobs run in a child that gives way to everybody else. This process loads the code for both,
which takes longer than all else of a start, and forks before it has a thread or a loop. When the
slow child ends it starts another; when the swift one ends, so does it: `bilten up` starts us again.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from importlib import import_module
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Any

import structlog
import uvloop

from bilten_app.infra.embedded.process import dies_with_parent
from bilten_app.infra.garbage import keep_what_is_loaded, load_without_looking
from bilten_app.infra.log import configure_logging
from bilten_app.infra.settings import Settings, load_settings
from bilten_app.infra.told import wait_until_told

type Work = Callable[[Settings], Coroutine[Any, Any, None]]

POLITE = 19
AGAIN_S = 1.0
SIGNALS = (signal.SIGTERM, signal.SIGINT)
log = structlog.get_logger(__name__)


async def work(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; jobs under way are finished first."""
    from bilten_app.bootstrap import open_house  # noqa: PLC0415
    from bilten_app.worker.loop import run  # noqa: PLC0415

    stop = _stop_on_signals()
    async with open_house(settings) as house:
        await run(house.rt, _dsn(settings), house.background, stop)


async def work_slowly(settings: Settings) -> None:
    """Run the slow jobs until SIGTERM or SIGINT."""
    from bilten_app.bootstrap import open_house  # noqa: PLC0415
    from bilten_app.worker.loop import run_slow  # noqa: PLC0415

    os.nice(POLITE)
    stop = _stop_on_signals()
    async with open_house(settings) as house:
        await run_slow(house.rt, _dsn(settings), stop)


def main() -> None:
    """Load, wait for our turn, and keep both children until told to stop."""
    load_without_looking()
    _load()
    wait_until_told()
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    keep_what_is_loaded()
    sys.exit(_Keeper(settings).keep())


class _Keeper:
    """Our two children."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._children: list[ForkProcess] = []
        self._stops = False
        for number in SIGNALS:
            signal.signal(number, self._stop)

    def keep(self) -> int:
        """Start the slow one again whenever it ends; return how the swift one ended."""
        swift, slow = self._start(work), self._start(work_slowly)
        while swift.is_alive():
            wait([swift.sentinel, slow.sentinel])
            if self._stops:
                swift.join()
            elif not slow.is_alive():
                log.warning("the process of the slow jobs ended", code=slow.exitcode)
                wait([swift.sentinel], AGAIN_S)
                slow = self._start(work_slowly)
        self._ask_to_stop(slow)
        slow.join()
        return abs(swift.exitcode or 0)

    def _start(self, act: Work) -> ForkProcess:
        """Fork while no signal comes through: a child must not answer one as we would."""
        child = multiprocessing.get_context("fork").Process(
            target=_run, args=(act, self._settings, dies_with_parent(signal.SIGTERM))
        )
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            child.start()
            self._children.append(child)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        if self._stops:
            self._ask_to_stop(child)
        return child

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stops = True
        for child in self._children:
            self._ask_to_stop(child)

    def _ask_to_stop(self, child: ForkProcess) -> None:
        if child.exitcode is None:
            child.terminate()


def _run(act: Work, settings: Settings, arm: Callable[[], None]) -> None:
    """Live as a child."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    arm()
    try:
        asyncio.run(act(settings), loop_factory=uvloop.new_event_loop)
    except Exception:
        log.critical("process.died", exc_info=True)
        sys.exit(1)


def _load() -> None:
    import_module("bilten_app.bootstrap")
    import_module("bilten_app.worker.loop")


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _dsn(settings: Settings) -> str:
    return settings.database_url.get_secret_value() if settings.database_url else ""


if __name__ == "__main__":
    main()
