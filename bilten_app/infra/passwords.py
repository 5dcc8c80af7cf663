"""Argon2id over a keyed hash, in threads of its own, so that hashing never stops the event loop.

A password is first mixed with a key that the database does not have: whoever steals the hashes can
try nothing out. A stored hash begins with the name of its key; one made before there were keys
begins with `$`. The number of threads is the limit: each hash takes its memory, and whoever comes
later waits.
"""

import asyncio
import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_ROUNDS = 2
_THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="argon2")
log = structlog.get_logger(__name__)


class Passwords:
    """Hashes passwords at one cost, in MiB of memory; the same for everybody, known or not.

    New hashes are made with the newest key. Those of older keys, and of none, are right until they
    are renewed; a key that is left out makes every hash of its own wrong.
    """

    def __init__(self, memory_mib: int, newest: bytes, *older: bytes) -> None:
        self._hasher = PasswordHasher(_ROUNDS, memory_mib * 1024, parallelism=1)
        self._keys = {_name_of(key): key for key in (newest, *older)}
        self._newest = _name_of(newest)
        # The hash of nobody, so that an unknown address takes as long.
        self.nobody = (
            f"{self._newest}$argon2id$v=19$m={memory_mib * 1024},t={_ROUNDS},p=1"
            "$avvcCko+ZxdfJThultb6ww$uj7bmxoyG7esoDGq4LUggHYr5RknO8VfcN0V8rqFiRo"
        )

    async def make_hash(self, password: str) -> str:
        """Return what is stored of a password."""
        loop = asyncio.get_running_loop()
        mixed = _mixed(self._keys[self._newest], password)
        return self._newest + await loop.run_in_executor(_THREADS, self._hasher.hash, mixed)

    async def is_right(self, password: str, stored: str | None) -> bool:
        """Whether the password is right; takes equally long when there is nothing to compare.

        An account that never had a password keeps an empty hash, which is right for nothing.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_THREADS, self._check, password, stored)

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other costs than today's, an older key, or none."""
        name, mark, digest = stored.partition("$")
        return name != self._newest or self._hasher.check_needs_rehash(mark + digest)

    def _check(self, password: str, stored: str | None) -> bool:
        name, mark, digest = (stored or self.nobody).partition("$")
        key = self._keys.get(name)
        if name and key is None:
            log.error("the key of a password's hash is missing", key=name)
            return self._check(password, None)
        shown = _mixed(key, password) if key else password
        try:
            return self._hasher.verify(mark + digest, shown) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def _mixed(key: bytes, password: str) -> bytes:
    return hmac.digest(key, password.encode(), "sha256")


def _name_of(key: bytes) -> str:
    """Return what tells one key from another, and nothing of it."""
    return hashlib.sha256(b"bilten/passwords\0" + key).hexdigest()[:8]
