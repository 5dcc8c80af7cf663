"""The worker: dispatch facts, run jobs, follow the clock, and stop when told."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bilten_app.infra import outbox, processes
from bilten_app.infra.jobs import run_jobs
from bilten_app.infra.log import correlated
from bilten_app.infra.processes import Part
from bilten_app.infra.runtime import Runtime
from bilten_app.worker.jobs import SLOW, job_functions
from bilten_app.worker.reactions import reactions_to
from bilten_app.worker.schedule import SCHEDULE, Every

AWAY = (
    OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError,
    SQLAlchemyError,
)  # fmt: skip
AGAIN_S = 1.0
LOOK_S = 0.05
SLOW_AT_ONCE = 1
AT_ONCE = 200  # facts of one transaction
log = structlog.get_logger(__name__)


async def run(
    rt: Runtime, dsn: str, background: Sequence[Callable[[asyncio.Event], Awaitable[None]]],
    stop: asyncio.Event,
) -> None:  # fmt: skip
    """Work until `stop` is set. A database that goes away is waited for; no failure ends it."""
    swift = {name: act for name, act in job_functions(rt).items() if name not in SLOW}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_again(lambda: run_jobs(dsn, swift, stop), stop))
        tasks.create_task(_again(lambda: _dispatch(rt, stop), stop))
        tasks.create_task(processes.register(rt, Part.worker, stop))
        for every in SCHEDULE:
            tasks.create_task(_follow(rt, every, stop))
        for act in background:
            tasks.create_task(_again(lambda act=act: act(stop), stop))


async def run_slow(rt: Runtime, dsn: str, stop: asyncio.Event) -> None:
    """Run the slow jobs, few at a time, until `stop` is set."""
    slow = {name: act for name, act in job_functions(rt).items() if name in SLOW}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_again(lambda: run_jobs(dsn, slow, stop, at_once=SLOW_AT_ONCE), stop))
        tasks.create_task(processes.register(rt, Part.slow, stop))


async def dispatch_all(rt: Runtime) -> int:
    """Queue the reactions of every waiting fact; return how many facts."""
    count = 0
    while True:
        async with rt.unit_of_work() as uow:
            done = await outbox.dispatch(uow.session, uow.clock, reactions_to, AT_ONCE)
        count += done
        if done < AT_ONCE:
            return count


async def _dispatch(rt: Runtime, stop: asyncio.Event) -> None:
    """Dispatch what is written. We look often: to be told, a sale would have to NOTIFY."""
    while not stop.is_set():
        async with rt.read() as session:
            waiting = await outbox.is_waiting(session)
        if waiting:
            await dispatch_all(rt)
        await _first_of(stop, within_s=LOOK_S)


async def _follow(rt: Runtime, every: Every, stop: asyncio.Event) -> None:
    while not stop.is_set():
        began = time.monotonic()
        try:
            with correlated():
                await every.act(rt)
        except Exception:
            log.exception("a scheduled job failed", job=every.act.__name__)
        await _first_of(stop, within_s=max(0.0, every.seconds - (time.monotonic() - began)))


async def _again(act: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await act()
        except AWAY as error:
            log.warning("the database is away, trying again", error=type(error).__name__)
            await _first_of(stop, within_s=AGAIN_S)
        except Exception:
            log.exception("a part of the worker failed")
            await _first_of(stop, within_s=AGAIN_S)


async def _first_of(*events: asyncio.Event, within_s: float) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
