"""Hashes, addresses and keys agree with others who know them."""

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from hypothesis import given, settings
from hypothesis import strategies as st

from bilten_app.kit.evm import (
    BadAddress,
    Key,
    checksummed,
    contract_address,
    keccak,
    parse_address,
    personal_hash,
    recover,
)

KEY = Key(keccak(b"a key of these tests"))
DIGEST = keccak(b"something to sign")
ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141


def test_keccak_is_not_the_later_standard() -> None:
    assert keccak(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


@pytest.mark.parametrize(
    "text",
    [  # the examples of ERC-55
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    ],
)
def test_an_address_reads_as_it_is_written(text: str) -> None:
    address = parse_address(text)

    assert checksummed(address).lower() == text.lower()
    assert parse_address(checksummed(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",  # one letter's case
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",  # one digit short
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00",  # no prefix
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n",
    ],
)
def test_a_mistyped_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        parse_address(text)


def test_the_place_of_a_contract_is_known_before_it_is_there() -> None:
    # the last example of EIP-1014 but one
    deployer = parse_address("0x00000000000000000000000000000000deadbeef")
    salt = bytes.fromhex("cafebabe".rjust(64, "0"))

    place = contract_address(deployer, salt, bytes.fromhex("deadbeef"))

    assert checksummed(place) == "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7"


@settings(max_examples=25)
@given(st.binary(max_size=100))
def test_keys_sign_as_others_do(message: bytes) -> None:
    theirs = Account.from_key(KEY.private)

    signature = KEY.sign(personal_hash(message))

    assert checksummed(KEY.address) == theirs.address
    assert signature == bytes(theirs.sign_message(encode_defunct(message)).signature)
    assert recover(personal_hash(message), signature) == KEY.address


def test_the_twin_of_a_signature_is_no_signature() -> None:
    signature = KEY.sign(DIGEST)
    s = int.from_bytes(signature[32:64])
    twin = signature[:32] + (ORDER - s).to_bytes(32) + bytes([27 + 28 - signature[64]])

    assert recover(DIGEST, signature) == KEY.address
    assert recover(DIGEST, twin) is None


@pytest.mark.parametrize(
    "signature",
    [b"", bytes(65), KEY.sign(DIGEST)[:64], KEY.sign(DIGEST)[:64] + b"\x01", bytes(64) + b"\x1b"],
)
def test_what_is_no_signature_names_nobody(signature: bytes) -> None:
    assert recover(DIGEST, signature) is None


def test_a_key_is_not_printed() -> None:
    assert KEY.private.hex() not in repr(KEY)
    assert repr(KEY.private) not in repr(KEY)
    assert Key.new() != Key.new()
