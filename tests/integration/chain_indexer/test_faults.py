"""Nodes that lag, lie and fail: nothing is lost, nothing is there twice, and it is said why."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bilten_app.infra.breaker import FAILURES, REST
from bilten_app.infra.mirrors import Mirror as Shown
from bilten_app.infra.mirrors import mirrors
from bilten_app.kit.clock import FrozenClock
from chain_indexer.indexer import FAR_BEHIND, TIMES_TO_BELIEVE_A_FALL, Indexer
from chain_indexer.node import PATIENCE_S, NodeFailed
from chain_indexer.store import Overtaken
from chain_indexer.values import ChainFault, Lagging, Lying
from tests.faulty_node import Call, FaultyNode, faulty, least, no_logs, other_hash
from tests.loopback import free_port
from tests.mirror import indexing, mirrored, require_exact, watching
from tests.onchain import World

pytestmark = pytest.mark.db


def given_ticket(world: World, number: int) -> None:
    """Let somebody get a ticket of an event that is made when it is the first."""
    if number == 1:
        world.chain.send(world.registry.address, world.new_event(1))
    ticket = world.event_at(1)
    world.chain.send(ticket.address, world.claim(ticket, number, world.chain.accounts[1]))


def given_long_history(world: World) -> None:
    """Let five tickets be got, so far apart that ranges are read."""
    for number in range(1, 6):
        given_ticket(world, number)
        world.chain.ask("anvil_mine", hex(FAR_BEHIND // 3))


async def shown(engine: AsyncEngine) -> Shown:
    async with AsyncSession(engine) as session:
        (found,) = await mirrors(session)
    return found


def refuses(node: FaultyNode) -> None:
    node.status = 503


def talks_nonsense(node: FaultyNode) -> None:
    node.body = b"<html>Bad Gateway</html>"


def is_silent(node: FaultyNode) -> None:
    node.be_silent()


def leaves_answers_out(node: FaultyNode) -> None:
    node.fault = lambda call, answer: None if call["id"] else answer


def answers_in_another_shape(node: FaultyNode) -> None:
    node.fault = lambda call, answer: answer | {"result": {"number": 5}}


@pytest.mark.parametrize(
    ("fails", "fault"),
    [
        (refuses, NodeFailed),
        (talks_nonsense, NodeFailed),
        (is_silent, NodeFailed),
        (leaves_answers_out, NodeFailed),
        (answers_in_another_shape, Lying),
    ],
)
async def test_a_node_that_fails_costs_time_and_nothing_else(
    world: World, engine: AsyncEngine, fails: Callable[[FaultyNode], None], fault: type[ChainFault]
) -> None:
    given_ticket(world, 1)
    async with (
        faulty(world.chain.url) as node,
        indexing(engine, world, node.url) as indexer,
    ):
        await indexer.turn()
        before = await require_exact(engine, world)
        given_ticket(world, 2)
        fails(node)
        if fails is is_silent:
            indexer.follower.node._patience_s = 0.05
        with pytest.raises(fault):
            await indexer.turn()
        assert await mirrored(engine) == before
        node.heal()
        indexer.follower.node._patience_s = PATIENCE_S
        await indexer.turn()

    assert len((await require_exact(engine, world)).now.owners) == 2


async def test_a_node_that_fails_again_and_again_is_left_alone_and_asked_again_later(
    world: World, engine: AsyncEngine, clock: FrozenClock
) -> None:
    given_ticket(world, 1)
    async with faulty(world.chain.url) as node, watching(engine, world, node.url, clock) as watch:
        node.fault = lambda call, answer: answer | {"error": {"code": -32000, "message": "no"}}
        pauses = [await watch.step() for _ in range(FAILURES)]
        asked = len(node.asked)
        resting = await watch.step(), (await shown(engine)).trouble
        assert (len(node.asked), resting[1][:17]) == (asked, "the node is left ")

        clock.move(REST + timedelta(seconds=1))
        await watch.step()
        assert len(node.asked) > asked
        assert (await shown(engine)).trouble == "NodeRefused: no"

        node.heal()
        clock.move(REST + timedelta(seconds=1))
        await watch.step()
        healed = await shown(engine)

    await require_exact(engine, world)
    assert (healed.trouble, healed.trouble_since, healed.is_well(clock.now())) == ("", None, True)
    # Ever longer, each between half and one and a half of what it is.
    assert all(0.5 <= pause / (0.5 * 2**nth) <= 1.5 for nth, pause in enumerate(pauses))


async def test_a_node_that_is_away_at_the_beginning_is_named(
    world: World, engine: AsyncEngine, clock: FrozenClock
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    async with watching(engine, world, url, clock) as watch:
        await watch.step()

    found = await shown(engine)
    assert (found.trouble[:10], found.tip, found.is_well(clock.now())) == (
        "NodeFailed", None, False,
    )  # fmt: skip


async def test_a_node_that_lags_takes_nothing_back(world: World, engine: AsyncEngine) -> None:
    given_ticket(world, 1)
    given_ticket(world, 2)
    async with (
        faulty(world.chain.url) as node,
        indexing(engine, world, node.url, falls=TIMES_TO_BELIEVE_A_FALL) as indexer,
    ):
        await indexer.turn()
        before = await require_exact(engine, world)
        node.head = world.head - 1
        for _ in range(TIMES_TO_BELIEVE_A_FALL):
            assert (await indexer.turn()).dropped == 0
        assert await mirrored(engine) == before
        node.heal()
        given_ticket(world, 3)
        assert (await indexer.turn()).dropped == 0

    await require_exact(engine, world)


async def test_a_block_whose_logs_are_missing_is_not_taken(
    world: World, engine: AsyncEngine
) -> None:
    given_ticket(world, 1)
    async with faulty(world.chain.url) as node, indexing(engine, world, node.url) as indexer:
        await indexer.turn()
        before = await require_exact(engine, world)
        given_ticket(world, 2)
        node.fault = no_logs
        with pytest.raises(Lagging, match="has not all logs"):
            await indexer.turn()
        assert await mirrored(engine) == before
        node.heal()
        await indexer.turn()

    await require_exact(engine, world)


@pytest.mark.parametrize("mined", [1, 2 * FAR_BEHIND])
async def test_what_two_nodes_tell_differently_never_becomes_final(
    world: World, engine: AsyncEngine, mined: int
) -> None:
    given_ticket(world, 1)
    async with (
        faulty(world.chain.url) as second,
        indexing(engine, world, witness=second.url) as indexer,
    ):
        await indexer.turn()
        before = await mirrored(engine)
        world.chain.ask("anvil_mine", hex(mined))
        second.fault = other_hash
        with pytest.raises(Lying, match="two nodes tell different blocks"):
            await indexer.turn()
        assert await mirrored(engine) == before
        second.heal()
        while (await indexer.turn()).tip < world.head:
            pass

    await require_exact(engine, world)


async def test_ranges_become_as_small_as_the_node_wants_them(
    world: World, engine: AsyncEngine
) -> None:
    given_long_history(world)
    async with faulty(world.chain.url) as node, indexing(engine, world, node.url) as indexer:
        node.fault = least(20)
        filled = await indexer.turn()
        assert filled.added > FAR_BEHIND
        assert indexer.backfill.span < 20
        await indexer.turn()

    await require_exact(engine, world)


async def test_what_was_filled_in_before_a_node_failed_is_not_read_again(
    world: World, engine: AsyncEngine
) -> None:
    given_long_history(world)
    async with faulty(world.chain.url) as node, indexing(engine, world, node.url) as indexer:

        def fails_at_last(call: Call, answer: Call) -> Call | None:
            is_late = call["method"] == "eth_getLogs" and int(call["params"][0]["toBlock"], 16) > 80
            return None if is_late else answer

        indexer.backfill.span, indexer.backfill.most = 8, 8
        node.fault = fails_at_last
        with pytest.raises(NodeFailed):
            await indexer.turn()
        filled = (await mirrored(engine)).final_number
        node.heal()
        node.asked.clear()
        await indexer.turn()
        await indexer.turn()

    await require_exact(engine, world)
    assert 70 <= filled <= 80
    assert node.asked.count("eth_getLogs") < 30


@pytest.mark.parametrize("mined", [1, 2 * FAR_BEHIND])
async def test_of_two_that_looked_at_once_one_writes(
    world: World, engine: AsyncEngine, mined: int
) -> None:
    given_ticket(world, 1)
    async with indexing(engine, world) as slow, indexing(engine, world) as swift:
        await slow.turn()
        world.chain.ask("anvil_mine", hex(mined))
        known = await slow.store.look()
        assert known
        seen = await slow.follower.look(known)
        await swift.turn()

        write = slow.follower.turn if mined == 1 else slow.backfill.fill
        with pytest.raises(Overtaken):
            await write(known, seen)
        await slow.turn()

    await require_exact(engine, world)


async def test_two_at_once_write_everything_once(world: World, engine: AsyncEngine) -> None:
    async def turn(one: Indexer) -> None:
        with suppress(Overtaken):
            await one.turn()

    async with indexing(engine, world) as first, indexing(engine, world) as second:
        await first.turn()
        for number in range(1, 16):
            given_ticket(world, number)
            await asyncio.gather(turn(first), turn(second))

    mirror = await require_exact(engine, world)
    assert len(mirror.now.owners) == 15
