"""An indexer in a test, and what its tables say, to be compared with what the chain tells."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.breaker import Breaker
from bilten_app.infra.embedded.anvil import LOCAL_CHAIN
from bilten_app.kit.clock import Clock, SystemClock
from chain_indexer.backfill import Backfill
from chain_indexer.indexer import Indexer
from chain_indexer.journal import Journal
from chain_indexer.lock import ChainLock
from chain_indexer.node import Node
from chain_indexer.rebuild import Rebuild
from chain_indexer.store import Store
from chain_indexer.turn import Follower
from chain_indexer.watch import Watch
from tests.onchain import Told, World, told_by


@asynccontextmanager
async def indexing(
    engine: AsyncEngine,
    world: World,
    url: str = "",
    *,
    witness: str = "",
    falls: int = 0,
    finality: str | int = "finalized",
    is_whole: bool = False,
) -> AsyncGenerator[Indexer]:
    """An indexer of its own: a second one shares nothing with it but the tables."""
    async with httpx.AsyncClient() as client:
        node = Node(client, url or world.chain.url, pause_s=0.001)
        second = Node(client, witness, pause_s=0.001) if witness else None
        store = Store(engine, SystemClock(), LOCAL_CHAIN)
        yield Indexer(
            Follower(LOCAL_CHAIN, world.contracts, node, store, second, finality, is_whole),
            Backfill(LOCAL_CHAIN, world.contracts, node, store, second),
            store,
            Rebuild(world.contracts, node, store, is_whole),
            falls_to_believe=falls,
        )


@asynccontextmanager
async def watching(
    engine: AsyncEngine, world: World, url: str, clock: Clock
) -> AsyncGenerator[Watch]:
    """A watch of the chain, whose steps a test takes itself."""
    async with indexing(engine, world, url) as indexer:
        dsn = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        lock = ChainLock(dsn, LOCAL_CHAIN)
        yield Watch(indexer, Journal(engine, clock, LOCAL_CHAIN), lock, Breaker(clock), 0)
        await lock.release()


@dataclass(frozen=True)
class Mirror:
    """What the tables say."""

    now: Told
    final: Told
    final_number: int
    hot: list[int]

    @property
    def tip(self) -> int:
        """The last block that is known."""
        return self.hot[-1] if self.hot else self.final_number


async def mirrored(engine: AsyncEngine) -> Mirror:
    """Read all of it."""
    now, final = Told(), Told()
    async with engine.connect() as connection:
        for row in await connection.execute(text("SELECT * FROM chain_tickets_now")):
            ticket = row.contract, int(row.item)
            now.owners[ticket] = row.owner, row.nonce
            now.voided |= {ticket} if row.is_voided else set()
            now.redeemed |= {ticket} if row.is_redeemed else set()
        for row in await connection.execute(text("SELECT * FROM chain_tickets")):
            final.owners[row.contract, int(row.item)] = row.owner, row.nonce
        final.places = await _places(connection, "chain_events")
        now.places = final.places + await _places(connection, "chain_hot_events")
        (checkpoint,) = await connection.execute(text("SELECT * FROM chain_checkpoints"))
        hot = await connection.execute(text("SELECT number FROM chain_hot_blocks ORDER BY 1"))
        return Mirror(now, final, checkpoint.final_number, [row.number for row in hot])


async def _places(connection: Any, table: str) -> list[tuple[int, int]]:
    found = await connection.execute(text(f"SELECT number, log_index FROM {table} ORDER BY 1, 2"))
    return [(row.number, row.log_index) for row in found]


async def require_exact(engine: AsyncEngine, world: World) -> Mirror:
    """Compare the tables with all that the chain tells, from its first block to its head."""
    mirror = await mirrored(engine)
    logs = world.chain.ask("eth_getLogs", {"fromBlock": hex(world.start), "toBlock": "latest"})
    all_of_it = told_by(world, logs)
    last = mirror.final_number
    final = told_by(world, [log for log in logs if int(log["blockNumber"], 16) <= last])

    assert mirror.now.places == all_of_it.places
    assert mirror.final.places == final.places
    assert mirror.now.owners == all_of_it.owners
    assert mirror.final.owners == final.owners
    # A number may be marked before there is a ticket; what is shown is about tickets.
    assert mirror.now.voided == all_of_it.voided & all_of_it.owners.keys()
    assert mirror.now.redeemed == all_of_it.redeemed & all_of_it.owners.keys()
    assert mirror.hot == list(range(last + 1, world.head + 1))
    return mirror
