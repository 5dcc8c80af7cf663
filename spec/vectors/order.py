"""The first check that applies is the verdict: each vector fails two neighbouring checks."""

from typing import Any

from bilten_app.kit.proof import codec
from bilten_app.kit.proof.codec import Flag, Profile
from spec.vectors.world import (
    CLOSE,
    DOORS,
    EPOCH,
    NOW,
    OTHER_EVENT,
    Vector,
    patched,
    rotating,
    scan,
    some,
    status,
    text_of,
    ticket,
)

BEFORE, AFTER = EPOCH + DOORS * 300 - 1, EPOCH + CLOSE * 300 + 1
NOT_HERE = {"classes": [9], "rights": 0}


def pair(first: str, second: str, text: codec.Proof | str, **facts: Any) -> Vector:
    """Write down a scan for which two checks apply and the first must speak."""
    amber = first in {"rotation_required", "capacity"}
    return scan(
        f"{first} before {second}",
        first,
        f"Both {first} and {second} apply; the order decides.",
        text,
        **{"tone": "amber" if amber else "red", **facts},
    )


VECTORS: list[Vector] = [
    pair("unreadable", "unsupported_version", text_of(bytes([0x23]) + bytes(84))),
    pair("unsupported_version", "wrong_event", patched(ticket(event=OTHER_EVENT), 0, 0x30)),
    pair("wrong_event", "unknown_key", ticket(event=OTHER_EVENT, key_id=9)),
    pair("unknown_key", "bad_signature", ticket(by="event key 1", key_id=9)),
    pair("bad_signature", "compromised_key", ticket(by="event key 1", key_id=3, index=8)),
    pair("compromised_key", "not_yet_valid", ticket(by="event key 3", key_id=3, index=8),
         clock=BEFORE),
    pair("not_yet_valid", "expired", ticket(not_before=CLOSE + 9), clock=AFTER),
    pair("expired", "revoked", ticket(), clock=AFTER, listed=status(revoked=some(7))),
    pair("revoked", "superseded", ticket(),
         listed=status(revoked=some(7), min_generation={7: 1})),
    pair("superseded", "wrong_gate", ticket(), listed=status(min_generation={7: 1}),
         gate=NOT_HERE),
    pair("wrong_gate", "rotation_required", ticket(flags=Flag.rotation_required), gate=NOT_HERE),
    pair("wrong_gate", "stale_code",
         rotating(ticket(profile=Profile.rotating), NOW - 60), gate=NOT_HERE),
    pair("rotation_required", "already_used", ticket(flags=Flag.rotation_required),
         listed=status(used=some(7))),
    pair("stale_code", "already_used",
         rotating(ticket(profile=Profile.rotating), NOW - 60), listed=status(used=some(7))),
    pair("already_used", "capacity", ticket(), listed=status(used=some(7)),
         inside=500, capacity=500),
]  # fmt: skip
