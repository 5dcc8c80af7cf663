"""The chains that we act on: those with a node, keys, and our contracts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bilten_app.infra.deployment import Currency
from bilten_app.infra.manifests import mirrored_chains, read_manifest
from bilten_app.infra.runtime import Runtime
from bilten_app.ports.chain_door import ChainDoor
from bilten_app.ports.chain_signer import ChainSigners

_REGISTRY = "TicketRegistry"
STANDS_FOR = {"EURC": "EUR", "USDC": "USD", "USDT": "USD"}


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain, whom we ask and who signs for us, and the contract that makes all others."""

    id: int
    door: ChainDoor
    signers: ChainSigners
    registry: bytes
    coins: Mapping[str, Currency]

    def coin_for(self, currency: str) -> tuple[str, Currency] | None:
        """Return in what prices of a currency are on this chain, and the money it stands for.

        None where no coin stands for any: there the face value of a ticket is nothing.
        """
        known = [
            (STANDS_FOR[name], coin) for name, coin in self.coins.items() if name in STANDS_FOR
        ]
        return next((one for one in known if one[0] == currency), next(iter(known), None))


def chain_ids(rt: Runtime) -> Sequence[int]:
    """Return the chains on which tickets can be."""
    able = rt.gateways.chain_doors.keys() & rt.gateways.chain_signers.keys()
    return [one for one in mirrored_chains(rt.settings) if one in able] if able else []


def chain_of(rt: Runtime, chain_id: int) -> Chain:
    """Return a chain of `chain_ids`."""
    found = read_manifest(rt.settings, chain_id)
    return Chain(
        chain_id,
        rt.gateways.chain_doors[chain_id],
        rt.gateways.chain_signers[chain_id],
        found.contracts[_REGISTRY].address,
        found.currencies,
    )
