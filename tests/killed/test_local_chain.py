"""The local chain's node is killed while people get tickets: nothing that was final goes."""

import asyncio
import random  # noqa: TID251 - the same moments in every run
from pathlib import Path

import pytest
from sqlalchemy import text

from bilten_app.infra.embedded import LocalChain
from bilten_app.infra.embedded.local_chain import BLOCK_S, FINAL_AFTER
from chain_indexer.indexer import Indexer
from tests.chain import Chain
from tests.databases import Databases
from tests.mirror import indexing, require_exact
from tests.onchain import World

KILLS = 6
WITHIN_TURNS = 200
RETRACTED = text("""
    SELECT e FROM facts, jsonb_array_elements(payload->'events') AS e
    WHERE name = 'chain.events_retracted' AND EXISTS (
        SELECT FROM facts f, jsonb_array_elements(f.payload->'events') AS other
        WHERE f.name = 'chain.events_final' AND other->>'block_hash' = e->>'block_hash'
    )
""")


@pytest.mark.db
async def test_a_killed_node_loses_nothing_that_was_final(
    database: str, databases: Databases, tmp_path: Path
) -> None:
    engine, moments = databases.engine(database), random.Random(5)  # noqa: S311
    with LocalChain(tmp_path) as server:
        chain = Chain(server.dsn)
        with server.hurrying():
            world = World.deployed(chain)
            chain.send(world.registry.address, world.new_event(1))
        server.keep()
        async with indexing(engine, world, finality=FINAL_AFTER, is_whole=True) as indexer:
            for number in range(KILLS):
                for nth in range(3):
                    send_claim(world, 3 * number + nth + 1)
                    await follow_for(indexer, moments.uniform(0, BLOCK_S))
                kill(server)
                server.start()
            await until_followed(indexer, world)
            assert (await indexer.turn()).dropped == 0

        mirror = await require_exact(engine, world)
        chain.close()
    async with engine.connect() as connection:
        assert (await connection.execute(RETRACTED)).all() == []
    assert len(mirror.now.owners) > KILLS


def send_claim(world: World, number: int) -> None:
    """Ask for a ticket and do not wait; what a kill takes with it was never there."""
    ticket, me = world.event_at(1), world.chain.accounts[0]
    data = world.claim(ticket, number, world.chain.accounts[1])
    sent = {"from": "0x" + me.hex(), "to": "0x" + ticket.address.hex(), "data": "0x" + data.hex()}
    world.chain.ask("eth_sendTransaction", sent | {"gas": hex(1_000_000)})


def kill(server: LocalChain) -> None:
    """End the node at once; what its starter still does then comes to nothing."""
    assert server._process
    server._process.kill()
    server._process.wait()
    server.stop()


async def follow_for(indexer: Indexer, seconds: float) -> None:
    """Mirror what there is for a while."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        await indexer.turn()
        await asyncio.sleep(0.02)


async def until_followed(indexer: Indexer, world: World) -> None:
    """Mirror until the chain rests, and all of it is known."""
    for _ in range(WITHIN_TURNS):
        await asyncio.sleep(0.02)
        resting = not world.chain.ask("eth_getBlockByNumber", "latest", False)["transactions"]  # noqa: FBT003
        if (await indexer.turn()).tip == world.head and resting:
            return
    raise AssertionError("the mirror does not come to rest")
