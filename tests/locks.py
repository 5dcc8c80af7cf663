"""Who waits for whom in the database."""

import asyncio

from sqlalchemy import text

from bilten_app.infra.runtime import Runtime

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def waiting(rt: Runtime, many: int = 1) -> None:
    """Wait until so many transactions of this database stand before a lock."""
    async with asyncio.timeout(10), rt.read() as session:
        while (await session.execute(WAITING)).scalar_one() < many:
            continue  # each look is a round trip, in which the others go on
