"""The bytes of a proof and their text form (spec/ticket-proof.md, 2 to 5)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from hashlib import sha256
from struct import Struct
from typing import Self
from uuid import UUID

from bilten_app.kit.proof import base45, keys

PREFIX = "BT1:"
WHITE_SPACE = " \t\r\n"
VERSION = 1
TIME_UNIT_S = 300
NO_END = 0xFFFF

BODY_SIZE = 22
HOLDER_SIZE = 16
SHORTEST = BODY_SIZE + keys.SIGNATURE_SIZE

_LAYOUT = Struct(">BB4s3sBBHHHB4s")
NOT_BEFORE_AT, NOT_AFTER_AT = 13, 15
"""Where the two bytes of each begin in a body, for who asks a column of proofs."""


class Profile(IntEnum):
    """How a proof shows that it is not a copy."""

    static = 0
    rotating = 1
    bound = 2


class Flag(IntFlag):
    """What the gate should know about a ticket."""

    holder = 1
    identity_check = 2
    minor = 4
    companion = 8
    nft_linked = 16
    rotation_required = 32
    print_allowed = 64
    reserved = 128


TAIL_SIZE = {Profile.static: 0, Profile.rotating: 6, Profile.bound: 100}


class Unreadable(ValueError):
    """Not a proof: wrong text, wrong length, or a reserved flag."""


class UnsupportedVersion(ValueError):
    """A proof of a version or profile that this program does not know."""


@dataclass(frozen=True, slots=True)
class Body:
    """The 22 signed bytes. Times are in units of 300 s since the event's proof epoch."""

    profile: Profile
    key_id: int
    event_tag: bytes
    index: int
    generation: int
    ticket_class: int
    rights: int
    not_before: int
    not_after: int
    flags: Flag
    nonce: bytes

    def pack(self) -> bytes:
        """Return the bytes; a field that does not fit is a programmer's mistake."""
        return _LAYOUT.pack(
            VERSION << 4 | self.profile,
            self.key_id,
            self.event_tag,
            self.index.to_bytes(3),
            self.generation,
            self.ticket_class,
            self.rights,
            self.not_before,
            self.not_after,
            self.flags,
            self.nonce,
        )

    @classmethod
    def unpack(cls, raw: bytes) -> Self:
        """Read 22 bytes whose version and profile are known to be good."""
        head, key_id, tag, index, generation, number, rights, since, until, flags, nonce = (
            _LAYOUT.unpack(raw)
        )
        return cls(
            profile=Profile(head & 0x0F),
            key_id=key_id,
            event_tag=tag,
            index=int.from_bytes(index),
            generation=generation,
            ticket_class=number,
            rights=rights,
            not_before=since,
            not_after=until,
            flags=Flag(flags),
            nonce=nonce,
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """A whole proof. `holder` and `tail` are empty where the profile has none."""

    body: Body
    holder: bytes
    signature: bytes
    tail: bytes = b""

    def signed_part(self) -> bytes:
        """Return body, holder and signature: everything but the tail."""
        return self.body.pack() + self.holder + self.signature

    def text(self) -> str:
        """Return what the QR code shows."""
        return PREFIX + base45.encode(self.signed_part() + self.tail)


def event_tag(event: UUID) -> bytes:
    """Return the four bytes that route a proof to its event; they prove nothing."""
    return sha256(event.bytes).digest()[:4]


def holder_hash(event: UUID, index: int, name: str) -> bytes:
    """Bind a name to a ticket, so that nobody can be looked up by name across tickets."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    spaced = re.sub(r"[\t-\r ]+", " ", folded).strip(" ")
    return sha256(b"bilten/holder\0" + event.bytes + index.to_bytes(3) + spaced.encode()).digest()[
        :HOLDER_SIZE
    ]


def issue(private: bytes, event: UUID, body: Body, holder: bytes = b"") -> Proof:
    """Sign a proof with the event's key. It has no tail yet: the phone adds it."""
    if bool(holder) != has_holder(body):
        raise ValueError("the holder flag and the holder disagree")
    return Proof(body, holder, keys.sign(private, signed_message(event, body, holder)))


def is_signed(public: bytes, event: UUID, proof: Proof) -> bool:
    """Whether the event's key made this proof, for this event."""
    message = signed_message(event, proof.body, proof.holder)
    return keys.verify(public, message, proof.signature)


def signed_message(event: UUID, body: Body, holder: bytes) -> bytes:
    """Return what the event's key signs; the whole uuid, so a tag collision is no help."""
    return b"bilten/bt1\0" + event.bytes + body.pack() + holder


def has_holder(body: Body) -> bool:
    """Whether 16 holder bytes follow the body; behind a device-bound one they always do."""
    return body.profile is Profile.bound or Flag.holder in body.flags


def parse(text: str) -> Proof:
    """Read the text form. Raises Unreadable or UnsupportedVersion, in the order of section 4."""
    raw = _raw(text)
    if raw[0] >> 4 != VERSION or raw[0] & 0x0F > max(Profile):
        raise UnsupportedVersion
    body = Body.unpack(raw[:BODY_SIZE])
    holder_end = BODY_SIZE + (HOLDER_SIZE if has_holder(body) else 0)
    signature_end = holder_end + keys.SIGNATURE_SIZE
    if len(raw) != signature_end + TAIL_SIZE[body.profile] or Flag.reserved in body.flags:
        raise Unreadable
    return Proof(
        body=body,
        holder=raw[BODY_SIZE:holder_end],
        signature=raw[holder_end:signature_end],
        tail=raw[signature_end:],
    )


def _raw(text: str) -> bytes:
    text = text.strip(WHITE_SPACE)
    if not text.startswith(PREFIX):
        raise Unreadable
    try:
        raw = base45.decode(text.removeprefix(PREFIX))
    except ValueError as error:
        raise Unreadable from error
    if len(raw) < SHORTEST:
        raise Unreadable
    return raw
