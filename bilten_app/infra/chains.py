"""How each of our chains is: its mirror, its contracts, and who pays for our transactions."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bilten_app.infra.deployment import Deployment
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.manifests import manifest_path, read_manifest
from bilten_app.infra.mirrors import Mirror, mirrors
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Standing:
    """One chain. `fault` is why its manifest is not ours; `balance` is None while nobody knows."""

    chain_id: int
    name: str
    has_node: bool
    mirror: Mirror | None
    deployment: Deployment | None
    fault: str
    relayer: bytes | None
    balance: int | None


async def standings(rt: Runtime) -> Sequence[Standing]:
    """Return every chain that has a node or was ever mirrored."""
    async with rt.read() as session:
        known = {one.chain_id: one for one in await mirrors(session)}
    chains = sorted({*rt.settings.node_urls, *known})
    return await asyncio.gather(*(_standing(rt, one, known.get(one)) for one in chains))


async def _standing(rt: Runtime, chain_id: int, mirror: Mirror | None) -> Standing:
    deployment, fault = _deployment(rt, chain_id)
    signers = rt.gateways.chain_signers.get(chain_id)
    relayer = signers.relayer.address if signers else None
    return Standing(
        chain_id=chain_id,
        name=rt.settings.chain_names.get(chain_id, str(chain_id)),
        has_node=chain_id in rt.settings.node_urls,
        mirror=mirror,
        deployment=deployment,
        fault=fault,
        relayer=relayer,
        balance=await _balance(rt, chain_id, relayer) if relayer else None,
    )


def _deployment(rt: Runtime, chain_id: int) -> tuple[Deployment | None, str]:
    if not manifest_path(rt.settings, chain_id).exists():
        return None, ""
    try:
        return read_manifest(rt.settings, chain_id), ""
    except CannotStart as error:
        return None, str(error)


async def _balance(rt: Runtime, chain_id: int, account: bytes) -> int | None:
    door = rt.gateways.chain_doors.get(chain_id)
    try:
        return await door.balance(account) if door else None
    except Unavailable:
        return None
