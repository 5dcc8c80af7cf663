"""A chain that takes back what it called final: the mirror is repaired when somebody says so."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.runtime import Runtime
from chain_indexer.indexer import Indexer, Stopped
from chain_indexer.values import Lagging
from tests.faulty_node import faulty
from tests.integration.chain_indexer.test_facts import (
    given_claim,
    given_event,
    react,
    stages,
    what_is_mirrored,
    what_the_app_knows,
)
from tests.mirror import indexing, require_exact
from tests.onchain import World

pytestmark = pytest.mark.db


def given_claims_and_moves(world: World) -> None:
    """Make an event, two tickets, and move the first of them, each in a block of its own."""
    given_event(world)
    given_claim(world, 1)
    given_claim(world, 2)
    ticket, (_, holder, other) = world.event_at(1), world.chain.accounts[:3]
    moved = ticket.data("transferFrom", holder, other, 1)
    world.chain.send(ticket.address, moved, by=holder)


async def rebuilt(indexer: Indexer) -> int:
    """Rebuild, and return the block after which it goes on."""
    known = await indexer.store.look()
    assert known
    return (await indexer.rebuild.go_back(known)).number


# The last blocks are a move, two claims, and the contract that they are of.
@pytest.mark.parametrize("depth", [1, 2, 4])
async def test_what_the_chain_took_back_is_retracted_and_all_else_stays(
    world: World, engine: AsyncEngine, rt: Runtime, depth: int
) -> None:
    given_claims_and_moves(world)
    async with indexing(engine, world, finality=0) as indexer:
        await indexer.turn()
        await react(rt)
        world.chain.ask("anvil_reorg", depth, [])
        if depth == 4:
            given_event(world)
        given_claim(world, 3)
        with pytest.raises(Stopped, match="was final"):
            await indexer.turn()

        assert await rebuilt(indexer) < world.head
        await indexer.turn()

    await require_exact(engine, world)
    await react(rt)
    changed = [one for one in (await stages(engine)).values() if one != ["final"]]
    assert changed == [["final", "retracted"]] * min(depth, 3)
    known = await what_the_app_knows(rt)
    gone = {place for place, state in known.items() if state == "retracted"}
    assert len(gone) == min(depth, 3)
    assert {place: known[place] for place in known.keys() - gone} == await what_is_mirrored(engine)


async def test_a_chain_of_our_own_that_was_begun_anew_repairs_itself(
    world: World, engine: AsyncEngine
) -> None:
    began = world.chain.ask("evm_snapshot")
    given_claims_and_moves(world)
    async with indexing(engine, world, finality=0, is_whole=True) as indexer:
        await indexer.turn()
        world.chain.ask("evm_revert", began)
        given_event(world)
        given_claim(world, 1)

        while (await indexer.turn()).tip < world.head:
            pass
        mirror = await require_exact(engine, world)

    assert len(mirror.final.owners) == 1


async def test_a_node_that_is_behind_takes_nothing_back(world: World, engine: AsyncEngine) -> None:
    given_claims_and_moves(world)
    async with faulty(world.chain.url) as node, indexing(engine, world, node.url) as indexer:
        await indexer.turn()
        before = await require_exact(engine, world)
        node.fault = lambda call, answer: answer | {"result": None}

        with pytest.raises(Lagging):
            await rebuilt(indexer)

    assert await require_exact(engine, world) == before


async def test_final_events_go_by_a_rebuild_only(world: World, engine: AsyncEngine) -> None:
    given_claims_and_moves(world)
    async with indexing(engine, world, finality=0) as indexer:
        await indexer.turn()

    for change in ("DELETE FROM chain_events", "UPDATE chain_events SET nonce = 9"):
        with pytest.raises(DBAPIError):
            async with engine.begin() as connection:
                await connection.execute(text(change))
