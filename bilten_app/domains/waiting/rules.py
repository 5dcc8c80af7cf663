"""Who comes next, and how a place is signed. No I/O."""

import base64
import hashlib
import hmac
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

BLOCK = 64
SEED_BYTES, MAC_BYTES, NUMBER_BYTES = 32, 16, 4
LONGEST_PAUSE_S = 10
SOONEST_S, LATEST_S = 2, 30
SECONDS = 60


def turn_id(event_id: UUID, visitor: str, nonce: bytes) -> UUID:
    """Return the id under which a visitor is drawn. Their browser's nonce has a part in it.

    So neither side can choose an id: the visitor does not know the seed, we not the nonce.
    """
    made = hashlib.sha256(b"bilten/turn\0" + event_id.bytes + visitor.encode() + b"\0" + nonce)
    return UUID(bytes=made.digest()[:16], version=5)


def seed_hash(seed: bytes) -> bytes:
    """Return what is published of a seed before the draw: its SHA-256."""
    return hashlib.sha256(seed).digest()


def hmac_pads(seed: bytes) -> tuple[bytes, bytes]:
    """Return the inner and outer block of HMAC-SHA256 (RFC 2104), for a database without it."""
    key = seed.ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


def drawn_order(seed: bytes, turns: Sequence[UUID]) -> list[UUID]:
    """Return the turns in the order of the draw: by HMAC-SHA256(seed, the 16 bytes of the id)."""
    return sorted(turns, key=lambda turn: hmac.digest(seed, turn.bytes, "sha256"))


def sign_place(key: bytes, visitor: str, turn: UUID, number: int | None) -> str:
    """Return a place as the browser keeps it: only the same visitor can show it."""
    told = turn.bytes + (number or 0).to_bytes(NUMBER_BYTES)
    return base64.urlsafe_b64encode(told + _mac(key, visitor, told)).decode()


def read_place(key: bytes, visitor: str, signed: str) -> tuple[UUID, int | None] | None:
    """Return turn and number of a signed place, or None when it is not this visitor's."""
    try:
        raw = base64.urlsafe_b64decode(signed)
    except ValueError:
        return None
    told, mac = raw[: 16 + NUMBER_BYTES], raw[16 + NUMBER_BYTES :]
    if not hmac.compare_digest(mac, _mac(key, visitor, told)):
        return None
    return UUID(bytes=told[:16]), int.from_bytes(told[16:]) or None


@dataclass(frozen=True, slots=True)
class Crowd:
    """What the next admission depends on; `busy` counts open checkouts and unused passes."""

    issued: int
    admitted: int
    busy: int
    at_once: int
    rate_per_minute: int
    spent_until: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """How far a room moves on: numbers up to `admitted`, and the rate used until `spent_until`."""

    admitted: int
    spent_until: datetime


def next_step(crowd: Crowd, now: datetime) -> Step:
    """Let in as many as the rate has saved up and the checkouts have room for.

    A pause is not made good: after ten seconds, or the time of one person, nothing more is saved.
    """
    each_s = SECONDS / crowd.rate_per_minute
    since = max(crowd.spent_until, now - timedelta(seconds=max(LONGEST_PAUSE_S, each_s)))
    by_rate = int((now - since).total_seconds() / each_s + 1e-9)
    waiting = crowd.issued - crowd.admitted
    many = max(0, min(by_rate, waiting, crowd.at_once - crowd.busy))
    spent = since + timedelta(seconds=many * each_s) if many == by_rate else now
    return Step(crowd.admitted + many, spent)


def minutes_left(position: int, per_minute: float) -> int:
    """Return a whole number of minutes, rounded up, until `position` is let in."""
    return max(1, math.ceil(position / max(per_minute, 0.1)))


def ask_again_s(seconds_left: float) -> int:
    """Return when to ask next: often near the end, and far from it no more than twice a minute."""
    return min(LATEST_S, max(SOONEST_S, int(seconds_left / 10)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on a list: wants `quantity` places, and takes no fewer than `least`."""

    id: UUID
    quantity: int
    least: int


@dataclass(frozen=True, slots=True)
class Given:
    """So many places go to somebody."""

    id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody is passed over, because only `free` places were left at their turn."""

    id: UUID
    free: int


def deal(free: int, line: Sequence[Waiting]) -> Iterator[Given | Passed]:
    """Go down the line once: who fits is given places, who does not is passed over.

    A group is split only down to what it agreed to. Ends with the last place.
    """
    for one in line:
        if free == 0:
            return
        if free < one.least:
            yield Passed(one.id, free)
            continue
        given = min(free, one.quantity)
        yield Given(one.id, given)
        free -= given


def _mac(key: bytes, visitor: str, told: bytes) -> bytes:
    return hmac.digest(key, visitor.encode() + b"\0" + told, "sha256")[:MAC_BYTES]
