"""Arguments are written as others write them."""

import pytest
from eth_abi.abi import encode as their_encode
from hypothesis import given, settings
from hypothesis import strategies as st

from bilten_app.kit.evm import keccak
from bilten_app.kit.evm.abi import BadValue, call, encode, split

ADDRESSES = st.binary(min_size=20, max_size=20)
NUMBERS = st.integers(min_value=0, max_value=2**64 - 1)
ROWS = st.tuples(
    NUMBERS,
    ADDRESSES,
    st.booleans(),
    st.text(max_size=40),
    st.binary(max_size=70),
    st.lists(NUMBERS, max_size=4),
    st.lists(st.binary(max_size=40), max_size=3),
    st.tuples(ADDRESSES, st.text(max_size=40), NUMBERS),
    st.lists(st.tuples(NUMBERS, st.booleans()), max_size=3),
)
TYPES = split(
    "uint64,address,bool,string,bytes,uint256[],bytes[],(address,string,uint96),(uint64,bool)[]"
)


@settings(max_examples=50)
@given(ROWS)
def test_arguments_are_the_same_bytes(row: tuple[object, ...]) -> None:
    assert encode(TYPES, row) == their_encode(TYPES, row)


def test_a_call_begins_with_the_hash_of_its_signature() -> None:
    data = call("transfer(address,uint256)", b"\x11" * 20, 5)

    assert (
        data
        == keccak(b"transfer(address,uint256)")[:4] + b"\0" * 12 + b"\x11" * 20 + b"\0" * 31 + b"\5"
    )
    assert call("pause()") == keccak(b"pause()")[:4]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("uint8", 256),
        ("uint256", -1),
        ("uint8", True),
        ("bool", 1),
        ("address", bytes(19)),
        ("bytes32", bytes(31)),
        ("string", b"bytes"),
        ("int8", 1),
        ("uint8[]", 1),
        ("(uint8,bool)", "ab"),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, value: object) -> None:
    with pytest.raises(BadValue):
        encode([kind], [value])


def test_as_many_values_as_types() -> None:
    with pytest.raises(BadValue):
        encode(["uint8"], [1, 2])
