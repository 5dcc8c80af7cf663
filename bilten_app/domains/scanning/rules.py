"""Which lines may join a device's log, and which admission counts. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bilten_app.kit.proof import entries
from bilten_app.kit.proof.entries import FIRST_PREV_HASH, Entry

ENROL_WITHIN = timedelta(minutes=15)
TOKEN_LIVES = timedelta(hours=24)
SEEN_EVERY = timedelta(seconds=30)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 7_258_118_400_000  # the year 2200
MAX_NAME = 60
MAX_OFFSET_MS = 1 << 53
MAX_GATES = 255
MAX_CLASS = 255
GROWTH = 20


@dataclass(frozen=True, slots=True)
class LogEnd:
    """The last line of a device's log that was taken in."""

    device_id: UUID
    public_key: bytes
    seq: int = 0
    hash: bytes = FIRST_PREV_HASH


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it arrived: `entry` is None when it is refused, `is_old` when its number is known.

    An old line still has to be compared with the one that was taken in under its number.
    """

    seq: int
    entry: Entry | None = None
    is_old: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Admitted:
    """An admission in the order that decides: corrected time, then device, then its number."""

    at: datetime
    device_id: UUID
    seq: int
    gate_id: UUID


@dataclass(frozen=True, slots=True)
class Merged:
    """The canonical admission of a ticket, and every other one."""

    first: Admitted
    incidents: tuple[Admitted, ...]


def merge(admissions: Iterable[Admitted]) -> Merged:
    """Return which of a ticket's admissions counts: the same for any order and repetition.

    spec/scan-verdict.md#late. A set that knows only the canonical one of earlier merges gives the
    same canonical admission again, so that merging may go on from there.
    """
    first, *others = sorted(set(admissions))
    return Merged(first, tuple(others))


def read_lines(
    raw: Iterable[Mapping[str, Any]], end: LogEnd, gates: Collection[UUID]
) -> list[Line]:
    """Return the lines, each checked for form, signature and chain (spec/scan-verdict.md, 6)."""
    return list(_read(raw, end, gates))


def offset_ms(now: datetime, device_clock_ms: int) -> int:
    """Return the server's time minus the device's, within what a column holds."""
    return max(-MAX_OFFSET_MS, min(MAX_OFFSET_MS, now_ms(now) - device_clock_ms))


def now_ms(now: datetime) -> int:
    """Return an instant as unix milliseconds."""
    return (now - EPOCH) // timedelta(milliseconds=1)


def corrected(entry: Entry) -> datetime:
    """Return when a scan happened, by the device's clock and its last measured offset."""
    return EPOCH + timedelta(milliseconds=entry.at_ms)


def growth_step(issued: int) -> int:
    """Return a number that changes when the guest list grew by about a twentieth.

    A scanner decides without the guest list, which only has names: it is worth fetching again when
    it has grown, not after every sale.
    """
    step, size = 0, 0
    while size < issued:
        size += max(1, size // GROWTH)
        step += 1
    return step


def _read(raw: Iterable[Mapping[str, Any]], end: LogEnd, gates: Collection[UUID]) -> Iterator[Line]:
    seq, hash_ = end.seq, end.hash
    for value in raw:
        entry = _well_formed(value, end, gates)
        if entry is None:
            yield Line(_seq_of(value))
        elif entry.seq <= seq:
            yield Line(entry.seq, entry, is_old=True)
        elif (entry.seq, entry.prev_hash) != (seq + 1, hash_):
            yield Line(entry.seq)
        else:
            yield Line(entry.seq, entry)
            seq, hash_ = entry.seq, entry.hash()


def _well_formed(value: Mapping[str, Any], end: LogEnd, gates: Collection[UUID]) -> Entry | None:
    try:
        entry = Entry.read(value)
    except ValueError:
        return None
    is_ours = entry.device == end.device_id and entry.gate in gates
    is_dated = 0 <= entry.at_ms < _LATEST_MS
    is_told = entry.index is not None or not entry.is_admission
    is_good = is_ours and is_dated and is_told and entries.is_signed(entry, end.public_key)
    return entry if is_good else None


def _seq_of(value: Mapping[str, Any]) -> int:
    seq = value.get("seq")
    return seq if isinstance(seq, int) and not isinstance(seq, bool) else 0
