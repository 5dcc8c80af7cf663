"""Row ids, codes for people, and secrets.

Rows carry a UUIDv7 (RFC 9562 §5.7), so that an index grows at its end. It leaks its birth time:
public addresses use slugs and codes. A code is Crockford base32 without I, L, O and U.
"""

import hashlib
import secrets
import threading
import time
import unicodedata
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_ALPHABET = ALPHABET + "*~$=U"
_LOOKALIKES = str.maketrans("ILO", "110")
# Dashes, spaces, and what nobody sees.
_BETWEEN = frozenset({"Pd", "Zs", "Cc", "Cf"})


class _Monotonic:
    """Milliseconds and a 12-bit counter that never go back within one process."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def tick(self) -> int:
        with self._lock:
            now = (time.time_ns() // 1_000_000) << 12 | secrets.randbits(8)
            self._last = max(now, self._last + 1)
            return self._last


_monotonic = _Monotonic()


def new_id() -> UUID:
    """Return a UUIDv7; ids made in one process sort in the order they were made."""
    tick = _monotonic.tick()
    millis, counter = tick >> 12, tick & 0xFFF
    return UUID(int=millis << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | secrets.randbits(62))


def new_code(length: int = 8) -> str:
    """Return a random code of 5 bits a character, for example `7KQ2M9XD`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_checked_code(length: int = 11) -> str:
    """Return a random code followed by one check character (Crockford's mod 37)."""
    body = new_code(length)
    return body + _check_character(body)


def derived_code(secret: bytes, length: int = 11) -> str:
    """Return the checked code that a secret of at least `length` random bytes stands for."""
    body = "".join(ALPHABET[byte % 32] for byte in secret[:length])
    return body + _check_character(body)


def is_checked_code(code: str) -> bool:
    """Whether the last character of `code` is right for the others."""
    body = code[:-1]
    return bool(body) and set(body) <= set(ALPHABET) and _check_character(body) == code[-1]


def normal_code(typed: str) -> str:
    """Return what was meant by a code that a person typed: case, spaces, dashes, look-alikes.

    Also by one that was pasted: mails and documents have spaces and dashes of many kinds.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_LOOKALIKES)
    return "".join(one for one in plain if unicodedata.category(one) not in _BETWEEN)


def shown_code(code: str) -> str:
    """Return `code` in groups of four, for example `7KQ2-M9XD`."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def new_token() -> str:
    """Return a secret of 192 random bits, safe in an address."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> bytes:
    """Return what is stored of a secret: tokens are random, so a plain SHA-256 suffices."""
    return hashlib.sha256(token.encode()).digest()


def _check_character(body: str) -> str:
    value = 0
    for character in body:
        value = (value * 32 + ALPHABET.index(character)) % 37
    return _CHECK_ALPHABET[value]
