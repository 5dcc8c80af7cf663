"""What every Ethereum-like chain is made of: hashes, addresses, keys, words, typed data. Pure.

Addresses and hashes are bytes here, 20 and 32 of them; text is for people and for JSON.
"""

from bilten_app.kit.evm.address import (
    NOBODY,
    BadAddress,
    checksummed,
    contract_address,
    parse_address,
)
from bilten_app.kit.evm.hashing import keccak
from bilten_app.kit.evm.keys import Key, personal_hash, recover

__all__ = [
    "NOBODY",
    "BadAddress",
    "Key",
    "checksummed",
    "contract_address",
    "keccak",
    "parse_address",
    "personal_hash",
    "recover",
]
