"""Keccak-256: SHA-3 as it was before it became a standard, and what chains have used ever since."""

from Crypto.Hash import keccak as _keccak


def keccak(data: bytes) -> bytes:
    """Return the 32 bytes that `data` hashes to."""
    return _keccak.new(digest_bits=256, data=data).digest()
