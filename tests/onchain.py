"""Our contracts on a node, people who do things with them, and the whole of it told independently.

`told_by` reads every log from the beginning with eth_abi, and knows nothing of the indexer.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import decode

from bilten_app.infra.embedded.anvil import LOCAL_CHAIN
from bilten_app.kit.evm import Key, keccak, parse_address
from bilten_app.kit.evm.orders import Voucher
from chain_indexer.values import Contracts
from tests.chain import Chain, Contract

ISSUER = Key(keccak(b"issuer"))
FREE = 3
FAR = 4_000_000_000
NOBODY = bytes(20)
_ALLOWED = True


@dataclass
class World:
    """Contracts as the first account of the node deployed them; it holds each role."""

    chain: Chain
    registry: Contract
    market: Contract
    payments: Contract
    start: int
    tickets: list[Contract] = field(default_factory=list[Contract])

    @classmethod
    def deployed(cls, chain: Chain) -> "World":
        start = int(chain.ask("eth_blockNumber"), 16) + 1
        me = chain.accounts[0]
        registry = chain.deploy(
            "TicketRegistry", ("address", "address", "uint16"), me, chain.accounts[9], 250
        )
        market = chain.deploy("TicketMarket", ("address",), registry.address)
        model = chain.deploy(
            "EventTicket", ("address", "address"), registry.address, market.address
        )
        payments = chain.deploy("Payments", ("address",), registry.address)
        for role, account in {"CREATOR": me, "ISSUER": ISSUER.address, "CHECKIN": me}.items():
            registry.send("grantRole", keccak(role.encode()), account)
        registry.send("setImplementation", model.address)
        registry.send("setCurrency", NOBODY, _ALLOWED)
        return cls(chain, registry, market, payments, start)

    @property
    def head(self) -> int:
        """The number of the last block."""
        return int(self.chain.ask("eth_blockNumber"), 16)

    @property
    def contracts(self) -> Contracts:
        """Where they are, as the indexer wants to know it."""
        found = (self.registry, self.market, self.payments)
        return Contracts(*["0x" + one.address.hex() for one in found], start=self.start)

    def new_event(self, number: int) -> bytes:
        """Return the call that makes the contract of an event."""
        return self.registry.data("createEvent", self._config(number))

    def event_at(self, number: int) -> Contract:
        """Return the contract of an event that was made, or will be."""
        address = self.registry.ask("addressOf", self._config(number))
        return Contract(self.chain, "EventTicket", parse_address(address))

    def claim(self, ticket: Contract, number: int, to: bytes) -> bytes:
        """Return the call that makes a ticket."""
        until = int(time.time()) + 3_000
        voucher = Voucher(number, to, 1, 50, paid=False, valid_until=until, epoch=0)
        signature = ISSUER.sign(voucher.digest(LOCAL_CHAIN, ticket.address))
        return ticket.data("claim", tuple(voucher.values().values()), signature)

    def _config(self, number: int) -> tuple[object, ...]:
        return (
            number.to_bytes(32), self.chain.accounts[0], NOBODY, self.chain.accounts[0], 1_000_000,
            500, 11_000, FREE, FAR, FAR, "Lantern Night", "LANT", "ipfs://lantern/",
        )  # fmt: skip


@dataclass
class Told:
    """What a chain tells from its first block to some later one."""

    owners: dict[tuple[bytes, int], tuple[bytes, int]] = field(
        default_factory=dict[tuple[bytes, int], tuple[bytes, int]]
    )
    voided: set[tuple[bytes, int]] = field(default_factory=set[tuple[bytes, int]])
    redeemed: set[tuple[bytes, int]] = field(default_factory=set[tuple[bytes, int]])
    places: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])


_STANDARD = {
    keccak(name.encode()).hex()
    for name in (
        "Transfer(address,address,uint256)", "MetadataUpdate(uint256)",
        "BatchMetadataUpdate(uint256,uint256)", "EIP712DomainChanged()", "ContractURIUpdated()",
        "DefaultAdminTransferScheduled(address,uint48)",
    )
}  # fmt: skip
_CREATED, _CLAIMED, _MOVED, _VOIDED, _REDEEMED = (
    keccak(name.encode()).hex()
    for name in (
        "EventCreated(address,bytes32,address)", "TicketClaimed(uint256,address,uint8,uint72,bool)",
        "TicketMoved(uint256,address,address,uint16)", "TicketVoided(uint256)",
        "Redeemed(uint256,uint256)",
    )
)  # fmt: skip


def told_by(world: World, logs: list[dict[str, Any]]) -> Told:
    """Return what logs tell, the first of which is the chain's first."""
    told = Told()
    ours = {one.address for one in (world.registry, world.market, world.payments)}
    for log in logs:
        address = parse_address(log["address"])
        topic, *indexed = [one[2:] for one in log["topics"]]
        if address not in ours or topic in _STANDARD:
            continue
        told.places.append((int(log["blockNumber"], 16), int(log["logIndex"], 16)))
        data = bytes.fromhex(log["data"][2:])
        first = int(indexed[0], 16) if indexed else 0
        if topic == _CREATED:
            ours.add(bytes.fromhex(indexed[0][24:]))
        elif topic == _CLAIMED:
            told.owners[address, first] = bytes.fromhex(indexed[1][24:]), 0
        elif topic == _MOVED:
            owner, (nonce,) = bytes.fromhex(indexed[2][24:]), decode(["uint16"], data)
            told.owners[address, first] = owner, nonce
        elif topic == _VOIDED:
            told.voided.add((address, first))
        elif topic == _REDEEMED:
            (bits,) = decode(["uint256"], data)
            told.redeemed |= {(address, first * 256 + n) for n in range(256) if bits >> n & 1}
    return told
