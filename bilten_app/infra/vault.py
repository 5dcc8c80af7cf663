"""Secrets at rest: sealed under the master key, or derived from it and stored nowhere.

Sealed form: version (1) ‖ master key's name (4) ‖ nonce (12) ‖ wrapped data key (48) ‖ nonce (12)
‖ AES-256-GCM ciphertext. Each secret has a data key of its own, so that a new master key needs
only the small part to be wrapped again.
"""

import base64
import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NAME, _NONCE, _WRAPPED = 4, 12, 48


class VaultError(Exception):
    """A sealed value was made under another master key, or was altered."""


class Vault:
    """Seals, opens and derives secrets; `purpose` keeps one use from being taken for another."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != 32:
            raise ValueError("the master key must have 32 bytes")
        self._master = master_key
        self._name = hashlib.sha256(b"bilten/master\0" + master_key).digest()[:_NAME]

    def seal(self, purpose: str, secret: bytes) -> bytes:
        """Return `secret` encrypted and bound to `purpose`."""
        data_key = AESGCM.generate_key(256)
        outer, inner = os.urandom(_NONCE), os.urandom(_NONCE)
        wrapped = AESGCM(self._master).encrypt(outer, data_key, purpose.encode())
        return (
            _VERSION + self._name + outer + wrapped
            + inner + AESGCM(data_key).encrypt(inner, secret, purpose.encode())
        )  # fmt: skip

    def open(self, purpose: str, sealed: bytes) -> bytes:
        """Return the secret, or raise VaultError."""
        head, rest = sealed[: 1 + _NAME], sealed[1 + _NAME :]
        if head != _VERSION + self._name:
            raise VaultError("sealed under another master key")
        outer, rest = rest[:_NONCE], rest[_NONCE:]
        wrapped, rest = rest[:_WRAPPED], rest[_WRAPPED:]
        inner, ciphertext = rest[:_NONCE], rest[_NONCE:]
        try:
            data_key = AESGCM(self._master).decrypt(outer, wrapped, purpose.encode())
            return AESGCM(data_key).decrypt(inner, ciphertext, purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultError("the sealed value was altered") from error

    def derive(self, purpose: str, subject: bytes) -> bytes:
        """Return 32 bytes that only the holder of the master key can know."""
        return hmac.digest(self._master, purpose.encode() + b"\0" + subject, "sha256")

    def link_secret(self, purpose: str, subject: UUID) -> str:
        """Return the secret part of a link to `subject`: 120 bits, stored nowhere."""
        return base64.urlsafe_b64encode(self.derive(purpose, subject.bytes)[:15]).decode()

    def is_link_secret(self, purpose: str, subject: UUID, given: str) -> bool:
        """Whether `given` is the link's secret; takes the same time either way."""
        return hmac.compare_digest(self.link_secret(purpose, subject).encode(), given.encode())

    def new_key(self, purpose: str) -> bytes:
        """Return a new data key, sealed: what is locked with it is gone once the key is."""
        return self.seal(purpose, AESGCM.generate_key(256))

    def lock(self, purpose: str, sealed_key: bytes, secret: bytes) -> bytes:
        """Return `secret` encrypted with a data key that is kept apart from it."""
        nonce = os.urandom(_NONCE)
        key = AESGCM(self.open(purpose, sealed_key))
        return nonce + key.encrypt(nonce, secret, purpose.encode())

    def unlock(self, purpose: str, sealed_key: bytes, locked: bytes) -> bytes:
        """Return what was locked with a data key, or raise VaultError."""
        key = AESGCM(self.open(purpose, sealed_key))
        try:
            return key.decrypt(locked[:_NONCE], locked[_NONCE:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultError("the locked value was altered") from error
