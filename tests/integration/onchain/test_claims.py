"""From custody to a wallet and back: one token for one ticket, whatever happens meanwhile."""

from datetime import timedelta
from random import Random  # noqa: TID251 - seeded

import pytest

from bilten_app.domains.onchain import queries
from bilten_app.domains.onchain import service as onchain
from bilten_app.domains.onchain.public import ClaimState, CollectionState, Policy
from bilten_app.domains.onchain.rules import VOUCHER_LASTS
from bilten_app.domains.onchain.service.sendings import BRING_AGAIN_AFTER
from bilten_app.domains.orders import service as orders
from bilten_app.domains.tickets import queries as ticket_queries
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import TicketIsOut
from bilten_app.kit.errors import NotFound
from bilten_app.kit.evm import Key, checksummed
from bilten_app.worker.jobs import job_functions
from tests.tokens import Town

pytestmark = pytest.mark.db


async def test_a_ticket_goes_to_the_wallet_of_its_holder_without_gas(town: Town) -> None:
    stage = await town.made()
    actor, key, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)

    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    asked = await town.claim_of(ticket)
    await town.relay(2)
    await town.listen()
    seen = await town.claim_of(ticket)
    await town.finalize()
    claimed = await town.claim_of(ticket)

    assert (await town.collection(stage)).state is CollectionState.made
    assert [asked.state, seen.state, claimed.state] == [
        ClaimState.voucher_out, ClaimState.seen, ClaimState.claimed,
    ]  # fmt: skip
    assert claimed.owner == checksummed(key.address)
    contract = await town.contract(stage)
    assert contract.ask("ownerOf", claimed.token_id) == claimed.owner.lower()
    assert (await town.ticket(ticket)).is_out
    assert (await town.ticket(ticket)).generation == 1


async def test_a_claim_whose_block_falls_is_out_again_and_is_brought_again(town: Town) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.relay(2)
    await town.listen()

    town.world.chain.ask("anvil_reorg", 1, [])
    await town.listen()
    fallen = await town.claim_of(ticket)
    town.clock.move(BRING_AGAIN_AFTER)
    await town.relay()
    await town.finalize()

    assert fallen.state is ClaimState.voucher_out
    assert (await town.claim_of(ticket)).state is ClaimState.claimed
    assert await town.count("onchain_tries") == 2  # one of the collection, one of the claim


async def test_whatever_facts_come_twice_late_or_mixed_up_the_claim_ends_as_the_chain(
    town: Town,
) -> None:
    stage = await town.made()
    actor, key, wallet = await town.holder()
    other, other_key, _ = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.relay(2)
    await town.indexer.turn()
    town.world.chain.ask("anvil_reorg", 1, [])
    await town.indexer.turn()
    town.clock.move(BRING_AGAIN_AFTER)
    await town.relay()
    claim = await town.claim_of(ticket)
    town.move(await town.contract(stage), claim.token_id, key, other_key.address)
    for _ in range(2):
        await town.indexer.turn()
        town.world.chain.ask("anvil_mine", hex(12))
    await town.indexer.turn()

    functions, told = job_functions(town.rt), await town.chain_facts()
    random = Random(7)  # noqa: S311 - seeded
    for name, payload in random.sample(told, len(told)) + random.sample(told, len(told)):
        await functions[f"onchain.on_{name.removeprefix('chain.')}"](**payload)

    assert len(told) >= 4
    assert (await town.claim_of(ticket)).state is ClaimState.claimed
    assert (await town.claim_of(ticket)).owner == checksummed(other_key.address)
    assert (await town.ticket(ticket)).generation == 2
    assert [one.id for one in await town.tickets_of(other)] == [ticket.id]


async def test_a_voucher_that_nobody_used_in_time_lapses_and_never_makes_a_second_token(
    town: Town,
) -> None:
    stage = await town.made()
    actor, _, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    town.world.chain.ask("evm_setAutomine", False)  # noqa: FBT003
    try:
        await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
        await town.relay(2)
        town.clock.move(VOUCHER_LASTS + timedelta(seconds=1))
        await town.relay()
        too_early = await town.claim_of(ticket)
        town.world.chain.ask("evm_increaseTime", int(VOUCHER_LASTS.total_seconds()) + 2)
    finally:
        town.world.chain.ask("evm_setAutomine", True)  # noqa: FBT003
    await town.finalize()
    await town.relay(2)
    lapsed = await town.claim_of(ticket)

    assert too_early.state is ClaimState.voucher_out
    assert lapsed.state is ClaimState.lapsed
    assert not (await town.ticket(ticket)).is_out
    assert (await town.contract(stage)).ask("totalSupply") == 0

    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.work()
    again = await town.claim_of(ticket)
    assert (again.state, again.token_id) == (ClaimState.claimed, lapsed.token_id)
    assert (await town.contract(stage)).ask("totalSupply") == 1


async def test_a_token_that_moves_takes_the_ticket_along_once_that_is_final(town: Town) -> None:
    stage = await town.made()
    actor, key, wallet = await town.holder()
    other, other_key, _ = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.work()
    token = (await town.claim_of(ticket)).token_id

    town.move(await town.contract(stage), token, key, other_key.address)
    await town.listen()
    arriving = await town.ticket(ticket)
    await town.finalize()
    moved = await town.ticket(ticket)

    assert (arriving.generation, moved.generation) == (1, 2)
    assert await town.tickets_of(actor) == []
    assert [one.id for one in await town.tickets_of(other)] == [ticket.id]
    assert moved.holder_email != ticket.holder_email
    async with town.rt.read() as session:
        assert await ticket_queries.of_order(session, ticket.order_id) == []
        with pytest.raises(NotFound):
            await ticket_queries.by_link(
                session, town.rt.vault, code=ticket.code,
                secret=tickets.secret_of(town.rt.vault, ticket),
            )  # fmt: skip


async def test_a_wallet_that_nobody_had_linked_brings_its_ticket_when_it_is(town: Town) -> None:
    stage = await town.made()
    actor, key, wallet = await town.holder()
    stranger = Key.new()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.work()
    town.move(
        await town.contract(stage), (await town.claim_of(ticket)).token_id, key, stranger.address
    )
    await town.finalize()
    nobodys = await town.ticket(ticket)

    found, _, _ = await town.holder(stranger)
    await onchain.adopt(town.rt, found)

    assert (nobodys.holder_name, nobodys.holder_email) == ("", "")
    assert [one.id for one in await town.tickets_of(found)] == [ticket.id]


async def test_a_token_given_back_is_a_ticket_again_and_may_go_once_more(town: Town) -> None:
    stage = await town.made(policy=Policy.soulbound)
    actor, key, wallet = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.work()
    first = await town.claim_of(ticket)

    town.surrender(await town.contract(stage), first.token_id, key)
    await town.finalize()
    back = await town.ticket(ticket)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.work()
    second = await town.claim_of(ticket)

    assert not back.is_out
    assert second.state is ClaimState.claimed
    assert second.token_id != first.token_id
    assert queries.index_of(second.token_id) == queries.index_of(first.token_id) == ticket.index
    assert (await town.contract(stage)).ask("totalSupply") == 1


async def test_who_bought_it_has_no_say_in_a_ticket_that_moved_on_and_came_back(
    town: Town,
) -> None:
    stage = await town.made()
    actor, key, wallet = await town.holder()
    other, other_key, _ = await town.holder()
    (ticket,) = await town.bought(stage, actor)
    await onchain.claim(town.rt, actor, ticket_id=ticket.id, wallet_id=wallet)
    await town.work()
    contract, token = await town.contract(stage), (await town.claim_of(ticket)).token_id
    town.move(contract, token, key, other_key.address)
    town.surrender(contract, token, other_key)
    await town.finalize()
    back = await town.ticket(ticket)

    with pytest.raises(TicketIsOut):
        async with town.rt.unit_of_work(actor) as uow:
            await orders.rename_own(
                uow, town.rt.vault, order_id=ticket.order_id, ticket_id=ticket.id, name="Mine",
                email="mine@guests.example.com",
            )  # fmt: skip
    with pytest.raises(TicketIsOut):
        async with town.rt.unit_of_work(stage.owner) as uow:
            await orders.cancel(uow, stage.owner, order_id=ticket.order_id)

    assert not back.is_out
    assert back.generation == 2
    assert [one.id for one in await town.tickets_of(other)] == [ticket.id]
