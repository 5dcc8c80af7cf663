"""Jobs: queued in the caller's transaction, run at least once, held when they keep failing.

The only file that knows pgqueuer. What runs is in `worker/jobs.py`, `reactions.py`, `schedule.py`.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.domain.models import Job as QueuedJob
from pgqueuer.ports import RepositoryPort
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.infra.db import plain_dsn
from bilten_app.infra.log import correlated

type JobFunction = Callable[..., Awaitable[None]]

MOST_ATTEMPTS = 10
MOST_TOGETHER = 20
HEARTBEAT = timedelta(seconds=10)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do later: a name from the worker's tables and plain values.

    While a job with the same `dedupe_key` waits or runs, another one is not queued. Urgent jobs go
    before others: tickets are issued before the next mail is drawn. With `parts` it is that work
    under one number in the queue: see `together`.
    """

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any])
    dedupe_key: str | None = None
    correlation_id: str = ""
    after: timedelta = timedelta()
    urgent: bool = False
    parts: Sequence["Job"] = ()


def together(jobs: Sequence[Job]) -> list[Job]:
    """Return the same work in fewer jobs: what has one name is done side by side.

    Queueing, taking and ending a job costs the database more than most of them do. A part that
    fails is queued anew by itself, so that it is tried again without the others. For jobs that are
    due now and not urgent.
    """
    named: dict[str, list[Job]] = {}
    for job in jobs:
        named.setdefault(job.name, []).append(job)
    return [
        _joined(alike[start : start + MOST_TOGETHER])
        for alike in named.values()
        for start in range(0, len(alike), MOST_TOGETHER)
    ]


async def enqueue(session: AsyncSession, jobs: Sequence[Job]) -> None:
    """Queue `jobs` in the session's transaction."""
    if not jobs:
        return
    await _enqueue(Queries(AsyncpgDriver(await raw_connection(session))), jobs)


async def _enqueue(queries: RepositoryPort, jobs: Sequence[Job]) -> None:
    await queries.enqueue(
        [job.name for job in jobs],
        [_write(job) for job in jobs],
        [int(job.urgent) for job in jobs],
        [job.after for job in jobs],
        [job.dedupe_key for job in jobs],
        on_conflict="skip",
    )


async def raw_connection(session: AsyncSession) -> asyncpg.Connection:
    """Return the asyncpg connection under a session, inside the session's transaction.

    SQLAlchemy opens a transaction only with its own first statement: without it, what is done on
    the bare connection would be committed at once.
    """
    fairy = await (await session.connection()).get_raw_connection()
    connection = cast("asyncpg.Connection", fairy.driver_connection)
    if not connection.is_in_transaction():
        await session.execute(text("SELECT 1"))
    return connection


async def run_jobs(
    dsn: str,
    functions: Mapping[str, JobFunction],
    stop: asyncio.Event,
    *,
    at_once: int = 20,
) -> None:
    """Run queued jobs until `stop` is set; those under way are finished first.

    A job that raises comes again, ever later, and is held for a person after ten attempts. The
    jobs of a worker that died are taken over ten seconds later.
    """
    connection = await asyncpg.connect(plain_dsn(dsn), server_settings={"application_name": "jobs"})
    try:
        queue = PgQueuer.from_asyncpg_connection(connection)
        for name, function in functions.items():
            queue.entrypoint(
                name,
                on_failure="hold",
                executor_factory=_patient,
            )(_caller(function, queue.qm.queries))
        running = asyncio.create_task(
            queue.run(
                batch_size=at_once,
                max_concurrent_tasks=at_once * 2,
                dequeue_timeout=timedelta(seconds=5),
                heartbeat_timeout=HEARTBEAT,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        queue.shutdown.set()
        stopping.cancel()
        await running
    finally:
        await connection.close()


async def run_due(
    session: AsyncSession, functions: Mapping[str, JobFunction], limit: int = 100
) -> int:
    """Take the jobs that are due now and run them one after the other; return how many.

    For programs that end, like tests and the seeding: a failure is raised, not retried.
    """
    connection = await raw_connection(session)
    rows = await connection.fetch(
        "DELETE FROM pgqueuer WHERE id IN (SELECT id FROM pgqueuer WHERE status = 'queued'"
        " AND execute_after <= clock_timestamp() ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)"
        " RETURNING id, entrypoint, payload",
        limit,
    )
    for row in sorted(rows, key=lambda row: row["id"]):
        for part in _parts(row["entrypoint"], row["payload"]):
            with correlated(part.correlation_id):
                await functions[part.name](**part.payload)
    return len(rows)


def _caller(
    function: JobFunction, queries: RepositoryPort
) -> Callable[[QueuedJob], Awaitable[None]]:
    async def act(part: Job, attempt: int) -> None:
        with correlated(part.correlation_id or None):
            try:
                await function(**part.payload)
            except Exception:
                log.exception("a job failed", job=part.name, attempt=attempt)
                raise

    async def run(job: QueuedJob) -> None:
        parts = _parts(job.entrypoint, job.payload)
        if len(parts) == 1:
            await act(parts[0], job.attempts)
            return
        ends = await asyncio.gather(
            *(act(part, job.attempts) for part in parts), return_exceptions=True
        )
        # Queued before this job ends: a crash in between repeats them, and loses none.
        failed = [part for part, end in zip(parts, ends, strict=True) if end is not None]
        if failed:
            await _enqueue(queries, failed)

    return run


def _patient(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(parameters, max_attempts=MOST_ATTEMPTS)


def _joined(jobs: Sequence[Job]) -> Job:
    if len(jobs) == 1:
        return jobs[0]
    first = jobs[0]
    key = f"{len(jobs)} {first.dedupe_key}" if first.dedupe_key else None
    return Job(first.name, dedupe_key=key, parts=tuple(jobs))


def _write(job: Job) -> bytes:
    stored = {"parts": [_told(part) for part in job.parts]} if job.parts else _told(job)
    return json.dumps(stored, default=str).encode()


def _told(job: Job) -> Mapping[str, Any]:
    return {
        "correlation_id": job.correlation_id, "payload": job.payload, "dedupe_key": job.dedupe_key,
    }  # fmt: skip


def _parts(name: str, stored: bytes | None) -> list[Job]:
    """Return what a queued job is: itself, or its parts."""
    document = json.loads(stored or b"{}")
    return [
        Job(
            name,
            part.get("payload", {}),
            dedupe_key=part.get("dedupe_key"),
            correlation_id=part.get("correlation_id", ""),
        )
        for part in document.get("parts", [document])
    ]
