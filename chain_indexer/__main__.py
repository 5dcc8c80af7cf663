"""`python -m chain_indexer`: mirror every chain that is set, each in a task of its own."""

import asyncio
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import structlog
import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.db import make_engine
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.garbage import keep_what_is_loaded
from bilten_app.infra.log import configure_logging
from bilten_app.infra.processes import Part, register
from bilten_app.infra.settings import Settings, load_settings
from bilten_app.infra.told import wait_until_told
from bilten_app.kit.clock import Clock, SystemClock
from chain_indexer.chains import Chain, chains_of, watch_of
from chain_indexer.lock import ChainLock

CONNECTIONS_EACH = 3
CONNECTIONS_BESIDE = 2
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Here:
    """What this process stands on."""

    engine: AsyncEngine
    clock: Clock


async def mirror(settings: Settings, chains: Sequence[Chain]) -> None:
    """Follow the chains until SIGTERM or SIGINT, which cut a turn short and lose nothing."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    dsn = settings.database_url.get_secret_value() if settings.database_url else ""
    engine = make_engine(dsn, pool_size=CONNECTIONS_EACH * len(chains) + CONNECTIONS_BESIDE)
    clock, poll_s = SystemClock(), settings.chain_poll_ms / 1_000
    try:
        async with httpx.AsyncClient() as client, asyncio.TaskGroup() as tasks:
            tasks.create_task(register(Here(engine, clock), Part.indexer, stop))
            for chain in chains:
                lock = ChainLock(dsn, chain.id)
                watch = watch_of(chain, client, engine, clock, lock, poll_s)
                tasks.create_task(watch.run(stop))
    finally:
        await engine.dispose()


def main() -> None:
    """Load, wait for our turn, and run until told to stop."""
    wait_until_told()
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    keep_what_is_loaded()
    try:
        chains = chains_of(settings)
    except CannotStart as error:
        log.critical("the indexer cannot start", why=str(error))
        sys.exit(1)
    if not chains:
        log.critical("no chain has both a node and a deployment manifest")
        sys.exit(1)
    asyncio.run(mirror(settings, chains), loop_factory=uvloop.new_event_loop)


if __name__ == "__main__":
    main()
