"""When a ticket's proof counts, and what it says. Pure."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bilten_app.kit.proof import codec

UNIT_S = 300
OPENS_BEFORE = timedelta(hours=12)
CLOSES_AFTER = timedelta(hours=6)
EPOCH_BEFORE = timedelta(days=2)
CLOCKS_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ProofTerms:
    """What the proofs of one ticket type have in common."""

    event_id: UUID
    kid: int
    not_before: int
    not_after: int
    ticket_class: int
    rotating: bool


def proof_epoch(first_start: datetime) -> int:
    """Return the epoch (unix seconds) of an event's proofs: two days before it starts.

    Proof times are 16-bit counts of 300 s, which reach 227 days from there.
    """
    return int((first_start - EPOCH_BEFORE).timestamp()) // UNIT_S * UNIT_S


def known_from(made_at: datetime) -> int:
    """Return from when (unix seconds) a key counts, on a gate whose clock is behind as well.

    Whether a ticket counts yet is said by its own times, so that who is early hears just that.
    """
    return int((made_at - CLOCKS_APART).timestamp())


def window(epoch: int, opens_at: datetime, ends_at: datetime) -> tuple[int, int]:
    """Return (not before, not after) in proof units: half a day early until six hours late."""
    zero, unit = datetime.fromtimestamp(epoch, UTC), timedelta(seconds=UNIT_S)
    start = (opens_at - OPENS_BEFORE - zero) // unit
    end = -((zero - ends_at - CLOSES_AFTER) // unit)
    return min(max(start, 0), codec.NO_END - 1), min(max(end, 0), codec.NO_END)


def sign_proof(private: bytes, terms: ProofTerms, *, index: int, generation: int) -> codec.Proof:
    """Return the signed proof of one ticket, without a tail."""
    flags = codec.Flag.rotation_required if terms.rotating else codec.Flag.print_allowed
    body = codec.Body(
        profile=codec.Profile.rotating if terms.rotating else codec.Profile.static,
        key_id=terms.kid,
        event_tag=codec.event_tag(terms.event_id),
        index=index,
        generation=generation,
        ticket_class=terms.ticket_class,
        rights=0,
        not_before=terms.not_before,
        not_after=terms.not_after,
        flags=flags,
        nonce=secrets.token_bytes(4),
    )
    return codec.issue(private, terms.event_id, body)


def stored_proof(raw: bytes) -> codec.Proof:
    """Return the proof that a ticket row stores, without a tail."""
    body = codec.Body.unpack(raw[: codec.BODY_SIZE])
    holder_end = codec.BODY_SIZE + (codec.HOLDER_SIZE if codec.has_holder(body) else 0)
    return codec.Proof(body, raw[codec.BODY_SIZE : holder_end], raw[holder_end:])
