"""An event's signing keys (spec/ticket-proof.md, 8). Rotation adds a key; both verify."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from uuid import UUID

from bilten_app.kit.proof import fields, keys
from bilten_app.kit.proof.bitmap import Bitmap
from bilten_app.kit.proof.fields import Json

ALGORITHM = "Ed25519"


class KeyState(StrEnum):
    """A retired key signs no more but verifies; a compromised one only what is allowed."""

    active = "active"
    retired = "retired"
    compromised = "compromised"


@dataclass(frozen=True, slots=True)
class RingKey:
    """A public key and when it counts, in unix seconds; `not_after` None is no end."""

    public: bytes
    not_before: int
    not_after: int | None
    state: KeyState = KeyState.active
    allow: Bitmap = field(default_factory=Bitmap)
    algorithm: str = ALGORITHM

    @classmethod
    def read(cls, value: Json) -> Self:
        """Read one entry; a ValueError if it is malformed."""
        end = value.get("not_after")
        return cls(
            public=fields.as_bytes(value.get("public"), keys.KEY_SIZE),
            not_before=fields.as_whole(value.get("not_before")),
            not_after=None if end is None else fields.as_whole(end),
            state=KeyState(fields.as_text(value.get("state"))),
            allow=Bitmap(fields.as_bytes(value.get("allow", ""))),
            algorithm=fields.as_text(value.get("alg")),
        )

    def json(self) -> dict[str, object]:
        """Return the JSON form; `allow` only where it means something."""
        written: dict[str, object] = {
            "alg": self.algorithm,
            "public": fields.to_base64(self.public),
            "not_before": self.not_before,
            "not_after": self.not_after,
            "state": self.state.value,
        }
        if self.state is KeyState.compromised:
            written["allow"] = fields.to_base64(self.allow.raw)
        return written

    def counts_at(self, clock_s: int) -> bool:
        """Whether this key may be used for checking at `clock_s`, both ends included."""
        ended = self.not_after is not None and clock_s > self.not_after
        return self.algorithm == ALGORITHM and self.not_before <= clock_s and not ended

    def allows(self, index: int) -> bool:
        """Whether a good signature of this key admits ticket `index`."""
        return self.state is not KeyState.compromised or index in self.allow


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of one event by key id, and the epoch its proofs count time from (unix s)."""

    event: UUID
    epoch: int
    keys: Mapping[int, RingKey]

    @classmethod
    def read(cls, value: Json) -> Self:
        """Read an opened payload; a ValueError if it is malformed."""
        entries = fields.as_object(value.get("keys"))
        return cls(
            event=fields.as_uuid(value.get("event")),
            epoch=fields.as_whole(value.get("epoch")),
            keys={
                _key_id(name): RingKey.read(fields.as_object(entry))
                for name, entry in entries.items()
            },
        )

    def json(self) -> dict[str, object]:
        """Return the payload to sign."""
        return {
            "event": str(self.event),
            "epoch": self.epoch,
            "keys": {str(key_id): key.json() for key_id, key in self.keys.items()},
        }


def _key_id(name: str) -> int:
    if not name.isascii() or not name.isdigit() or str(int(name)) != name:
        raise ValueError("not a key id")
    return fields.as_whole(int(name), high=255)
