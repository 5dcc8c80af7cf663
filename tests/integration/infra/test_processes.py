"""Each process says that it runs, and is missed when it falls silent."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bilten_app.infra.processes import (
    FORGOTTEN_AFTER,
    Part,
    Presence,
    Process,
    processes,
    register,
)  # fmt: skip
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock


async def known(rt: Runtime) -> Sequence[Process]:
    async with rt.read() as session:
        return await processes(session, rt.clock.now())


async def test_who_runs_is_listed_until_it_ends(rt: Runtime) -> None:
    web, worker = Presence(rt, Part.web), Presence(rt, Part.worker)
    for each in (web, worker, web):
        await each.say()
    listed = await known(rt)

    await web.end()

    assert [(one.part, one.is_silent) for one in listed] == [
        (Part.web, False), (Part.worker, False),
    ]  # fmt: skip
    assert [one.part for one in await known(rt)] == [Part.worker]


async def test_who_was_killed_is_missed_and_forgotten_a_day_later(rt: Runtime) -> None:
    assert isinstance(rt.clock, FrozenClock)
    await Presence(rt, Part.worker).say()

    rt.clock.move(timedelta(seconds=31))
    missed = await known(rt)
    rt.clock.move(FORGOTTEN_AFTER)
    await Presence(rt, Part.web).say()

    assert [one.is_silent for one in missed] == [True]
    assert [one.part for one in await known(rt)] == [Part.web]


async def test_a_process_that_is_told_to_stop_takes_itself_off(rt: Runtime) -> None:
    stop = asyncio.Event()
    stop.set()

    await register(rt, Part.slow, stop)

    assert await known(rt) == []
