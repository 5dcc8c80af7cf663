"""Requests and outside events happen once."""

import asyncio

import pytest
from sqlalchemy import text

from bilten_app.infra import once
from bilten_app.infra.once import KeyReused, Request
from bilten_app.infra.runtime import Runtime


async def answer(rt: Runtime, request: object, told: str) -> str:
    """Answer a request with the key `k`, or repeat the answer it had."""
    async with rt.unit_of_work() as uow:
        asked = Request.of(key="k", actor="guest", request=request)
        if before := await once.claim(uow, asked):
            return str(before["told"])
        await once.answer(uow, {asked: {"told": told}})
        return told


async def test_a_repeated_request_gets_the_first_answer(rt: Runtime) -> None:
    first = await answer(rt, {"a": 1}, "first")
    second = await answer(rt, {"a": 1}, "second")

    assert (first, second) == ("first", "first")


async def test_the_same_request_many_times_at_once_is_answered_once(rt: Runtime) -> None:
    told = await asyncio.gather(*(answer(rt, {"a": 1}, str(n)) for n in range(8)))

    assert len(set(told)) == 1


async def test_a_key_with_another_request_is_refused(rt: Runtime) -> None:
    await answer(rt, {"a": 1}, "first")

    with pytest.raises(KeyReused):
        await answer(rt, {"a": 2}, "second")


async def test_a_request_that_failed_may_be_sent_again(rt: Runtime) -> None:
    with pytest.raises(LookupError):
        await _claim_and_fail(rt)

    assert await answer(rt, {}, "again") == "again"


async def test_an_outside_event_counts_once_and_is_kept(rt: Runtime) -> None:
    async def take() -> bool:
        async with rt.unit_of_work() as uow:
            return await once.is_first(uow, source="bank", external_id="1", payload={"a": 1})

    taken = await asyncio.gather(*(take() for _ in range(6)))

    assert sorted(taken) == [False] * 5 + [True]
    async with rt.read() as session:
        kept = await session.execute(text("SELECT payload FROM external_events"))
    assert kept.scalar_one() == {"a": 1}


async def _claim_and_fail(rt: Runtime) -> None:
    async with rt.unit_of_work() as uow:
        await once.claim(uow, Request.of(key="k", actor="guest", request={}))
        raise LookupError
