"""`python -m chain_indexer.repair CHAIN`: rebuild a chain's mirror while nobody turns it."""

import asyncio
import sys

import httpx

from bilten_app.infra.db import make_engine
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.settings import Settings, load_settings
from bilten_app.kit.clock import SystemClock
from chain_indexer.chains import Chain, chains_of, rebuild_of
from chain_indexer.lock import ChainLock
from chain_indexer.values import ChainFault


class Busy(Exception):
    """An indexer turns the chain."""


async def repair(settings: Settings, chain: Chain) -> str:
    """Go back to where both sides agree; return what was done. Raises Busy, ChainFault."""
    dsn = settings.database_url.get_secret_value() if settings.database_url else ""
    engine, lock = make_engine(dsn, pool_size=2), ChainLock(dsn, chain.id)
    try:
        if not await lock.is_mine():
            raise Busy
        async with httpx.AsyncClient() as client:
            rebuild = rebuild_of(chain, client, engine, SystemClock())
            known = await rebuild.store.look()
            if known is None:
                return "nothing was mirrored yet"
            back = await rebuild.go_back(known)
        return f"it goes on after block {back.number}; {known.anchor.number} was final before"
    finally:
        await lock.release()
        await engine.dispose()


def main() -> None:
    """Repair the chain that is named; what cannot be is told in one line."""
    settings, wanted = load_settings(), int(sys.argv[1])
    try:
        found = {one.id: one for one in chains_of(settings)}
        if wanted not in found:
            sys.exit(f"Chain {wanted} has no node or no deployment manifest.")
        done = asyncio.run(repair(settings, found[wanted]))
    except Busy:
        sys.exit(f"An indexer turns chain {wanted}. Stop every indexer first.")
    except (CannotStart, ChainFault) as fault:
        sys.exit(f"Chain {wanted} was not rebuilt: {fault}")
    sys.stdout.write(f"Chain {wanted} is rebuilt: {done}.\n")


if __name__ == "__main__":
    main()
