"""The local chain: what is followed by a block outlives any end of its node."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bilten_app.adapters.unlocked_node import UnlockedNode
from bilten_app.cli.chain_checks import Ill, chain_checks
from bilten_app.infra.chain_keys import local_keys
from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.embedded import LocalChain
from bilten_app.infra.local_deployment import ADMIN, POCKET, WALLETS, set_up
from bilten_app.infra.manifests import read_manifest
from bilten_app.infra.settings import Settings
from bilten_app.kit.evm.abi import call
from tests.chain import Chain


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalChain]:
    """A chain that keeps its blocks."""
    with LocalChain(tmp_path) as server:
        yield server


@contextmanager
def asking(server: LocalChain) -> Iterator[Chain]:
    """Talk to the node."""
    chain = Chain(server.dsn)
    yield chain
    chain.close()


def kill(server: LocalChain) -> None:
    """End the node at once, and let it be started again as its supervisor does."""
    assert server._process
    server._process.kill()
    server._process.wait()
    server.stop()


def test_what_was_followed_by_a_block_outlives_a_kill(server: LocalChain) -> None:
    assert server.first_block == ""
    with asking(server) as chain:
        sent = [chain.send(chain.accounts[1], b"", value=1) for _ in range(2)]
    first = server.first_block

    for _ in range(3):
        kill(server)
        server.start()

    assert server.first_block == first
    with asking(server) as again:
        assert again.ask("eth_getBlockReceipts", sent[0]["blockNumber"]) == sent[:1]


def test_blocks_that_cannot_be_read_are_set_aside_for_a_new_chain(
    server: LocalChain, tmp_path: Path
) -> None:
    with asking(server) as chain:
        chain.send(chain.accounts[1], b"", value=1)
    server.stop()
    kept = tmp_path / "chain.json"
    half = kept.read_bytes()[: kept.stat().st_size // 2]
    kept.write_bytes(half)

    server.start()

    assert server.first_block == ""
    assert (tmp_path / "chain.broken").read_bytes() == half


def test_contracts_coins_and_wallets_are_put_there_once(server: LocalChain, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    relayer = local_keys(settings).relayer.address

    async def fill() -> None:
        async with httpx.AsyncClient() as client:
            await set_up(UnlockedNode(client, server.dsn, ADMIN), settings)

    with asking(server) as chain, server.hurrying():
        asyncio.run(fill())
        sent = chain.ask("eth_getTransactionCount", f"0x{ADMIN.hex()}", "latest")
        asyncio.run(fill())

        found = read_manifest(settings, LOCAL_CHAIN)
        assert chain.ask("eth_getTransactionCount", f"0x{ADMIN.hex()}", "latest") == sent
        assert list(found.currencies) == ["USDC", "USDT"]
        for coin in found.currencies.values():
            owned = [chain.call(coin.address, call("balanceOf(address)", one)) for one in WALLETS]
            assert [int.from_bytes(one) for one in owned] == [POCKET] * len(WALLETS)
        assert int(chain.ask("eth_getBalance", f"0x{relayer.hex()}", "latest"), 16) > 0


def test_the_doctor_looks_for_each_contract_and_who_pays(
    server: LocalChain, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path)

    async def fill() -> None:
        async with httpx.AsyncClient() as client:
            await set_up(UnlockedNode(client, server.dsn, ADMIN), settings)

    with asking(server) as chain:
        with server.hurrying():
            asyncio.run(fill())
        examine = chain_checks(settings)["chain Local"]
        assert "5 contracts, the relayer has 1000.0000 coins" in examine(settings)

        market = read_manifest(settings, LOCAL_CHAIN).contracts["TicketMarket"].address
        chain.ask("anvil_setCode", f"0x{market.hex()}", "0x")
        with pytest.raises(Ill, match="TicketMarket"):
            examine(settings)
    server.stop()
    with pytest.raises(Ill, match="does not answer"):
        examine(settings)
    assert "not running" in chain_checks(settings)["chain"](settings)
