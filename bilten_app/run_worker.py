"""The worker process: build the house, work until told to stop.

Slow jobs run in a child that gives way to everybody else; it ends with us, and we start it again.
"""

import asyncio
import os
import signal
import sys

import structlog
import uvloop

from bilten_app.bootstrap import open_house
from bilten_app.infra.embedded.process import dies_with_parent
from bilten_app.infra.garbage import keep_what_is_loaded
from bilten_app.infra.log import configure_logging
from bilten_app.infra.settings import Settings, load_settings
from bilten_app.worker.loop import run, run_slow

SLOW = "--slow"
POLITE = 19
AGAIN_S = 1.0
log = structlog.get_logger(__name__)


async def work(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; jobs under way are finished first."""
    stop = _stop_on_signals()
    async with open_house(settings) as house, asyncio.TaskGroup() as tasks:
        tasks.create_task(_keep_slow_child(stop))
        keep_what_is_loaded()
        await run(house.rt, _dsn(settings), house.background, stop)


async def work_slowly(settings: Settings) -> None:
    """Run the slow jobs until SIGTERM or SIGINT."""
    os.nice(POLITE)
    stop = _stop_on_signals()
    async with open_house(settings) as house:
        keep_what_is_loaded()
        await run_slow(house.rt, _dsn(settings), stop)


async def _keep_slow_child(stop: asyncio.Event) -> None:
    stopping = asyncio.create_task(stop.wait())
    while not stop.is_set():
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bilten_app.run_worker", SLOW,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )  # fmt: skip
        ended = asyncio.create_task(child.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            if child.returncode is None:
                child.terminate()
            await ended
            return
        log.warning("the process of the slow jobs ended, starting it again", code=child.returncode)
        await asyncio.wait({stopping}, timeout=AGAIN_S)


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


def _dsn(settings: Settings) -> str:
    return settings.database_url.get_secret_value() if settings.database_url else ""


def main() -> None:
    """Work, or only do what is slow."""
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    working = work_slowly(settings) if SLOW in sys.argv else work(settings)
    asyncio.run(working, loop_factory=uvloop.new_event_loop)


if __name__ == "__main__":
    main()
