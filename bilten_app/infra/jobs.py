"""Jobs: queued in the caller's transaction, run at least once, held when they keep failing.

The only file that knows pgqueuer. What runs is in `worker/jobs.py`, `reactions.py`, `schedule.py`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do later: a name from the worker's tables and plain values.

    While a job with the same `dedupe_key` waits or runs, another one is not queued.
    """

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any])
    dedupe_key: str | None = None
    correlation_id: str = ""
    after: timedelta = timedelta()


async def enqueue(session: AsyncSession, jobs: Sequence[Job]) -> None:
    """Queue `jobs` in the session's transaction."""
    if not jobs:
        return
    queries = Queries(AsyncpgDriver(await raw_connection(session)))
    await queries.enqueue(
        [job.name for job in jobs],
        [write_payload(job) for job in jobs],
        [0] * len(jobs),
        [job.after for job in jobs],
        [job.dedupe_key for job in jobs],
        on_conflict="skip",
    )


async def raw_connection(session: AsyncSession) -> asyncpg.Connection:
    """Return the asyncpg connection under a session."""
    connection = await (await session.connection()).get_raw_connection()
    return cast("asyncpg.Connection", connection.driver_connection)


def write_payload(job: Job) -> bytes:
    """Return what the queue stores of a job."""
    return json.dumps(
        {"correlation_id": job.correlation_id, "payload": job.payload}, default=str
    ).encode()


def read_payload(stored: bytes | None) -> tuple[str, dict[str, Any]]:
    """Return the correlation id and the payload of a stored job."""
    document = json.loads(stored or b"{}")
    return document.get("correlation_id", ""), document.get("payload", {})
