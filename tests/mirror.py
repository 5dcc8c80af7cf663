"""An indexer in a test, and what its tables say, to be compared with what the chain tells."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

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


_PLACES = "SELECT array_agg(ARRAY[number, log_index] ORDER BY number, log_index)"
_ALL_OF_IT = text(f"""
    SELECT ARRAY(SELECT (contract, item, owner, nonce, is_voided, is_redeemed)
                 FROM chain_tickets_now) AS now,
        ARRAY(SELECT (contract, item, owner, nonce) FROM chain_tickets) AS final,
        ({_PLACES} FROM chain_events) AS places,
        ({_PLACES} FROM chain_hot_events) AS hot_places,
        (SELECT final_number FROM chain_checkpoints) AS final_number,
        ARRAY(SELECT number FROM chain_hot_blocks ORDER BY 1) AS hot
""")


async def mirrored(engine: AsyncEngine) -> Mirror:
    """Read all of it."""
    async with engine.connect() as connection:
        (row,) = await connection.execute(_ALL_OF_IT)
    now, final = Told(), Told()
    for contract, item, owner, nonce, is_voided, is_redeemed in row.now:
        ticket = contract, int(item)
        now.owners[ticket] = owner, nonce
        now.voided |= {ticket} if is_voided else set()
        now.redeemed |= {ticket} if is_redeemed else set()
    for contract, item, owner, nonce in row.final:
        final.owners[contract, int(item)] = owner, nonce
    final.places = [(number, index) for number, index in row.places or ()]
    now.places = final.places + [(number, index) for number, index in row.hot_places or ()]
    return Mirror(now, final, row.final_number, row.hot)


async def require_exact(engine: AsyncEngine, world: World) -> Mirror:
    """Compare the tables with all that the chain tells, from its first block to its head."""
    mirror = await mirrored(engine)
    asked = {"fromBlock": hex(world.start), "toBlock": "latest"}
    logs, head = world.chain.ask_all(("eth_getLogs", [asked]), ("eth_blockNumber", []))
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
    assert mirror.hot == list(range(last + 1, int(head, 16) + 1))
    return mirror
