"""Argon2id, in threads of its own, so that hashing never stops the event loop.

The number of threads is the limit: each hash takes its memory, and whoever comes later waits.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_ROUNDS = 2
_THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="argon2")


class Passwords:
    """Hashes passwords at one cost, in MiB of memory; the same for everybody, known or not."""

    def __init__(self, memory_mib: int) -> None:
        self._hasher = PasswordHasher(_ROUNDS, memory_mib * 1024, parallelism=1)
        # The hash of nobody, so that an unknown address takes as long.
        self.nobody = (
            f"$argon2id$v=19$m={memory_mib * 1024},t={_ROUNDS},p=1$avvcCko+ZxdfJThultb6ww"
            "$uj7bmxoyG7esoDGq4LUggHYr5RknO8VfcN0V8rqFiRo"
        )

    async def make_hash(self, password: str) -> str:
        """Return what is stored of a password."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_THREADS, self._hasher.hash, password)

    async def is_right(self, password: str, stored: str | None) -> bool:
        """Whether the password is right; takes equally long when there is nothing to compare.

        An account that never had a password keeps an empty hash, which is right for nothing.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_THREADS, self._check, password, stored)

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _check(self, password: str, stored: str | None) -> bool:
        try:
            return self._hasher.verify(stored or self.nobody, password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False
