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
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.infra.db import plain_dsn
from bilten_app.infra.log import correlated

type JobFunction = Callable[..., Awaitable[None]]

MOST_ATTEMPTS = 10
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
    if not jobs:
        return
    queries = Queries(AsyncpgDriver(await raw_connection(session)))
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
            )(_caller(function))
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
        correlation_id, payload = _read(row["payload"])
        with correlated(correlation_id):
            await functions[row["entrypoint"]](**payload)
    return len(rows)


def _caller(function: JobFunction) -> Callable[[QueuedJob], Awaitable[None]]:
    async def run(job: QueuedJob) -> None:
        correlation_id, payload = _read(job.payload)
        with correlated(correlation_id or None):
            try:
                await function(**payload)
            except Exception:
                log.exception("a job failed", job=job.entrypoint, attempt=job.attempts)
                raise

    return run


def _patient(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(parameters, max_attempts=MOST_ATTEMPTS)


def _write(job: Job) -> bytes:
    stored = {"correlation_id": job.correlation_id, "payload": job.payload}
    return json.dumps(stored, default=str).encode()


def _read(stored: bytes | None) -> tuple[str, dict[str, Any]]:
    document = json.loads(stored or b"{}")
    return document.get("correlation_id", ""), document.get("payload", {})
