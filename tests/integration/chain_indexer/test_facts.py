"""What the app is told: each claim, move and payment, with how sure it is, once for each change."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from random import Random  # noqa: TID251 - seeded

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.infra.jobs import run_due
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.evm.orders import Quote
from bilten_app.worker.jobs import job_functions
from bilten_app.worker.loop import dispatch_all
from chain_indexer.indexer import FAR_BEHIND
from tests.mirror import indexing, require_exact
from tests.onchain import ISSUER, LOCAL_CHAIN, NOBODY, World

pytestmark = pytest.mark.db

type Place = tuple[str, int]
FACTS = text("SELECT name, payload FROM facts WHERE name LIKE 'chain.%' ORDER BY id")
KNOWN = text("SELECT block_hash, log_index, kind, told, state FROM onchain_events")
MIRRORED = text("""
    SELECT block_hash, log_index, 'final' AS state FROM chain_events WHERE kind = ANY(:kinds)
    UNION ALL
    SELECT block_hash, log_index, 'seen' FROM chain_hot_events WHERE kind = ANY(:kinds)
""")
KINDS = ["TicketClaimed", "TicketMoved", "OrderPaid", "Sold"]


def given_event(world: World) -> None:
    world.chain.send(world.registry.address, world.new_event(1))


def given_claim(world: World, number: int) -> None:
    ticket = world.event_at(1)
    world.chain.send(ticket.address, world.claim(ticket, number, world.chain.accounts[1]))


async def stages(engine: AsyncEngine) -> dict[Place, list[str]]:
    """Return what was told of each event, in its order."""
    found: dict[Place, list[str]] = defaultdict(list)
    async with engine.connect() as connection:
        for name, payload in await connection.execute(FACTS):
            for event in payload["events"]:
                stage = name.removeprefix("chain.events_")
                found[event["block_hash"], event["log_index"]].append(stage)
    return found


async def what_is_mirrored(engine: AsyncEngine) -> dict[Place, str]:
    async with engine.connect() as connection:
        rows = await connection.execute(MIRRORED, {"kinds": KINDS})
        return {("0x" + row.block_hash.hex(), row.log_index): row.state for row in rows}


async def what_the_app_knows(rt: Runtime) -> dict[Place, str]:
    async with rt.read() as session:
        rows = (await session.execute(KNOWN)).all()
    return {("0x" + row.block_hash.hex(), row.log_index): row.state for row in rows}


async def react(rt: Runtime) -> None:
    """Let the app hear all that was told."""
    await dispatch_all(rt)
    async with rt.unit_of_work() as uow:
        while await run_due(uow.session, job_functions(rt)):
            pass


async def test_a_claim_is_seen_and_then_final(world: World, engine: AsyncEngine) -> None:
    given_event(world)
    async with indexing(engine, world) as indexer:
        given_claim(world, 1)
        await indexer.turn()
        seen = await stages(engine)
        world.chain.ask("anvil_mine", hex(12))
        await indexer.turn()
        await indexer.turn()

    assert list(seen.values()) == [["seen"]]
    assert list((await stages(engine)).values()) == [["seen", "final"]]


async def test_a_claim_whose_block_fell_is_retracted_and_may_come_back(
    world: World, engine: AsyncEngine, rt: Runtime
) -> None:
    given_event(world)
    async with indexing(engine, world) as indexer:
        await indexer.turn()
        given_claim(world, 1)
        await indexer.turn()
        world.chain.ask("anvil_reorg", 1, [])
        await indexer.turn()
        fallen = await stages(engine)
        given_claim(world, 1)
        await indexer.turn()

    await react(rt)
    assert list(fallen.values()) == [["seen", "retracted"]]
    assert sorted((await stages(engine)).values()) == [["seen"], ["seen", "retracted"]]
    assert sorted((await what_the_app_knows(rt)).values()) == ["retracted", "seen"]


async def test_a_payment_is_told_with_what_was_paid_for(
    world: World, engine: AsyncEngine, rt: Runtime
) -> None:
    me, order = world.chain.accounts[0], b"\x07" * 32
    quote = Quote(order, NOBODY, 5, me, 0, 0)
    now = int(world.chain.ask("eth_getBlockByNumber", "latest", False)["timestamp"], 16)  # noqa: FBT003
    values = quote.values() | {"validUntil": now + 600}
    signed = Quote(order, NOBODY, 5, me, now + 600, 0)
    signature = ISSUER.sign(signed.digest(LOCAL_CHAIN, world.payments.address))
    world.payments.send("pay", tuple(values.values()), signature, value=5)
    async with indexing(engine, world, finality=0) as indexer:
        await indexer.turn()

    await react(rt)
    async with rt.read() as session:
        (paid,) = (await session.execute(KNOWN)).all()
    assert (paid.kind, paid.state) == ("OrderPaid", "final")
    assert (paid.told["orderId"], paid.told["payer"]) == ("0x" + order.hex(), "0x" + me.hex())
    assert paid.told["amount"] == 5


async def test_what_was_seen_before_a_long_pause_is_final_or_retracted_once(
    world: World, engine: AsyncEngine, rt: Runtime
) -> None:
    given_event(world)
    async with indexing(engine, world) as indexer:
        await indexer.turn()
        for number in (1, 2):
            given_claim(world, number)
        await indexer.turn()
        world.chain.ask("anvil_reorg", 1, [])  # the second falls while nobody looks
        world.chain.ask("anvil_mine", hex(2 * FAR_BEHIND))
        while (await indexer.turn()).tip < world.head:
            pass

    assert sorted((await stages(engine)).values()) == [["seen", "final"], ["seen", "retracted"]]
    await react(rt)
    assert sorted((await what_the_app_knows(rt)).values()) == ["final", "retracted"]


@pytest.mark.parametrize("seed", range(2))
async def test_late_repeated_and_out_of_order_the_app_knows_what_is_mirrored(
    world: World, engine: AsyncEngine, rt: Runtime, seed: int
) -> None:
    random, numbers = Random(seed), 0  # noqa: S311 - seeded
    given_event(world)
    before = world.head
    async with indexing(engine, world) as indexer:
        for _ in range(25):
            room = min(world.head - before, 9)
            if room > 2 and random.random() < 0.4:
                world.chain.ask("anvil_reorg", random.randint(1, min(2, room)), [])
            else:
                numbers += 1
                given_claim(world, numbers)
            await indexer.turn()
    await require_exact(engine, world)

    functions, told = job_functions(rt), await _told(engine)
    for name, payload in random.sample(told, len(told)) + random.sample(told, len(told) // 2):
        await functions[f"onchain.on_{name.removeprefix('chain.')}"](**payload)

    known = await what_the_app_knows(rt)
    gone = {place for place, state in known.items() if state == "retracted"}
    assert gone
    assert {place: known[place] for place in known.keys() - gone} == await what_is_mirrored(engine)
    for told_of in (await stages(engine)).values():
        assert told_of[0] != "retracted"
        assert all(one != other for one, other in pairwise(told_of))
        assert told_of.count("final") <= 1


async def _told(engine: AsyncEngine) -> Sequence[tuple[str, dict[str, object]]]:
    async with engine.connect() as connection:
        return [(row.name, row.payload) for row in await connection.execute(FACTS)]
