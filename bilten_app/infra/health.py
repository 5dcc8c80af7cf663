"""How this process is: what it stands on, part by part."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum

import asyncpg
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bilten_app.infra.breaker import resting
from bilten_app.infra.manifests import mirrored_chains
from bilten_app.infra.mirrors import mirrors
from bilten_app.infra.runtime import Runtime

PATIENCE_S = 2.0
LATE_S = 60.0
log = structlog.get_logger(__name__)


class Condition(StrEnum):
    """`strained` still serves: something waits, or somebody outside is away."""

    up = "up"
    strained = "strained"
    down = "down"


async def conditions(rt: Runtime) -> Mapping[str, Condition]:
    """Return part → how it is. Only without the database can nobody be served."""
    looks = {
        "database": _asked(lambda: _database(rt), Condition.down),
        "cache": _asked(lambda: _cache(rt), Condition.strained),
        "queue": _asked(lambda: _queue(rt), Condition.strained),
        "gateways": _asked(lambda: _gateways(rt), Condition.strained),
    }
    if mirrored_chains(rt.settings):
        looks["chains"] = _asked(lambda: _chains(rt), Condition.strained)
    return dict(zip(looks, await asyncio.gather(*looks.values()), strict=True))


def worst(parts: Mapping[str, Condition]) -> Condition:
    """Return how the whole is: as its worst part."""
    return max(parts.values(), key=list(Condition).index)


async def _asked(look: Callable[[], Awaitable[bool]], otherwise: Condition) -> Condition:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return Condition.up if await look() else otherwise
    except (TimeoutError, OSError, SQLAlchemyError, asyncpg.PostgresError) as error:
        log.warning("a part does not answer", error=type(error).__name__)
        return otherwise


async def _database(rt: Runtime) -> bool:
    async with rt.read() as session:
        return (await session.execute(text("SELECT true"))).scalar_one()


async def _cache(rt: Runtime) -> bool:
    return await rt.gateways.limits.answers()


async def _queue(rt: Runtime) -> bool:
    """Whether facts are dispatched and due jobs begun within a minute."""
    async with rt.read() as session:
        waits = await session.execute(_WAITS, {"now": rt.clock.now()})
    return (waits.scalar_one() or 0) < LATE_S


async def _gateways(rt: Runtime) -> bool:
    """Whether none is left alone because it failed again and again."""
    async with rt.read() as session:
        return not await resting(session, rt.clock.now())


async def _chains(rt: Runtime) -> bool:
    """Whether each chain that is set is mirrored up to what its node knows."""
    async with rt.read() as session:
        found = {one.chain_id: one for one in await mirrors(session)}
    now = rt.clock.now()
    return all(one in found and found[one].is_well(now) for one in mirrored_chains(rt.settings))


_WAITS = text(
    "SELECT greatest("
    " (SELECT extract(epoch FROM CAST(:now AS timestamptz) - min(written_at)) FROM facts"
    "  WHERE dispatched_at IS NULL),"
    " (SELECT extract(epoch FROM clock_timestamp() - min(execute_after)) FROM pgqueuer"
    "  WHERE status = 'queued' AND execute_after <= clock_timestamp()))"
)
