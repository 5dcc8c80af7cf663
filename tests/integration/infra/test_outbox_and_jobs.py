"""Facts and jobs live and die with the transaction that wrote them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from bilten_app.infra import audit, outbox
from bilten_app.infra.jobs import JobFunction, run_due, run_jobs
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.facts import Fact
from bilten_app.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Rang(Fact):
    """A bell rang."""

    name = "tests.rang"

    bell: UUID


class Verb(StrEnum):
    rung = "bells.rung"


async def count(rt: Runtime, table: str) -> int:
    async with rt.read() as session:
        return (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def test_what_a_failed_transaction_wrote_is_nowhere(rt: Runtime) -> None:
    with pytest.raises(LookupError):
        await _write_and_fail(rt)

    assert [await count(rt, t) for t in ("facts", "pgqueuer", "audit_lines")] == [0, 0, 0]


async def test_a_transaction_with_nothing_but_a_job_is_still_one(rt: Runtime) -> None:
    async with rt.unit_of_work() as uow:
        uow.enqueue("bell", {"n": 1})
    assert await count(rt, "pgqueuer") == 1

    with pytest.raises(LookupError):
        async with rt.unit_of_work() as uow:
            await run_due(uow.session, {"bell": _fails})

    assert await count(rt, "pgqueuer") == 1


async def test_jobs_of_one_transaction_share_a_number_and_none_is_lost(rt: Runtime) -> None:
    for first in (1, 3):
        async with rt.unit_of_work() as uow:
            uow.enqueue("bell", {"bell": str(first)})
            uow.enqueue("bell", {"bell": str(first + 1)})
    queued, rung = await count(rt, "pgqueuer"), list[str]()

    async with rt.unit_of_work() as uow:
        await run_due(uow.session, {"bell": _noting(rung)})

    assert (queued, rung) == (2, ["1", "2", "3", "4"])


async def test_a_fact_becomes_one_job_for_each_reaction_even_when_dispatched_by_two(
    rt: Runtime,
) -> None:
    bells = [new_id() for _ in range(50)]
    for bell in bells:
        async with rt.unit_of_work() as uow:
            uow.record(Rang(bell))

    done = await asyncio.gather(*(_dispatch(rt) for _ in range(2)))

    assert sum(done) == 50
    echoed, counted = list[str](), list[str]()
    async with rt.unit_of_work() as uow:
        await run_due(uow.session, {"bells.echo": _noting(echoed), "bells.count": _noting(counted)})
    assert sorted(echoed) == sorted(counted) == sorted(map(str, bells))
    assert await count(rt, "pgqueuer") == 0


async def test_a_fact_comes_back_as_it_was_written() -> None:
    fact = Rang(new_id())

    assert outbox.read_fact("tests.rang", {"bell": str(fact.bell)}) == fact


async def test_a_job_with_the_key_of_a_waiting_one_is_not_queued(rt: Runtime) -> None:
    for _ in range(3):
        async with rt.unit_of_work() as uow:
            uow.enqueue("bell", {}, dedupe_key="one")

    assert await count(rt, "pgqueuer") == 1


async def test_a_job_that_fails_comes_again_and_is_never_lost(rt: Runtime, database: str) -> None:
    stop, calls = asyncio.Event(), list[int]()

    async def ring(n: int) -> None:
        calls.append(n)
        if len(calls) < 2:
            raise LookupError
        stop.set()

    async with rt.unit_of_work() as uow:
        uow.enqueue("bell", {"n": 7})

    await asyncio.wait_for(run_jobs(database, {"bell": ring}, stop), 30)

    assert calls == [7, 7]
    assert await count(rt, "pgqueuer") == 0


async def test_among_jobs_done_together_one_that_fails_comes_again_alone(
    rt: Runtime, database: str
) -> None:
    bells = [new_id() for _ in range(3)]
    async with rt.unit_of_work() as uow:
        for bell in bells:
            uow.record(Rang(bell))
    await _dispatch(rt, "bells.echo")
    assert await count(rt, "pgqueuer") == 1
    stop, calls = asyncio.Event(), list[str]()

    async def echo(bell: str, **_: object) -> None:
        calls.append(bell)
        if bell == str(bells[1]) and calls.count(bell) < 3:
            raise LookupError
        if calls.count(bell) == 3:
            stop.set()

    await asyncio.wait_for(run_jobs(database, {"bells.echo": echo}, stop), 30)

    assert [calls.count(str(bell)) for bell in bells] == [1, 3, 1]
    assert await count(rt, "pgqueuer") == 0


async def test_the_audit_chain_is_whole_and_an_edited_line_is_found(
    rt: Runtime, database: str
) -> None:
    for n in range(5):
        async with rt.unit_of_work() as uow:
            uow.audit(Verb.rung, f"bell {n}", loud=True)
    async with rt.unit_of_work() as uow:
        assert await audit.seal(uow.session) == 5
    async with rt.read() as session:
        assert await audit.first_broken(session) is None

    await _edit_behind_our_back(database, "UPDATE audit_lines SET actor = 'nobody' WHERE place = 3")

    async with rt.read() as session:
        broken = await audit.first_broken(session)
    assert broken is not None
    assert broken.place == 3


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_lines", "UPDATE audit_lines SET actor = 'nobody'"]
)
async def test_the_database_refuses_to_change_the_audit(
    rt: Runtime, database: str, statement: str
) -> None:
    async with rt.unit_of_work() as uow:
        uow.audit(Verb.rung, "bell")

    connection = await asyncpg.connect(database)
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await connection.execute(statement)
    await connection.close()


async def _write_and_fail(rt: Runtime) -> None:
    async with rt.unit_of_work() as uow:
        uow.record(Rang(new_id()))
        uow.enqueue("bell", {})
        uow.audit(Verb.rung, "bell")
        raise LookupError


async def _dispatch(rt: Runtime, *reactions: str) -> int:
    async def named(_: object, facts: Sequence[object]) -> list[Sequence[str]]:
        return [reactions or ["bells.echo", "bells.count"] for _ in facts]

    async with rt.unit_of_work() as uow:
        return await outbox.dispatch(uow.session, uow.clock, named, 200)


def _noting(bells: list[str]) -> JobFunction:
    async def note(bell: str, **_: object) -> None:
        bells.append(bell)

    return note


async def _fails(**_: object) -> None:
    raise LookupError


async def _edit_behind_our_back(database: str, statement: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("ALTER TABLE audit_lines DISABLE TRIGGER USER")
    await connection.execute(statement)
    await connection.close()
