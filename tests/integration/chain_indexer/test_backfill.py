"""What is final already is filled in by ranges, and is as if it had been followed."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chain_indexer.indexer import FAR_BEHIND, Stopped
from tests.mirror import indexing, require_exact
from tests.onchain import World

pytestmark = pytest.mark.db


def given_history(world: World) -> None:
    """Let two people get tickets, the second so long after the first that ranges are read."""
    me, others = world.chain.accounts[0], world.chain.accounts[1:3]
    world.chain.send(world.registry.address, world.new_event(1), by=me)
    ticket = world.event_at(1)
    for number, holder in enumerate(others, 1):
        world.chain.send(ticket.address, world.claim(ticket, number, holder), by=me)
        world.chain.ask("anvil_mine", hex(2 * FAR_BEHIND))


async def test_what_was_long_final_is_exact(world: World, engine: AsyncEngine) -> None:
    given_history(world)

    async with indexing(engine, world) as indexer:
        filled = await indexer.turn()
        assert filled.final is not None
        assert filled.final > 2 * FAR_BEHIND
        followed = await indexer.turn()

    mirror = await require_exact(engine, world)
    assert (followed.tip, followed.final) == (world.head, None)
    assert len(mirror.final.owners) == 2


async def test_a_chain_that_lost_what_was_final_is_stopped_with_the_reason(
    world: World, engine: AsyncEngine
) -> None:
    async with indexing(engine, world) as indexer:
        await indexer.turn()
        async with engine.begin() as connection:
            changed = "UPDATE chain_checkpoints SET final_hash = decode(repeat('ab', 32), 'hex')"
            await connection.execute(text(changed))
        given_history(world)

        for _ in range(2):
            with pytest.raises(Stopped, match=f"was final as 0x{'ab' * 32}"):
                await indexer.turn()
