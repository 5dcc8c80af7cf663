"""Codes that live for fifteen seconds (spec/ticket-proof.md, 6).

The phone holds its ticket's secret, given to it once, and needs no signal at the gate.
"""

import hmac
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

STEP_S = 15
_CODE_SIZE = 4
_WRAP = 1 << 16


def ticket_secret(rotation_key: bytes, event: UUID, index: int, generation: int) -> bytes:
    """Derive the ticket's own secret from the event's; a new generation gets a new one."""
    info = b"bilten/rot" + index.to_bytes(3) + generation.to_bytes(1)
    return HKDF(SHA256(), length=32, salt=event.bytes, info=info).derive(rotation_key)


def tail(secret: bytes, clock_s: int) -> bytes:
    """Return the six bytes that a phone appends at `clock_s`."""
    return _tail_of(secret, clock_s // STEP_S)


def is_live(secret: bytes, shown: bytes, clock_s: int, *, tolerance: int) -> bool:
    """Whether `shown` was made within `tolerance` steps of `clock_s`, either way."""
    now = clock_s // STEP_S
    steps = range(max(0, now - tolerance), now + tolerance + 1)
    return any(hmac.compare_digest(_tail_of(secret, step), shown) for step in steps)


def _tail_of(secret: bytes, step: int) -> bytes:
    code = hmac.digest(secret, b"bilten/rot\0" + step.to_bytes(8), "sha256")
    return (step % _WRAP).to_bytes(2) + code[:_CODE_SIZE]
