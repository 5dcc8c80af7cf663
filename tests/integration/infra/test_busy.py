"""Whoever waits too long for others is told so, and nothing of theirs is done."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import Busy, UnitOfWork


async def lock(uow: UnitOfWork, key: int) -> None:
    await uow.session.execute(text("SET LOCAL lock_timeout = '20ms'"))
    await uow.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


async def test_who_cannot_have_a_lock_is_told_to_try_again(rt: Runtime) -> None:
    async with rt.unit_of_work() as first:
        await lock(first, 1)

        with pytest.raises(Busy):
            async with rt.unit_of_work() as second:
                await lock(second, 1)

    async with rt.unit_of_work() as third:
        await lock(third, 1)


async def test_of_two_who_wait_for_each_other_one_is_told_to_try_again(rt: Runtime) -> None:
    here, there = asyncio.Event(), asyncio.Event()

    async def cross(mine: int, others: int, met: asyncio.Event, meet: asyncio.Event) -> None:
        async with rt.unit_of_work() as uow:
            await uow.session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
            await uow.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": mine})
            met.set()
            await meet.wait()
            await uow.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": others})

    said = await asyncio.gather(
        cross(1, 2, here, there), cross(2, 1, there, here), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in said) == ["Busy", "NoneType"]


async def test_any_other_failure_of_the_database_stays_what_it_is(rt: Runtime) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        async with rt.unit_of_work() as uow:
            await uow.session.execute(text("SELECT 1 / 0"))
