"""The shared vectors of what is signed for contracts."""

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak as their_keccak

from bilten_app.kit.evm import Key, checksummed, parse_address, recover
from bilten_app.kit.evm.orders import Gift, Listing, Offer, Quote, Voucher
from spec.vectors import FILES, written

type Vector = dict[str, Any]

FILE = Path(__file__).parents[3] / "spec" / "chain-signatures.vectors.json"
VECTORS: list[Vector] = json.loads(FILE.read_text(encoding="utf-8"))
ORDERS = {order.kind.name.lower(): order for order in (Voucher, Gift, Listing, Offer, Quote)}
SIGNED = [vector for vector in VECTORS if vector["kind"] in ORDERS]
READ = [vector for vector in VECTORS if vector["kind"] == "recover"]


def hexed(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def member(kind: str, value: Any) -> Any:
    if kind == "address":
        return parse_address(value)
    if kind == "bytes32":
        return hexed(value)
    return value if kind == "bool" else int(value)


def order_of(vector: Vector) -> Voucher | Gift | Listing | Offer | Quote:
    shape = ORDERS[vector["kind"]]
    members = shape.kind.members.items()
    return shape(*(member(kind, vector["values"][name]) for name, kind in members))


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector["name"])
def test_digest_and_signature_are_found_again(vector: Vector) -> None:
    digest = order_of(vector).digest(vector["chain"], parse_address(vector["contract"]))
    key = Key(hexed(vector["key"]))

    assert digest == hexed(vector["digest"])
    assert key.sign(digest) == hexed(vector["signature"])
    assert checksummed(key.address) == vector["signer"]
    assert recover(digest, hexed(vector["signature"])) == key.address


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector["name"])
def test_a_wallet_signs_what_contracts_check(vector: Vector) -> None:
    shown = order_of(vector).for_wallet(vector["chain"], parse_address(vector["contract"]))

    message = encode_typed_data(full_message=shown)

    assert shown["message"] == vector["values"]
    theirs = their_keccak(b"\x19" + message.version + message.header + message.body)
    assert theirs == hexed(vector["digest"])


@pytest.mark.parametrize("vector", READ, ids=lambda vector: vector["name"])
def test_only_whole_signatures_name_somebody(vector: Vector) -> None:
    found = recover(hexed(vector["digest"]), hexed(vector["signature"]))

    assert checksummed(found or bytes(20)) == vector["signer"]


def test_the_file_is_what_the_rules_write() -> None:
    assert FILE.read_text(encoding="utf-8") == written(FILES[FILE.name])
