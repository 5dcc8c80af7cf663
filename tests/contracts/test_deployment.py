"""Contracts are deployed as often as one likes, with the same result."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from bilten_app.adapters.unlocked_node import UnlockedNode
from bilten_app.infra.contracts import artifact
from bilten_app.infra.deployment import (
    FACTORY,
    Deployment,
    NoFactory,
    Terms,
    addresses,
    deploy,
)
from bilten_app.kit.evm import NOBODY, checksummed
from bilten_app.ports.chain_node import CallRefused
from tests.contracts.world import BOB, World


def run(
    world: World, terms: Terms, before: Deployment | None = None, sender: bytes | None = None
) -> Deployment:
    async def go() -> Deployment:
        async with httpx.AsyncClient() as client:
            return await deploy(world.node(client, sender), terms, before)

    return asyncio.run(go())


class Killed(Exception):
    """The process ended here."""


class Dying(UnlockedNode):
    """A node that is asked to send so many transactions, and no more."""

    left = 0

    async def send(self, to: bytes, data: bytes, value: int = 0) -> int:
        if not self.left:
            raise Killed
        self.left -= 1
        return await super().send(to, data, value)


async def cut_short(world: World, terms: Terms, sent: int) -> None:
    async with httpx.AsyncClient() as client:
        node = Dying(client, world.chain.url, world.admin)
        node.left = sent
        await deploy(node, terms)


def height(world: World) -> int:
    return int(world.chain.ask("eth_blockNumber"), 16)


def test_a_second_run_sends_nothing_and_keeps_the_blocks(world: World) -> None:
    before = height(world)

    again = run(world, world.terms, world.deployment)

    assert again == world.deployment
    assert height(world) == before


def test_addresses_are_known_beforehand(world: World) -> None:
    found = {name: one.address for name, one in world.deployment.contracts.items()}

    assert addresses(world.terms) == found
    assert addresses(replace(world.terms, admin=BOB.address)) != found


def test_a_manifest_tells_addresses_blocks_and_interfaces(world: World) -> None:
    manifest = world.deployment.manifest()
    registry = world.deployment.contracts["TicketRegistry"]

    assert manifest["chainId"] == 31337
    assert registry.block > 0
    assert manifest["contracts"]["TicketRegistry"] == {  # type: ignore[index]
        "address": checksummed(registry.address),
        "block": registry.block,
        "abiHash": "0x" + artifact("TicketRegistry").abi_hash.hex(),
    }


@pytest.mark.parametrize("sent", range(13))
def test_a_run_that_was_cut_short_is_finished(world: World, sent: int) -> None:
    terms = replace(world.terms, fee_bps=100)
    began = height(world)

    with pytest.raises(Killed):
        asyncio.run(cut_short(world, terms, sent))
    finished = run(world, terms)

    assert height(world) == began + 13
    assert {one.address for one in finished.contracts.values()} == set(addresses(terms).values())
    assert run(world, terms).owed == ()
    assert height(world) == began + 13


def test_what_only_the_admin_may_send_is_owed_by_the_admin(world: World) -> None:
    terms = replace(world.terms, fee_bps=10)

    by_stranger = run(world, terms, sender=world.gate)

    assert len(by_stranger.owed) == 1 + 2 + 5
    assert run(world, terms).owed == ()
    assert run(world, terms, sender=world.gate).owed == ()


def test_a_chain_without_the_factory_is_refused(world: World) -> None:
    world.chain.ask("anvil_setCode", "0x" + FACTORY.hex(), "0x")

    with pytest.raises(NoFactory):
        run(world, world.terms)


def test_a_refusal_is_told_in_the_contracts_words(world: World) -> None:
    terms = replace(world.terms, treasury=NOBODY)

    with pytest.raises(CallRefused):
        run(world, terms)
