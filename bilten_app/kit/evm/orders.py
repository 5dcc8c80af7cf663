"""What is signed for our contracts: vouchers, gifts, listings, offers and quotes.

The specification is `spec/chain-signatures.md`; contracts, Python and browsers run its vectors.
"""

from dataclasses import asdict, dataclass
from typing import ClassVar

from bilten_app.kit.evm.typed import Domain, Kind


@dataclass(frozen=True, slots=True)
class _Signed:
    """Something that can be signed for one of our contracts."""

    contract: ClassVar[str]
    kind: ClassVar[Kind]

    def digest(self, chain: int, contract: bytes) -> bytes:
        """Return the 32 bytes to sign, for `contract` on `chain`."""
        return self.kind.digest(self._domain(chain, contract), self.values())

    def for_wallet(self, chain: int, contract: bytes) -> dict[str, object]:
        """Return what a wallet is asked to sign."""
        return self.kind.for_wallet(self._domain(chain, contract), self.values())

    def values(self) -> dict[str, object]:
        """Return the members by the names that contracts know."""
        names = iter(self.kind.members)
        return {next(names): value for value in asdict(self).values()}

    def _domain(self, chain: int, contract: bytes) -> Domain:
        return Domain(self.contract, chain, contract)


@dataclass(frozen=True, slots=True)
class Voucher(_Signed):
    """Leave to make one ticket, signed by an issuer; valid for an hour at most."""

    contract: ClassVar[str] = "Bilten Ticket"
    kind: ClassVar[Kind] = Kind(
        "Voucher",
        {
            "tokenId": "uint256",
            "to": "address",
            "tier": "uint8",
            "faceValue": "uint72",
            "paid": "bool",
            "validUntil": "uint40",
            "epoch": "uint64",
        },
    )

    token_id: int
    to: bytes
    tier: int
    face_value: int
    paid: bool
    valid_until: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Gift(_Signed):
    """A present of a ticket, signed by its holder and by an issuer."""

    contract: ClassVar[str] = "Bilten Ticket"
    kind: ClassVar[Kind] = Kind(
        "Gift",
        {
            "tokenId": "uint256",
            "from": "address",
            "to": "address",
            "nonce": "uint16",
            "validUntil": "uint40",
            "epoch": "uint64",
        },
    )

    token_id: int
    giver: bytes
    to: bytes
    nonce: int
    valid_until: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Listing(_Signed):
    """A ticket for sale, signed by its holder; `buyer` is zeros where anybody may have it."""

    contract: ClassVar[str] = "Bilten Market"
    kind: ClassVar[Kind] = Kind(
        "Listing",
        {
            "ticket": "address",
            "tokenId": "uint256",
            "seller": "address",
            "price": "uint256",
            "minProceeds": "uint256",
            "validUntil": "uint40",
            "nonce": "uint16",
            "counter": "uint64",
            "buyer": "address",
        },
    )

    ticket: bytes
    token_id: int
    seller: bytes
    price: int
    min_proceeds: int
    valid_until: int
    nonce: int
    counter: int
    buyer: bytes


@dataclass(frozen=True, slots=True)
class Offer(_Signed):
    """A price for somebody else's ticket, signed by who would pay it."""

    contract: ClassVar[str] = "Bilten Market"
    kind: ClassVar[Kind] = Kind(
        "Offer",
        {
            "ticket": "address",
            "tokenId": "uint256",
            "bidder": "address",
            "price": "uint256",
            "validUntil": "uint40",
            "nonce": "uint16",
            "counter": "uint64",
        },
    )

    ticket: bytes
    token_id: int
    bidder: bytes
    price: int
    valid_until: int
    nonce: int
    counter: int


@dataclass(frozen=True, slots=True)
class Quote(_Signed):
    """The exact price of an order in one currency, signed by an issuer."""

    contract: ClassVar[str] = "Bilten Payments"
    kind: ClassVar[Kind] = Kind(
        "Quote",
        {
            "orderId": "bytes32",
            "currency": "address",
            "amount": "uint256",
            "receiver": "address",
            "validUntil": "uint40",
            "epoch": "uint64",
        },
    )

    order_id: bytes
    currency: bytes
    amount: int
    receiver: bytes
    valid_until: int
    epoch: int
