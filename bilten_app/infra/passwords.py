"""Argon2id, in threads of its own, so that hashing never stops the event loop.

The number of threads is the limit: each hash takes 19 MiB, and whoever comes later waits.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="argon2")
# The hash of nobody, so that an unknown address takes as long. Made beforehand: a start need not.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$avvcCko+ZxdfJThultb6ww"
    "$uj7bmxoyG7esoDGq4LUggHYr5RknO8VfcN0V8rqFiRo"
)


async def make_hash(password: str) -> str:
    """Return what is stored of a password."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def is_right(password: str, stored: str | None) -> bool:
    """Whether the password is right; takes equally long when there is nothing to compare.

    An account that never had a password keeps an empty hash, which is right for nothing.
    """
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _check, password, stored)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(stored)


def _check(password: str, stored: str | None) -> bool:
    try:
        return _HASHER.verify(stored or NOBODY, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False
