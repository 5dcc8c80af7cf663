"""One line of a scanner's log: append-only, chained by hash, signed by the device."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self
from unicodedata import category
from uuid import UUID

from bilten_app.kit.proof import deal, fields, keys
from bilten_app.kit.proof.fields import Json
from bilten_app.kit.proof.verdict import Direction, Verdict

FIRST_PREV_HASH = bytes(32)
_NAME_LIMIT = 80
_UNFIT = {"Cc", "Cs"}  # control characters and halves of characters


@dataclass(frozen=True, slots=True)
class Entry:
    """What a device saw and said. `clock_ms` is its own clock; adding the offset corrects it.

    `index` and `generation` are None when nothing could be read. `override_by` is the steward
    who let an amber guest in.
    """

    device: UUID
    seq: int
    prev_hash: bytes
    clock_ms: int
    clock_offset_ms: int
    gate: UUID
    index: int | None
    generation: int | None
    direction: Direction
    verdict: Verdict
    list_age_s: int
    online: bool
    override_by: str | None = None
    signature: bytes = b""

    @classmethod
    def read(cls, value: Json) -> Self:
        """Read the JSON form; a ValueError if it is malformed. Says nothing of the signature."""
        return cls(
            device=fields.as_uuid(value.get("device")),
            seq=fields.as_whole(value.get("seq"), low=1),
            prev_hash=fields.as_bytes(value.get("prev_hash"), 32),
            clock_ms=fields.as_whole(value.get("clock_ms")),
            clock_offset_ms=fields.as_whole(value.get("clock_offset_ms"), low=-fields.LARGEST),
            gate=fields.as_uuid(value.get("gate")),
            index=_optional(value.get("index"), deal.LIMIT - 1),
            generation=_optional(value.get("generation"), 255),
            direction=Direction(fields.as_text(value.get("direction"))),
            verdict=Verdict(fields.as_text(value.get("verdict"))),
            list_age_s=fields.as_whole(value.get("list_age_s")),
            online=fields.as_truth(value.get("online")),
            override_by=_name(value.get("override_by")),
            signature=fields.as_bytes(value.get("signature"), keys.SIGNATURE_SIZE),
        )

    def json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {**self._unsigned(), "signature": fields.to_base64(self.signature)}

    def canonical(self) -> bytes:
        """Return the bytes that are hashed and signed."""
        return fields.canonical(self._unsigned())

    def hash(self) -> bytes:
        """Return what the next entry carries as its `prev_hash`."""
        return sha256(self.canonical()).digest()

    @property
    def at_ms(self) -> int:
        """When it happened, by the server's clock as far as the device knew it."""
        return self.clock_ms + self.clock_offset_ms

    @property
    def is_admission(self) -> bool:
        """Whether a guest was let in by this entry."""
        let_pass = self.verdict is Verdict.admitted or self.override_by is not None
        return let_pass and self.direction is Direction.inward

    def _unsigned(self) -> dict[str, object]:
        written: dict[str, object] = {
            "device": str(self.device),
            "seq": self.seq,
            "prev_hash": fields.to_base64(self.prev_hash),
            "clock_ms": self.clock_ms,
            "clock_offset_ms": self.clock_offset_ms,
            "gate": str(self.gate),
            "index": self.index,
            "generation": self.generation,
            "direction": self.direction.value,
            "verdict": self.verdict.value,
            "list_age_s": self.list_age_s,
            "online": self.online,
        }
        if self.override_by is not None:
            written["override_by"] = self.override_by
        return written


def sign(entry: Entry, device_private: bytes) -> bytes:
    """Return the device's signature over an entry."""
    return keys.sign(device_private, _message(entry))


def is_signed(entry: Entry, device_public: bytes) -> bool:
    """Whether the device wrote this entry."""
    return keys.verify(device_public, _message(entry), entry.signature)


def follows(entry: Entry, before: Entry | None) -> bool:
    """Whether `entry` is the next line after `before`, or the first line of a log."""
    if before is None:
        return (entry.seq, entry.prev_hash) == (1, FIRST_PREV_HASH)
    return (entry.seq, entry.prev_hash) == (before.seq + 1, before.hash())


def _message(entry: Entry) -> bytes:
    return b"bilten/scan\0" + entry.canonical()


def _optional(value: object, high: int) -> int | None:
    return None if value is None else fields.as_whole(value, high=high)


def _name(value: object) -> str | None:
    if value is None:
        return None
    name = fields.as_text(value)
    if not 0 < len(name) <= _NAME_LIMIT or any(category(c) in _UNFIT for c in name):
        raise ValueError("not a name")
    return name
