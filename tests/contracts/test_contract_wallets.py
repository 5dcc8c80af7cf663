"""Signing in by a wallet that is a contract, on a chain that really says who signed."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from eth_abi.abi import encode
from eth_account.messages import defunct_hash_message
from pydantic import SecretStr
from sqlalchemy import text

from bilten_app.adapters.chain_nodes import ChainNodes
from bilten_app.bootstrap import open_house
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LastWayIn
from bilten_app.infra.embedded.anvil import LOCAL_CHAIN
from bilten_app.infra.settings import Settings
from bilten_app.kit.actor import ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.evm import Key, checksummed, keccak, parse_address
from tests.chain import Chain, Contract
from tests.databases import Databases
from tests.issuer import Issuer
from tests.loopback import free_port
from tests.people import given_user
from tests.second_step import HERE
from tests.signers import Wallet, wallets_of
from tests.surfers import Surfer, surfing, told

EMAIL = "mara@example.com"
OWNER = Key(keccak(b"owner"))
WRAPPED = bytes.fromhex("6492" * 16)


@dataclass
class ContractWallet(Wallet):
    """A wallet that is a contract, whose owner has the key; made already, or still to be made."""

    contract: bytes = b""
    wrap: Callable[[bytes], bytes] = bytes
    owner: Key = OWNER

    @property
    def address(self) -> str:
        return checksummed(self.contract)

    def sign(self, message: str) -> str:
        signed = self.owner.sign(bytes(defunct_hash_message(text=message)))
        return "0x" + self.wrap(signed).hex()


@pytest.fixture
def factory(chain: Chain) -> Contract:
    return chain.deploy("doubles/WalletFactory")


@pytest.fixture
def contract(factory: Contract) -> bytes:
    """Where the owner's wallet would be; nobody has made it yet."""
    return parse_address(factory.ask("addressOf", OWNER.address))


@pytest.fixture
async def surf(
    database: str, databases: Databases, clock: FrozenClock, tmp_path: Path, chain: Chain
) -> AsyncIterator[Surfer]:
    """A browser on a site that knows a node."""
    settings = Settings(
        database_url=SecretStr(database), data_dir=tmp_path,
        chains=f"1=Ethereum,{LOCAL_CHAIN}=Local",
        chain_nodes=SecretStr(f"{LOCAL_CHAIN}={chain.url}"),
    )  # fmt: skip
    async with (
        open_house(settings, clock, databases.engine(database)) as house,
        surfing(house.rt, Issuer(free_port(), clock)) as one,
    ):
        yield one


@pytest.fixture
def wallet(surf: Surfer, contract: bytes) -> ContractWallet:
    return ContractWallet(surf, chain=LOCAL_CHAIN, contract=contract)


async def test_a_wallet_that_is_a_contract_signs_people_in(
    wallet: ContractWallet, factory: Contract
) -> None:
    factory.send("make", OWNER.address)
    user_id = await given_user(wallet.surf.rt, email=EMAIL)
    await wallet.link_to(EMAIL)
    assert [(one.address, one.chain_id) for one in await wallets_of(wallet.surf)] == [
        (wallet.address, LOCAL_CHAIN)
    ]
    await wallet.surf.client.post("/auth/sign-out")

    await wallet.sign_in()

    assert (await wallet.surf.actor()).user_id == user_id


async def test_one_that_is_not_there_yet_signs_people_in_too(
    wallet: ContractWallet, factory: Contract, chain: Chain
) -> None:
    order = factory.data("make", OWNER.address)
    wallet.wrap = lambda signature: (
        encode(("address", "bytes", "bytes"), (factory.address, order, signature)) + WRAPPED
    )
    await given_user(wallet.surf.rt, email=EMAIL)

    await wallet.link_to(EMAIL)

    assert len(await wallets_of(wallet.surf)) == 1
    assert chain.ask("eth_getCode", wallet.address, "latest") == "0x"


async def test_it_opens_nothing_by_another_key_or_on_another_chain(
    wallet: ContractWallet, factory: Contract
) -> None:
    factory.send("make", OWNER.address)
    await given_user(wallet.surf.rt, email=EMAIL)
    await wallet.link_to(EMAIL)
    await wallet.surf.client.post("/auth/sign-out")
    wallet.owner = Key.new()
    assert told(await wallet.sign_in())[1]["error"] == "not_vouched"
    wallet.owner, wallet.chain = OWNER, 1

    answer = await wallet.sign_in()

    assert told(answer)[1]["error"] == "not_vouched"
    assert (await wallet.surf.actor()).kind is ActorKind.guest


async def test_the_key_of_its_address_is_somebody_else(surf: Surfer, chain: Chain) -> None:
    """Who brings a contract to the address of a key on one chain is not who has the key."""
    mine = Wallet(surf, chain=LOCAL_CHAIN)
    await given_user(surf.rt, email=EMAIL)
    await mine.link_to(EMAIL)
    await surf.client.post("/auth/sign-out")
    agreeable = chain.deploy("doubles/ContractWallet", ("address",), OWNER.address)
    code = chain.ask("eth_getCode", "0x" + agreeable.address.hex(), "latest")
    chain.ask("anvil_setCode", mine.address, code)
    theirs = ContractWallet(surf, chain=LOCAL_CHAIN, contract=parse_address(mine.address))

    answer = await theirs.sign_in()

    assert (await surf.actor()).kind is ActorKind.guest
    assert told(answer)[1].get("by") == "wallet"


async def test_one_whose_chain_has_no_node_any_more_is_no_way_in(
    wallet: ContractWallet, factory: Contract
) -> None:
    factory.send("make", OWNER.address)
    rt = wallet.surf.rt
    await given_user(rt, email=EMAIL)
    await wallet.link_to(EMAIL)
    await Wallet(wallet.surf).link_to(EMAIL)
    actor = await wallet.surf.actor()
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("UPDATE users SET password_hash = ''"))
    by_key = next(one for one in await wallets_of(wallet.surf) if one.chain_id is None)
    known = rt.gateways
    async with httpx.AsyncClient() as client:
        rt.gateways = replace(known, contract_wallets=ChainNodes(client, {}, rt.clock))

        with pytest.raises(LastWayIn):
            await identity.unlink_wallet(rt, actor, wallet_id=by_key.id, browser=HERE)

    rt.gateways = known
    await identity.unlink_wallet(rt, actor, wallet_id=by_key.id, browser=HERE)


async def test_a_node_that_is_down_opens_nothing_and_is_named_so(
    database: str, databases: Databases, clock: FrozenClock, tmp_path: Path
) -> None:
    settings = Settings(
        database_url=SecretStr(database), data_dir=tmp_path, chains="7=Seventh",
        chain_nodes=SecretStr(f"7=http://127.0.0.1:{free_port()}"),
    )  # fmt: skip
    async with (
        open_house(settings, clock, databases.engine(database)) as house,
        surfing(house.rt, Issuer(free_port(), clock)) as surf,
    ):
        wallet = ContractWallet(surf, chain=7, contract=bytes(20))

        answer = await wallet.sign_in()

        assert told(answer)[1]["error"] == "provider_down"
        assert (await surf.actor()).kind is ActorKind.guest
