"""What is on the local chain: our contracts, coins to try with, and people who own some."""

import hashlib
from collections.abc import Mapping

from bilten_app.infra.chain_keys import local_keys
from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.contracts import artifact
from bilten_app.infra.deployment import Currency, Deployment, Terms, deploy, put
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.manifests import manifest_path, read_manifest, write_manifest
from bilten_app.infra.settings import Settings
from bilten_app.kit.evm import NOBODY, parse_address
from bilten_app.kit.evm.abi import call, encode
from bilten_app.ports.chain_node import ChainNode

# The accounts of the words that everybody knows (`embedded.anvil.MNEMONIC`), which own coins.
ADMIN = parse_address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
TREASURY = parse_address("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")
WALLETS = tuple(
    map(
        parse_address,
        (
            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
            "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
        ),
    )
)
CONTRACTS = ("TicketRegistry", "TicketMarket", "EventTicket", "Payments", "AttendanceBadge")
COIN = "doubles/Coin"
COINS = {"USDC": "USD Coin", "USDT": "Tether USD"}
DECIMALS = 6
POCKET = 10_000 * 10**DECIMALS
RELAYER_OWNS = 1_000 * 10**18


def made_of(settings: Settings) -> str:
    """Return what decides what is on the chain; while it is the same, nothing is to be done."""
    keys = local_keys(settings)
    parts = [artifact(name).bytecode for name in (*CONTRACTS, COIN)]
    parts += [keys.issuer.address, keys.relayer.address]
    return hashlib.sha256(b"".join(parts)).hexdigest()


async def set_up(node: ChainNode, settings: Settings) -> Deployment:
    """Put there what is missing, and write the manifest. Harmless again, and after any end."""
    keys = local_keys(settings)
    currencies: dict[str, Currency] = {}
    for symbol, name in COINS.items():
        coin = await put(node, COIN, encode(("string", "string"), (name, symbol)))
        currencies[symbol] = Currency(coin.address, DECIMALS)
    terms = Terms(
        ADMIN,
        TREASURY,
        currencies=(NOBODY, *(one.address for one in currencies.values())),
        roles=_roles(keys.issuer.address, keys.relayer.address),
    )
    found = await deploy(node, terms, _known(settings))
    deployment = Deployment(found.chain, found.contracts, found.owed, currencies)
    for coin in currencies.values():
        for wallet in WALLETS:
            await _fill(node, coin.address, wallet)
    if await node.balance(keys.relayer.address) < RELAYER_OWNS // 2:
        await node.send(keys.relayer.address, b"", RELAYER_OWNS)
    write_manifest(manifest_path(settings, LOCAL_CHAIN), deployment)
    return deployment


def _roles(issuer: bytes, relayer: bytes) -> Mapping[str, tuple[bytes, ...]]:
    return {
        "CREATOR": (relayer,),
        "ISSUER": (issuer,),
        "OPERATOR": (relayer,),
        "CHECKIN": (relayer,),
        "PAUSER": (relayer, ADMIN),
    }


def _known(settings: Settings) -> Deployment | None:
    """Return what an earlier run left; another version's manifest is worth nothing here."""
    try:
        return read_manifest(settings, LOCAL_CHAIN)
    except CannotStart:
        return None


async def _fill(node: ChainNode, coin: bytes, wallet: bytes) -> None:
    owned = await node.call(coin, call("balanceOf(address)", wallet))
    if int.from_bytes(owned) == 0:
        await node.send(coin, call("mint(address,uint256)", wallet, POCKET))
