"""Typed data (EIP-712): what wallets show before they sign, and what contracts check.

Only structures whose members take one word each; ours have no others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bilten_app.kit.evm.abi import encode, word
from bilten_app.kit.evm.address import checksummed
from bilten_app.kit.evm.hashing import keccak

_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a signature counts: one contract on one chain."""

    name: str
    chain: int
    contract: bytes
    version: str = "1"

    def separator(self) -> bytes:
        """Return the hash that keeps a signature from being used elsewhere."""
        hashed = (keccak(self.name.encode()), keccak(self.version.encode()))
        types = ("bytes32", "bytes32", "bytes32", "uint256", "address")
        values = (keccak(_DOMAIN.encode()), *hashed, self.chain, self.contract)
        return keccak(encode(types, values))


@dataclass(frozen=True, slots=True)
class Kind:
    """A structure: its name, and its members' types in order."""

    name: str
    members: Mapping[str, str]

    def written(self) -> str:
        """Return it as EIP-712 writes types."""
        return f"{self.name}({','.join(f'{kind} {name}' for name, kind in self.members.items())})"

    def digest(self, domain: Domain, values: Mapping[str, object]) -> bytes:
        """Return the 32 bytes to sign."""
        members = b"".join(word(kind, values[name]) for name, kind in self.members.items())
        hashed = keccak(keccak(self.written().encode()) + members)
        return keccak(b"\x19\x01" + domain.separator() + hashed)

    def for_wallet(self, domain: Domain, values: Mapping[str, object]) -> dict[str, object]:
        """Return what `eth_signTypedData_v4` takes; numbers are text, for scripts count to 2⁵³."""
        return {
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"},
                    {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"},
                    {"name": "verifyingContract", "type": "address"},
                ],
                self.name: [{"name": name, "type": kind} for name, kind in self.members.items()],
            },
            "primaryType": self.name,
            "domain": {
                "name": domain.name,
                "version": domain.version,
                "chainId": domain.chain,
                "verifyingContract": checksummed(domain.contract),
            },
            "message": {name: _plain(kind, values[name]) for name, kind in self.members.items()},
        }


def _plain(kind: str, value: object) -> object:
    match value:
        case bytes() if kind == "address":
            return checksummed(value)
        case bytes():
            return "0x" + value.hex()
        case bool():
            return value
        case _:
            return str(value)
