"""What we send is in a block once: killed at any step, stuck, outbid, or out of order."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.onchain.public import ClaimState, CollectionState
from bilten_app.domains.onchain.service.sendings import PAY_MORE_AFTER
from bilten_app.infra.embedded.anvil import LOCAL_CHAIN
from bilten_app.kit.evm import keccak
from tests.tokens import RELAYER, Killed, MortalDoor, Town

pytestmark = pytest.mark.db
# A round that makes one claim uses the chain's door so often.
USES = 6
# The use by which one that makes a collection sends.
SENT = 6


async def dying(town: Town, uses: int, *, after: bool) -> bool:
    """Let a relayer die at a use of the chain's door; whether it came to that."""
    gateways = town.rt.gateways
    door = gateways.chain_doors[LOCAL_CHAIN]
    mortal = MortalDoor(door, uses, after=after)
    town.rt.gateways = replace(gateways, chain_doors={LOCAL_CHAIN: mortal})
    try:
        await onchain.relay_due(town.rt)
    except Killed:
        return True
    finally:
        town.rt.gateways = gateways
    return False


async def test_killed_between_any_two_steps_it_goes_on_and_makes_one_token(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    ends = [(uses, after) for uses in range(USES) for after in (False, True)]
    bought = await town.bought(stage, actor, 10) + await town.bought(stage, actor, 2)

    deaths = 0
    for ticket, (uses, after) in zip(bought, ends, strict=True):
        await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
        deaths += await dying(town, uses, after=after)
        await town.relay(2)
        town.clock.move(timedelta(seconds=20))
        await town.relay()
        town.world.chain.ask("anvil_mine", hex(2))
    await town.finalize()
    await town.relay(2)

    assert deaths == len(bought)
    states = {(await town.claim_of(ticket)).state for ticket in bought}
    assert states == {ClaimState.claimed}
    assert (await town.contract(stage)).ask("totalSupply") == len(bought)
    assert await town.count("onchain_sendings WHERE state <> 'done'") == 0


async def test_killed_while_it_makes_a_collection_it_makes_one(town: Town) -> None:
    ends = [(2, False), (SENT, False), (SENT, True)]
    for uses, after in ends:
        stage = await town.offered()
        assert await dying(town, uses, after=after)
        await town.relay(2)
        await town.finalize()
        await town.relay()

        assert (await town.collection(stage)).state is CollectionState.made
    assert await town.count("onchain_sendings WHERE purpose = 'collection'") == len(ends)
    assert await town.count("chain_events WHERE kind = 'EventCreated'") == len(ends)


async def test_what_is_stuck_is_replaced_by_what_pays_more(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    town.world.chain.ask("evm_setAutomine", False)  # noqa: FBT003
    try:
        await town.relay()
        town.clock.move(PAY_MORE_AFTER)
        await town.relay()
        waiting = town.world.chain.ask("txpool_status")["pending"]
    finally:
        town.world.chain.ask("evm_setAutomine", True)  # noqa: FBT003
    await town.finalize()
    await town.relay()

    assert waiting == "0x1"
    assert await town.count("onchain_tries") == 3
    assert (await town.claim_of(ticket)).state is ClaimState.claimed
    assert await town.count("onchain_sendings WHERE state = 'done'") == 2


async def test_a_number_that_was_used_elsewhere_is_taken_anew(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    while await town.count("onchain_sendings WHERE state = 'numbered'") == 0:
        await dying(town, 3, after=True)
    town.act(RELAYER)
    town.world.chain.send(RELAYER.address, b"", by=RELAYER.address)
    await town.relay()
    await town.finalize()
    await town.relay(3)
    await town.finalize()

    assert await town.count("onchain_sendings WHERE state = 'lost'") == 1
    assert (await town.claim_of(ticket)).state is ClaimState.claimed
    assert (await town.contract(stage)).ask("totalSupply") == 1


async def test_two_relayers_at_once_make_one_token(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    bought = await town.bought(stage, actor, 3)
    for ticket in bought:
        await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)

    for _ in range(3):
        await asyncio.gather(*(onchain.relay_due(town.rt) for _ in range(3)))
    await town.finalize()
    await town.relay()

    assert (await town.contract(stage)).ask("totalSupply") == 3
    assert await town.count("onchain_sendings WHERE purpose = 'claim' AND state = 'done'") == 3


async def test_what_the_contract_refuses_takes_no_number_and_the_claim_lapses(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    town.world.registry.send("grantRole", keccak(b"PAUSER"), town.world.chain.accounts[0])
    town.world.registry.send("pause")
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.relay(3)
    refused = await town.count("onchain_sendings WHERE state = 'refused' AND nonce IS NULL")
    town.pass_time(timedelta(minutes=21))
    await town.finalize()
    await town.relay()

    assert refused == 1
    assert (await town.claim_of(ticket)).state is ClaimState.lapsed
    assert not (await town.ticket(ticket)).is_out
