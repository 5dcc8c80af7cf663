"""A transaction is written and signed as another library does it."""

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.evm import Key, keccak
from bilten_app.kit.evm.transactions import Transaction

numbers = st.integers(0, 2**64 - 1)


@given(
    chain=st.integers(1, 2**32), nonce=numbers, gas=numbers, max_fee=numbers, tip=numbers,
    value=st.integers(0, 2**128), to=st.binary(min_size=20, max_size=20),
    data=st.binary(max_size=400), seed=st.binary(min_size=1),
)  # fmt: skip
def test_it_is_what_eth_account_makes(
    chain: int, nonce: int, gas: int, max_fee: int, tip: int, value: int, to: bytes, data: bytes,
    seed: bytes,
) -> None:  # fmt: skip
    key = Key(keccak(seed))
    ours = Transaction(chain, nonce, to, data, gas, max_fee, tip, value)
    raw = ours.signed(key.sign(ours.digest()))

    theirs = Account.sign_transaction(
        {
            "type": 2, "chainId": chain, "nonce": nonce, "gas": gas, "maxFeePerGas": max_fee,
            "maxPriorityFeePerGas": tip, "value": value, "to": to, "data": data,
        },
        key.private,
    )  # fmt: skip

    assert raw == bytes(theirs.raw_transaction)
    assert keccak(raw) == bytes(theirs.hash)


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        Transaction(1, 0, bytes(20), b"", 0, 0, 0).signed(bytes(64))
