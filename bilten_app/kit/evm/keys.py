"""Keys of accounts: secp256k1, with signatures from which the address can be read again."""

import re
import secrets
from dataclasses import dataclass, field

from coincurve import PrivateKey, PublicKey

from bilten_app.kit.evm.hashing import keccak

SIGNATURE_SIZE = 65
_ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
_WRITTEN = re.compile(r"0x[0-9a-fA-F]{64}\Z")
_V_BASE = 27  # what Bitcoin began counting at


@dataclass(frozen=True, slots=True)
class Key:
    """A private key of 32 bytes; it is never printed."""

    private: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Key":
        """Return a fresh key."""
        return cls((secrets.randbelow(_ORDER - 1) + 1).to_bytes(32))

    @classmethod
    def written(cls, text: str) -> "Key":
        """Return the key that is `0x` and 64 digits. Raises ValueError, which does not tell it."""
        if not _WRITTEN.match(text) or not 0 < int(text, 16) < _ORDER:
            raise ValueError("a private key is needed: 0x and 64 hexadecimal digits")
        return cls(bytes.fromhex(text[2:]))

    @property
    def address(self) -> bytes:
        """The address of its account."""
        return _address(PrivateKey(self.private).public_key)

    def sign(self, digest: bytes) -> bytes:
        """Return r, s, v over 32 bytes; the same key and digest always give the same signature."""
        signed = PrivateKey(self.private).sign_recoverable(digest, hasher=None)  # pyright: ignore[reportUnknownMemberType]
        return signed[:64] + bytes([signed[64] + _V_BASE])


def recover(digest: bytes, signature: bytes) -> bytes | None:
    """Return the address that signed `digest`, or none when `signature` is no good one.

    Of the two signatures that anybody can make of one, only that with the lower s is good, as
    contracts have it.
    """
    if len(signature) != SIGNATURE_SIZE or signature[64] not in (_V_BASE, _V_BASE + 1):
        return None
    if int.from_bytes(signature[32:64]) > _ORDER // 2:
        return None
    plain = signature[:64] + bytes([signature[64] - _V_BASE])
    try:
        return _address(PublicKey.from_signature_and_message(plain, digest, hasher=None))
    except ValueError:
        return None


def personal_hash(message: bytes) -> bytes:
    """Return what `personal_sign` signs for `message` (ERC-191)."""
    return keccak(b"\x19Ethereum Signed Message:\n%d" % len(message) + message)


def _address(public: PublicKey) -> bytes:
    return keccak(public.format(compressed=False)[1:])[12:]
