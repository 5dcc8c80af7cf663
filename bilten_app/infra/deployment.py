"""Putting our contracts on a chain: as often as one likes, with the same result.

Their addresses follow from their code and from who administers them (CREATE2, by a factory that is
on every chain at the same place). So a run that was cut short is simply repeated, and what it finds
is left as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bilten_app.infra.contracts import artifact
from bilten_app.kit.evm import checksummed, contract_address, keccak, parse_address
from bilten_app.kit.evm.abi import call, encode
from bilten_app.ports.chain_node import ChainNode

FACTORY = parse_address("0x4e59b44847b379578588920cA78FbF26c0B4956C")
ROLES = ("CREATOR", "ISSUER", "OPERATOR", "CHECKIN", "PAUSER")
_SALT = keccak(b"bilten contracts 1")
_YES = (1).to_bytes(32)
_ALLOWED = True


class NoFactory(Exception):
    """The chain lacks the factory that deploys at addresses known beforehand."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms contracts are deployed; the first four decide their addresses."""

    admin: bytes
    treasury: bytes
    fee_bps: int = 250
    badge_uri: str = ""
    currencies: tuple[bytes, ...] = ()
    roles: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict[str, tuple[bytes, ...]])


@dataclass(frozen=True, slots=True)
class Deployed:
    """A contract that is there. Block zero means that an earlier run put it there."""

    address: bytes
    block: int
    abi_hash: bytes


@dataclass(frozen=True, slots=True)
class Currency:
    """A token that may be paid with."""

    address: bytes
    decimals: int


@dataclass(frozen=True, slots=True)
class Order:
    """A call that only the admin may send."""

    to: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is on a chain, what is paid with there, and what its admin still has to send."""

    chain: int
    contracts: Mapping[str, Deployed]
    owed: tuple[Order, ...] = ()
    currencies: Mapping[str, Currency] = field(default_factory=dict[str, Currency])

    def manifest(self) -> dict[str, object]:
        """Return it as a file keeps it."""
        return {
            "chainId": self.chain,
            "contracts": {
                name: {
                    "address": checksummed(one.address),
                    "block": one.block,
                    "abiHash": "0x" + one.abi_hash.hex(),
                }
                for name, one in self.contracts.items()
            },
            "currencies": {
                symbol: {"address": checksummed(one.address), "decimals": one.decimals}
                for symbol, one in self.currencies.items()
            },
        }

    @classmethod
    def from_manifest(cls, told: Mapping[str, Any]) -> Self:
        """Return what a file kept. Raises KeyError, ValueError where it is none."""
        contracts = {
            name: Deployed(
                parse_address(one["address"]), one["block"], bytes.fromhex(one["abiHash"][2:])
            )
            for name, one in told["contracts"].items()
        }
        currencies = {
            symbol: Currency(parse_address(one["address"]), one["decimals"])
            for symbol, one in told.get("currencies", {}).items()
        }
        return cls(told["chainId"], contracts, currencies=currencies)


def addresses(terms: Terms) -> dict[str, bytes]:
    """Return where each contract is or will be, on every chain."""
    return {name: contract_address(FACTORY, _SALT, code) for name, code in _codes(terms).items()}


async def deploy(node: ChainNode, terms: Terms, before: Deployment | None = None) -> Deployment:
    """Bring a chain to `terms`; `before` tells the blocks of what is there already."""
    if not await node.code(FACTORY):
        raise NoFactory(f"nothing is at {checksummed(FACTORY)}")
    contracts: dict[str, Deployed] = {}
    for name, code in _codes(terms).items():
        known = before.contracts.get(name) if before else None
        contracts[name] = await _put(node, name, code, known)
    owed = [one for one, is_done in _orders(terms, contracts) if not await _is_done(node, is_done)]
    if node.sender == terms.admin:
        for order in owed:
            await node.send(order.to, order.data)
        owed = []
    return Deployment(await node.chain_id(), contracts, tuple(owed))


async def put(node: ChainNode, name: str, arguments: bytes = b"") -> Deployed:
    """Put one contract on a chain, like a coin to try with."""
    return await _put(node, name, artifact(name).bytecode + arguments, None)


async def _put(node: ChainNode, name: str, code: bytes, known: Deployed | None) -> Deployed:
    address = contract_address(FACTORY, _SALT, code)
    block = known.block if known and known.address == address else 0
    if not await node.code(address):
        block = await node.send(FACTORY, _SALT + code)
    return Deployed(address, block, artifact(name).abi_hash)


def _codes(terms: Terms) -> dict[str, bytes]:
    """Return the creation code of each contract; each names those before it."""

    def code(name: str, types: tuple[str, ...], *values: object) -> bytes:
        return artifact(name).bytecode + encode(types, values)

    def place(name: str) -> bytes:
        return contract_address(FACTORY, _SALT, codes[name])

    codes: dict[str, bytes] = {}
    fee = (terms.admin, terms.treasury, terms.fee_bps)
    codes["TicketRegistry"] = code("TicketRegistry", ("address", "address", "uint16"), *fee)
    registry = place("TicketRegistry")
    codes["TicketMarket"] = code("TicketMarket", ("address",), registry)
    codes["EventTicket"] = code(
        "EventTicket", ("address", "address"), registry, place("TicketMarket")
    )
    codes["Payments"] = code("Payments", ("address",), registry)
    badge = (registry, terms.badge_uri)
    codes["AttendanceBadge"] = code("AttendanceBadge", ("address", "string"), *badge)
    return codes


type _Question = tuple[Order, bytes]


def _orders(terms: Terms, contracts: Mapping[str, Deployed]) -> list[tuple[Order, _Question]]:
    """Return each call that the admin owes, with the question whose answer says that it is done."""
    registry = contracts["TicketRegistry"].address
    ticket = contracts["EventTicket"].address

    def order(what: bytes, question: bytes, answer: bytes) -> tuple[Order, _Question]:
        return Order(registry, what), (Order(registry, question), answer)

    return [
        order(
            call("setImplementation(address)", ticket),
            call("implementation()"),
            ticket.rjust(32, b"\0"),
        ),
        *(
            order(
                call("setCurrency(address,bool)", currency, _ALLOWED),
                call("isCurrency(address)", currency),
                _YES,
            )
            for currency in terms.currencies
        ),
        *(
            order(
                call("grantRole(bytes32,address)", keccak(role.encode()), account),
                call("hasRole(bytes32,address)", keccak(role.encode()), account),
                _YES,
            )
            for role, accounts in terms.roles.items()
            for account in accounts
        ),
    ]


async def _is_done(node: ChainNode, asked: _Question) -> bool:
    question, answer = asked
    return await node.call(question.to, question.data) == answer
