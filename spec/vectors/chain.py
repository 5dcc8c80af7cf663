"""Signatures for our contracts: vouchers, gifts, listings, offers, quotes; and what is none."""

from dataclasses import replace

from bilten_app.kit.evm import NOBODY, Key, checksummed, recover
from bilten_app.kit.evm.keys import SIGNATURE_SIZE
from bilten_app.kit.evm.orders import Gift, Listing, Offer, Quote, Voucher
from spec.vectors.world import Vector, key

LOCAL, BASE = 31337, 8453
ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
UNTIL = 1_893_456_000
LARGEST = 2**256 - 1


def person(word: str) -> Key:
    """Return the account that belongs to a word."""
    return Key(key(f"account {word}"))


ALICE, BOB, ISSUER = person("alice"), person("bob"), person("issuer")
CLONE, OTHER_CLONE = person("a clone").address, person("another clone").address
MARKET, PAYMENTS = person("market").address, person("payments").address
DOLLAR = person("dollar").address

VOUCHER = Voucher(42, ALICE.address, 2, 50_000_000, paid=False, valid_until=UNTIL, epoch=0)
GIFT = Gift(42, ALICE.address, BOB.address, 1, UNTIL, 0)
LISTING = Listing(CLONE, 42, ALICE.address, 55_000_000, 50_000_000, UNTIL, 1, 0, NOBODY)
OFFER = Offer(CLONE, 42, BOB.address, 40_000_000, UNTIL, 1, 0)
QUOTE = Quote(key("order"), DOLLAR, 120_000_000, ISSUER.address, UNTIL, 0)


def signed(
    name: str,
    why: str,
    order: Voucher | Gift | Listing | Offer | Quote,
    contract: bytes,
    by: Key,
    chain: int = LOCAL,
) -> Vector:
    """Return an order with its digest and the signature of who signs it."""
    digest = order.digest(chain, contract)
    shown = order.for_wallet(chain, contract)
    return {
        "kind": order.kind.name.lower(),
        "name": name,
        "why": why,
        "chain": chain,
        "contract": checksummed(contract),
        "values": shown["message"],
        "digest": "0x" + digest.hex(),
        "key": "0x" + by.private.hex(),
        "signer": checksummed(by.address),
        "signature": "0x" + by.sign(digest).hex(),
    }


def read(name: str, why: str, digest: bytes, signature: bytes) -> Vector:
    """Return a signature with whose it is, address zero where it is nobody's."""
    return {
        "kind": "recover",
        "name": name,
        "why": why,
        "digest": "0x" + digest.hex(),
        "signature": "0x" + signature.hex(),
        "signer": checksummed(recover(digest, signature) or NOBODY),
    }


def twin(signature: bytes) -> bytes:
    """Return the other signature that the curve takes for the same."""
    s = ORDER - int.from_bytes(signature[32:64])
    return signature[:32] + s.to_bytes(32) + bytes([27 + 28 - signature[64]])


ORDERS: list[Vector] = [
    signed("voucher", "The plain case.", VOUCHER, CLONE, ISSUER),
    signed("voucher, paid here", "One bit of it.", replace(VOUCHER, paid=True), CLONE, ISSUER),
    signed("voucher, other clone", "The domain has the contract.", VOUCHER, OTHER_CLONE, ISSUER),
    signed("voucher, other chain", "The domain has the chain.", VOUCHER, CLONE, ISSUER, BASE),
    signed("voucher, later epoch", "An epoch kills what was signed before.",
           replace(VOUCHER, epoch=1), CLONE, ISSUER),
    signed("voucher, largest members", "Each member at the end of its range.",
           Voucher(2**96 - 1, BOB.address, 255, 2**72 - 1, paid=True, valid_until=2**40 - 1,
                   epoch=2**64 - 1), CLONE, ISSUER),
    signed("gift, by the holder", "The plain case.", GIFT, CLONE, ALICE),
    signed("gift, by the issuer", "Both sign the same.", GIFT, CLONE, ISSUER),
    signed("gift, after a move", "The nonce has grown.", replace(GIFT, nonce=2), CLONE, ALICE),
    signed("listing", "The plain case: anybody may buy.", LISTING, MARKET, ALICE),
    signed("listing for one buyer", "Nobody else may have it.",
           replace(LISTING, buyer=BOB.address), MARKET, ALICE),
    signed("listing, next counter", "The seller took back all before.",
           replace(LISTING, counter=1), MARKET, ALICE),
    signed("listing, large price", "Prices take a whole word.",
           replace(LISTING, price=LARGEST, min_proceeds=LARGEST), MARKET, ALICE),
    signed("offer", "The plain case.", OFFER, MARKET, BOB),
    signed("quote in a token", "The plain case.", QUOTE, PAYMENTS, ISSUER),
    signed("quote in coin", "Address zero is the chain's coin.",
           replace(QUOTE, currency=NOBODY, amount=10**18), PAYMENTS, ISSUER),
]  # fmt: skip

_DIGEST = VOUCHER.digest(LOCAL, CLONE)
_GOOD = ISSUER.sign(_DIGEST)

SIGNATURES: list[Vector] = [
    read("whole", "65 bytes: r, s, v.", _DIGEST, _GOOD),
    read(
        "its twin", "The same point with the higher s; contracts refuse it.", _DIGEST, twin(_GOOD)
    ),
    read("v counted from zero", "27 and 28 only.", _DIGEST, _GOOD[:64] + bytes([_GOOD[64] - 27])),
    read("one byte short", "No compact form (ERC-2098).", _DIGEST, _GOOD[:64]),
    read("zeros", "No point.", _DIGEST, bytes(SIGNATURE_SIZE)),
    read("empty", "Nothing.", _DIGEST, b""),
]

VECTORS = [*ORDERS, *SIGNATURES]
