"""What became of an event's tickets (spec/ticket-proof.md, 9).

A whole list stands alone; a change builds on the list with the sequence number it names.
Bitmaps are exact: no filter that guesses ever refuses a guest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from bilten_app.kit.proof import deal, fields
from bilten_app.kit.proof.bitmap import Bitmap, bytes_for
from bilten_app.kit.proof.fields import Json


@dataclass(frozen=True, slots=True)
class Status:
    """The whole list at `seq`. *Used* is kept by index, validity by generation."""

    event: UUID
    seq: int
    as_of_ms: int
    size: int
    revoked: Bitmap
    used: Bitmap
    min_generation: Mapping[int, int]

    @classmethod
    def read(cls, value: Json) -> Self:
        """Read an opened payload that stands alone; a ValueError if it is malformed."""
        size = fields.as_whole(value.get("size"), high=deal.LIMIT)
        return cls(
            event=fields.as_uuid(value.get("event")),
            seq=fields.as_whole(value.get("seq")),
            as_of_ms=fields.as_whole(value.get("as_of_ms")),
            size=size,
            revoked=Bitmap(fields.as_bytes(value.get("revoked"), bytes_for(size))),
            used=Bitmap(fields.as_bytes(value.get("used"), bytes_for(size))),
            min_generation=_generations(value.get("min_generation")),
        )

    def json(self) -> dict[str, object]:
        """Return the payload to sign."""
        return {
            "event": str(self.event),
            "seq": self.seq,
            "as_of_ms": self.as_of_ms,
            "size": self.size,
            "revoked": fields.to_base64(self.revoked.raw),
            "used": fields.to_base64(self.used.raw),
            "min_generation": sorted([i, g] for i, g in self.min_generation.items()),
        }


@dataclass(frozen=True, slots=True)
class Flips:
    """Bits to set and bits to clear."""

    on: list[int] = field(default_factory=list[int])
    off: list[int] = field(default_factory=list[int])

    @classmethod
    def read(cls, value: object, size: int) -> Self:
        """Read two lists of indexes below `size`."""
        sides = fields.as_object(value)
        return cls(_indexes(sides.get("on"), size), _indexes(sides.get("off"), size))

    def json(self) -> dict[str, list[int]]:
        """Return the JSON form."""
        return {"on": self.on, "off": self.off}


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What happened between the lists `after` and `seq`. The size never changes in between."""

    event: UUID
    after: int
    seq: int
    as_of_ms: int
    revoked: Flips
    used: Flips
    min_generation: Mapping[int, int]

    def json(self) -> dict[str, object]:
        """Return the payload to sign."""
        return {
            "event": str(self.event),
            "after": self.after,
            "seq": self.seq,
            "as_of_ms": self.as_of_ms,
            "revoked": self.revoked.json(),
            "used": self.used.json(),
            "min_generation": sorted([i, g] for i, g in self.min_generation.items()),
        }


def follow(now: Status | None, payload: Json) -> Status:
    """Return the list after an opened payload; a ValueError if it does not follow `now`.

    A list never goes back: a lower sequence number is an old answer, or an attack.
    """
    following = Status.read(payload) if "after" not in payload else _changed(now, payload)
    if now and (following.event != now.event or following.seq < now.seq):
        raise ValueError("not a later list of this event")
    return following


def _changed(now: Status | None, value: Json) -> Status:
    if now is None or value.get("after") != now.seq:
        raise ValueError("a change of a list that is not here")
    revoked = Flips.read(value.get("revoked"), now.size)
    used = Flips.read(value.get("used"), now.size)
    return Status(
        event=fields.as_uuid(value.get("event")),
        seq=fields.as_whole(value.get("seq")),
        as_of_ms=fields.as_whole(value.get("as_of_ms")),
        size=now.size,
        revoked=now.revoked.with_changes(revoked.on, revoked.off),
        used=now.used.with_changes(used.on, used.off),
        min_generation={**now.min_generation, **_generations(value.get("min_generation"))},
    )


def _indexes(value: object, size: int) -> list[int]:
    return [fields.as_whole(index, high=size - 1) for index in fields.as_list(value)]


def _generations(value: object) -> dict[int, int]:
    pairs = [fields.as_list(pair) for pair in fields.as_list(value)]
    return {
        fields.as_whole(index, high=deal.LIMIT - 1): fields.as_whole(generation, high=255)
        for index, generation in pairs
    }
