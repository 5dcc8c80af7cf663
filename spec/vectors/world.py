"""The little world in which the vectors happen: one event, its keys, its tickets."""

from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from bilten_app.kit.proof import base45, codec, fields, keys, rotation
from bilten_app.kit.proof.bitmap import Bitmap
from bilten_app.kit.proof.codec import Body, Flag, Profile, Proof
from bilten_app.kit.proof.ring import KeyRing, KeyState, RingKey
from bilten_app.kit.proof.status import Status

type Vector = dict[str, Any]

EVENT = UUID("018f2f3e-7b1a-7c3d-9e5f-0123456789ab")
OTHER_EVENT = UUID("018f2f3e-7b1a-7c3d-9e5f-0123456789ac")
DEVICE_ID = UUID("018f2f3e-7b1a-7c3d-9e5f-00000000d001")
GATE_ID = UUID("018f2f3e-7b1a-7c3d-9e5f-0000000a0001")
EPOCH = 1_893_456_000  # 2030-01-01T00:00:00Z
DOORS = 2880  # ten days later, in units of 300 s
CLOSE = DOORS + 72  # six hours after doors
NOW = EPOCH + (DOORS + 12) * 300 + 7  # one hour after doors, inside a step of fifteen seconds
SIZE = 64


def key(word: str) -> bytes:
    """Return the 32 bytes that belong to a word; they serve as private keys and secrets."""
    return sha256(b"bilten/vectors/" + word.encode()).digest()


def public(word: str) -> bytes:
    """Return the public key that belongs to a word."""
    return keys.public_of(key(word))


ROTATION = key("rotation")


def ticket(
    *, by: str = "event key 1", event: UUID = EVENT, holder: bytes = b"", **changes: Any
) -> Proof:
    """Issue ticket 7, a standing place from doors to close, with `changes`."""
    body = Body(
        profile=Profile.static,
        key_id=1,
        event_tag=codec.event_tag(event),
        index=7,
        generation=0,
        ticket_class=2,
        rights=0b0101,
        not_before=DOORS,
        not_after=CLOSE,
        flags=Flag.holder if holder else Flag(0),
        nonce=b"once",
    )
    return codec.issue(key(by), event, replace(body, **changes), holder)


def rotating(proof: Proof, clock_s: int = NOW) -> Proof:
    """Append the code of `clock_s`."""
    body = proof.body
    secret = rotation.ticket_secret(ROTATION, EVENT, body.index, body.generation)
    return replace(proof, tail=rotation.tail(secret, clock_s))


def patched(proof: Proof, place: int, flip: int) -> str:
    """Return the text of a proof with some bits of one byte turned."""
    raw = bytearray(proof.signed_part() + proof.tail)
    raw[place] ^= flip
    return text_of(bytes(raw))


def text_of(raw: bytes) -> str:
    """Return the text of any bytes, proof or not."""
    return codec.PREFIX + base45.encode(raw)


RING = KeyRing(
    EVENT,
    EPOCH,
    {
        1: RingKey(public("event key 1"), EPOCH, None),
        2: RingKey(public("event key 2"), EPOCH, None, KeyState.retired),
        3: RingKey(public("event key 3"), EPOCH, None, KeyState.compromised, Bitmap.of({7}, SIZE)),
        4: RingKey(public("event key 4"), EPOCH, EPOCH + 86_400),
        5: RingKey(public("event key 5"), NOW + 60, None),
        6: RingKey(public("event key 6"), EPOCH, None, algorithm="Ed448"),
        7: RingKey(public("event key 7"), EPOCH, NOW),
    },
)


def status(**changes: Any) -> Status:
    """Return a status list in which nothing happened, with `changes`."""
    nothing = Bitmap.of((), SIZE)
    return replace(Status(EVENT, 41, NOW * 1000, SIZE, nothing, nothing, {}), **changes)


def some(*indexes: int) -> Bitmap:
    """Return a bitmap with these tickets in it."""
    return Bitmap.of(indexes, SIZE)


def scan(
    name: str,
    expect: str,
    why: str,
    text: Proof | str,
    *,
    tone: str | None = None,
    clock: int = NOW,
    listed: Status | None = None,
    **facts: Any,
) -> Vector:
    """Write down one scan: what the gate knows, what it is shown, what it must say."""
    text = text if isinstance(text, str) else text.text()
    return {
        "kind": "scan",
        "name": name,
        "why": why,
        "clock": clock,
        "text": text,
        "ring": RING.json(),
        "status": (listed or status()).json(),
        "gate": {"classes": [], "rights": 0},
        "rotation_key": fields.to_base64(ROTATION),
        "synchronised": True,
        "list_age_s": 5,
        "direction": "in",
        "own": {},
        "inside": 0,
        "capacity": None,
        **facts,
        "expect": expect,
        "tone": tone or ("green" if expect == "admitted" else "red"),
        "proof": _decoded(text),
    }


def _decoded(text: str) -> Vector | None:
    try:
        proof = codec.parse(text)
    except ValueError:
        return None
    written = asdict(proof.body) | {
        "holder": proof.holder,
        "signature": proof.signature,
        "tail": proof.tail,
    }
    return {
        name: fields.to_base64(value) if isinstance(value, bytes) else int(value)
        for name, value in written.items()
    }
