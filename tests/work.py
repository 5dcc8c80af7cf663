"""Doing what the worker does, in the test's own time."""

import asyncio
from collections.abc import Awaitable, Collection

from sqlalchemy import text

from bilten_app.infra.jobs import JobFunction, run_due
from bilten_app.infra.runtime import Runtime
from bilten_app.worker.jobs import job_functions
from bilten_app.worker.loop import dispatch_all


async def settle(rt: Runtime, without: Collection[str] = ()) -> None:
    """Dispatch facts and run due jobs until nothing is left to do now.

    Jobs named in `without` are taken and not done: drawing mails costs more than selling.
    """
    functions = {
        name: _pass_over if name in without else act for name, act in job_functions(rt).items()
    }
    while await _is_something_due(rt):
        facts = await dispatch_all(rt)
        async with rt.unit_of_work() as uow:
            jobs = await run_due(uow.session, functions)
        if not facts and not jobs:
            return  # others have it in hand


async def tell_all_again(rt: Runtime) -> None:
    """Bring every fact that was ever written once more: reactions must stand being repeated."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("UPDATE facts SET dispatched_at = NULL"))
    await settle(rt)


async def settle_together(rt: Runtime) -> None:
    """Like `settle`, but what is due runs at the same moment, as in a busy worker."""
    functions = job_functions(rt)
    while await _is_something_due(rt):
        facts = await dispatch_all(rt)
        due: list[Awaitable[None]] = []
        waiting = {name: _noted(act, due) for name, act in functions.items()}
        async with rt.unit_of_work() as uow:
            jobs = await run_due(uow.session, waiting)
        await asyncio.gather(*due)
        if not facts and not jobs:
            return


async def _is_something_due(rt: Runtime) -> bool:
    async with rt.read() as session:
        return bool((await session.execute(_DUE)).scalar_one())


_DUE = text("""
    SELECT EXISTS (SELECT FROM facts WHERE dispatched_at IS NULL) OR EXISTS (
        SELECT FROM pgqueuer WHERE status = 'queued' AND execute_after <= clock_timestamp())
""")


async def _pass_over(**_: object) -> None:
    """A job that this test can do without."""


def _noted(act: JobFunction, due: list[Awaitable[None]]) -> JobFunction:
    async def note(**payload: object) -> None:
        due.append(act(**payload))

    return note
