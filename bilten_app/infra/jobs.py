"""Jobs: queued in the caller's transaction, run at least once, held when they keep failing.

The only file that knows pgqueuer. What runs is in `worker/jobs.py`, `reactions.py`, `schedule.py`.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import batched
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
MOST_TOGETHER = 40
AGAIN = timedelta(seconds=1)
HEARTBEAT = timedelta(seconds=10)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do later: a name from the worker's tables and plain values.

    While a job with the same `dedupe_key` waits or runs, another one is not queued. Urgent jobs go
    before others: tickets are issued before the next mail is drawn.
    """

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any])
    dedupe_key: str | None = None
    correlation_id: str = ""
    after: timedelta = timedelta()
    urgent: bool = False


async def enqueue(session: AsyncSession, jobs: Sequence[Job]) -> None:
    """Queue `jobs` in the session's transaction."""
    if jobs:
        await _queue(await _queries(session), [[job] for job in jobs])


async def enqueue_together(session: AsyncSession, jobs: Sequence[Job]) -> None:
    """Queue `jobs` as few rows, for a row costs more than many a job.

    Those of a name start side by side; each that fails is queued again in a row of its own.
    """
    by_name: dict[str, list[Job]] = {}
    for job in jobs:
        by_name.setdefault(job.name, []).append(job)
    rows = [part for same in by_name.values() for part in batched(same, MOST_TOGETHER)]
    if rows:
        await _queue(await _queries(session), rows)


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
        for job in _read(row["entrypoint"], row["payload"]):
            with correlated(job.correlation_id):
                await functions[job.name](**job.payload)
    return len(rows)


def _caller(
    function: JobFunction, queries: RepositoryPort
) -> Callable[[QueuedJob], Awaitable[None]]:
    async def run(row: QueuedJob) -> None:
        jobs = _read(row.entrypoint, row.payload)
        done = await asyncio.gather(
            *(_call(function, job, row.attempts) for job in jobs), return_exceptions=True
        )
        failed = [(job, error) for job, error in zip(jobs, done, strict=True) if error]
        if failed and len(jobs) == 1:
            raise failed[0][1]
        if failed:
            await _queue(queries, [[replace(job, after=AGAIN)] for job, _ in failed])

    return run


async def _call(function: JobFunction, job: Job, attempt: int) -> None:
    with correlated(job.correlation_id or None):
        try:
            await function(**job.payload)
        except Exception:
            log.exception("a job failed", job=job.name, attempt=attempt)
            raise


def _patient(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(parameters, max_attempts=MOST_ATTEMPTS)


async def _queries(session: AsyncSession) -> Queries:
    return Queries(AsyncpgDriver(await raw_connection(session)))


async def _queue(queries: RepositoryPort, rows: Sequence[Sequence[Job]]) -> None:
    """Queue a row for each sequence of jobs that share a name."""
    firsts = [jobs[0] for jobs in rows]
    await queries.enqueue(
        [first.name for first in firsts],
        [_write(jobs) for jobs in rows],
        [int(first.urgent) for first in firsts],
        [first.after for first in firsts],
        [first.dedupe_key for first in firsts],
        on_conflict="skip",
    )


def _write(jobs: Sequence[Job]) -> bytes:
    stored = [{"correlation_id": job.correlation_id, "payload": job.payload} for job in jobs]
    return json.dumps(stored if len(stored) > 1 else stored[0], default=str).encode()


def _read(name: str, stored: bytes | None) -> list[Job]:
    told: Any = json.loads(stored or b"{}")
    documents: list[dict[str, Any]] = [told] if isinstance(told, dict) else told
    return [
        Job(name, one.get("payload", {}), correlation_id=one.get("correlation_id", ""))
        for one in documents
    ]
