"""Doing what the worker does, in the test's own time."""

from bilten_app.infra.jobs import run_due
from bilten_app.infra.runtime import Runtime
from bilten_app.worker.jobs import job_functions
from bilten_app.worker.loop import dispatch_all


async def settle(rt: Runtime) -> None:
    """Dispatch facts and run due jobs until nothing is left to do now."""
    functions = job_functions(rt)
    while True:
        facts = await dispatch_all(rt)
        async with rt.unit_of_work() as uow:
            jobs = await run_due(uow.session, functions)
        if not facts and not jobs:
            return
