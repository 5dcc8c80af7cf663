"""What `bilten doctor` says of each chain: its node, our contracts, the mirror, and who pays."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx

from bilten_app.cli.services import embedded_servers, local_chain, with_addresses, with_chain
from bilten_app.infra.chain_keys import chain_keys
from bilten_app.infra.manifests import manifest_path, read_manifest
from bilten_app.infra.mirrors import Mirror
from bilten_app.infra.settings import Settings
from bilten_app.kit.clock import SystemClock
from bilten_app.kit.evm import checksummed

_PATIENCE_S = 3
_COIN = 10**18

type Check = Callable[[Settings], str]


class Ill(Exception):
    """What is wrong, and what to do."""


def chain_checks(settings: Settings) -> dict[str, Check]:
    """Return a check for each chain that has a node, by its name."""
    local = local_chain(settings)
    if local and local.is_running():
        settings = with_chain(settings, local.dsn)
    elif local:
        return {"chain": lambda _: "a local one, not running; `bilten up` brings it"}
    if not settings.node_urls:
        return {"chain": lambda _: "none; set BILTEN_CHAIN_NODES"}
    # The settings of the check are those with the local chain, which nobody set.
    return {
        f"chain {settings.chain_names[one]}": partial(_chain, one, settings)
        for one in settings.node_urls
    }


def _chain(chain_id: int, settings: Settings, _: Settings) -> str:
    path = manifest_path(settings, chain_id)
    places = dict[str, bytes]()
    if path.exists():
        deployment = read_manifest(settings, chain_id)
        places = {name: one.address for name, one in deployment.contracts.items()}
    keys = chain_keys(settings).get(chain_id)
    relayer = keys.relayer.address if keys else b""
    told = _asked(settings, chain_id, list(places.values()), relayer)
    if told["chain"] != chain_id:
        raise Ill(f"the node is one of chain {told['chain']}; check BILTEN_CHAIN_NODES")
    absent = [name for name, code in zip(places, told["codes"], strict=True) if code == "0x"]
    if absent:
        raise Ill(f"no code is where {path} says {', '.join(absent)} to be")
    if relayer and not told["balance"]:
        raise Ill(f"the relayer {checksummed(relayer)} has no coins to send transactions with")
    parts = [f"the node answers at block {told['head']}"]
    parts.append(f"{len(places)} contracts" if places else f"no contracts, for want of {path}")
    if relayer:
        parts.append(f"the relayer has {told['balance'] / _COIN:.4f} coins")
    if places:
        parts.append(_mirrored(settings, chain_id))
    return ", ".join(parts)


def _asked(
    settings: Settings, chain_id: int, places: list[bytes], relayer: bytes
) -> dict[str, Any]:
    calls: list[tuple[str, list[str]]] = [
        ("eth_chainId", []),
        ("eth_blockNumber", []),
        ("eth_getBalance", [f"0x{relayer.hex() or '0' * 40}", "latest"]),
        *[("eth_getCode", [f"0x{one.hex()}", "latest"]) for one in places],
    ]
    body = [
        {"jsonrpc": "2.0", "id": nth, "method": method, "params": params}
        for nth, (method, params) in enumerate(calls)
    ]
    try:
        answer = httpx.post(settings.node_urls[chain_id], json=body, timeout=_PATIENCE_S)
        told = {one["id"]: one["result"] for one in answer.raise_for_status().json()}
        chain, head, balance, *codes = (told[nth] for nth in range(len(calls)))
        return {
            "chain": int(chain, 16),
            "head": int(head, 16),
            "balance": int(balance, 16),
            "codes": codes,
        }
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        kind = type(error).__name__  # the address may hold a key, and errors quote it
        raise Ill(f"the node does not answer as it should ({kind})") from None


def _mirrored(settings: Settings, chain_id: int) -> str:
    """Say how far we follow, where the database can be asked."""
    from bilten_app.cli.indexer import looked

    servers = embedded_servers(settings)
    if not all(one.is_running() for one in servers):
        return "mirrored by the next `bilten up`"
    found = {one.chain_id: one for one in asyncio.run(looked(with_addresses(settings, servers)))}
    return _followed(found.get(chain_id))


def _followed(mirror: Mirror | None) -> str:
    now = SystemClock().now()
    if mirror is None:
        raise Ill("nobody has mirrored it yet; start `bilten indexer`")
    if mirror.stopped_for:
        raise Ill(f"stopped: {mirror.stopped_for}; docs/operations/chain.md says what to do")
    if mirror.trouble:
        raise Ill(f"the indexer says: {mirror.trouble}")
    if mirror.is_silent(now):
        raise Ill("nobody mirrors it; start `bilten indexer`")
    late = f"{mirror.late(now).total_seconds():.0f} s"
    told = f"the mirror is {mirror.behind} blocks and {late} behind"
    if not mirror.is_well(now):
        raise Ill(f"{told}; `bilten indexer status` says more")
    return told
