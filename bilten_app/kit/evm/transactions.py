"""Transactions as nodes take them: EIP-1559, written in RLP, signed by who has the key. Pure."""

from dataclasses import dataclass

from bilten_app.kit.evm.hashing import keccak
from bilten_app.kit.evm.keys import SIGNATURE_SIZE

_TYPE = b"\x02"
_V_BASE = 27
# RLP: what is longer than this says how long its length is.
_SHORT, _TEXT, _LIST = 55, 0x80, 0xC0

type _Item = bytes | int | list["_Item"]


@dataclass(frozen=True, slots=True)
class Transaction:
    """A call of a contract; fees are in the coin's smallest unit for each unit of gas."""

    chain: int
    nonce: int
    to: bytes
    data: bytes
    gas: int
    max_fee: int
    tip: int
    value: int = 0

    def digest(self) -> bytes:
        """Return the 32 bytes to sign."""
        return keccak(_TYPE + _rlp(self._members()))

    def signed(self, signature: bytes) -> bytes:
        """Return what is sent; its hash is `keccak` of it."""
        if len(signature) != SIGNATURE_SIZE:
            raise ValueError("a signature has 65 bytes")
        numbers = (int.from_bytes(signature[:32]), int.from_bytes(signature[32:64]))
        return _TYPE + _rlp([*self._members(), signature[64] - _V_BASE, *numbers])

    def _members(self) -> list[_Item]:
        return [
            self.chain, self.nonce, self.tip, self.max_fee, self.gas, self.to, self.value,
            self.data, [],
        ]  # fmt: skip


def _rlp(item: _Item) -> bytes:
    if isinstance(item, list):
        return _long(b"".join(_rlp(one) for one in item), _LIST)
    if isinstance(item, int):
        item = item.to_bytes((item.bit_length() + 7) // 8)
    if len(item) == 1 and item[0] < _TEXT:
        return item
    return _long(item, _TEXT)


def _long(content: bytes, kind: int) -> bytes:
    if len(content) <= _SHORT:
        return bytes([kind + len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([kind + _SHORT + len(length)]) + length + content
