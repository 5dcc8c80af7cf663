"""The decision at the gate (spec/scan-verdict.md). Text and facts in, one verdict out.

The checks run in the order of the specification and the first that applies is the verdict.
Nothing a guest can show makes this raise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bilten_app.kit.proof import bound, codec, rotation
from bilten_app.kit.proof.codec import Flag, Profile, Proof
from bilten_app.kit.proof.ring import KeyRing
from bilten_app.kit.proof.status import Status

OLD_LIST_S = 600


class Verdict(StrEnum):
    """Every answer a gate can give, in the order of the checks."""

    unreadable = "unreadable"
    unsupported_version = "unsupported_version"
    wrong_event = "wrong_event"
    unknown_key = "unknown_key"
    bad_signature = "bad_signature"
    compromised_key = "compromised_key"
    not_yet_valid = "not_yet_valid"
    expired = "expired"
    revoked = "revoked"
    superseded = "superseded"
    wrong_gate = "wrong_gate"
    rotation_required = "rotation_required"
    stale_code = "stale_code"
    already_used = "already_used"
    capacity = "capacity"
    admitted = "admitted"


class Tone(StrEnum):
    """Green lets in, red does not, amber asks a named steward."""

    green = "green"
    amber = "amber"
    red = "red"


class Direction(StrEnum):
    """Which way a guest passes. Only events with re-entry count people out."""

    inward = "in"
    outward = "out"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom a gate admits: these ticket classes (none named: all), with all of these rights."""

    classes: frozenset[int] = frozenset()
    rights: int = 0

    def admits(self, proof: Proof) -> bool:
        """Whether this ticket belongs here."""
        body = proof.body
        in_class = not self.classes or body.ticket_class in self.classes
        return in_class and body.rights & self.rights == self.rights


@dataclass(frozen=True, slots=True)
class Facts:
    """What a gate knows when it looks at a proof.

    `clock_s` is corrected by the measured offset; `synchronised` says whether there is one to
    trust. `own` is the last direction of each ticket this device itself let pass and that the
    status list does not yet tell of. `inside` counts people; `capacity` None is no limit.
    """

    ring: KeyRing
    status: Status
    gate: Gate
    clock_s: int
    rotation_key: bytes | None = None
    synchronised: bool = True
    list_age_s: int = 0
    direction: Direction = Direction.inward
    own: Mapping[int, Direction] = field(default_factory=dict[int, Direction])
    inside: int = 0
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, how loud it is, and the proof if it could be read."""

    verdict: Verdict
    tone: Tone
    proof: Proof | None


def decide(text: str, facts: Facts) -> Decision:
    """Return the first verdict that applies to `text`. Never raises on what a guest shows."""
    try:
        proof = codec.parse(text)
    except codec.UnsupportedVersion:
        return Decision(Verdict.unsupported_version, Tone.red, None)
    except codec.Unreadable:
        return Decision(Verdict.unreadable, Tone.red, None)
    verdict = next(_refusals(proof, facts), Verdict.admitted)
    return Decision(verdict, tone_of(verdict, facts.list_age_s), proof)


def tone_of(verdict: Verdict, list_age_s: int) -> Tone:
    """Return how loud a verdict is; an unknown key may only mean that the list is old."""
    if verdict is Verdict.admitted:
        return Tone.green
    if verdict in {Verdict.rotation_required, Verdict.capacity}:
        return Tone.amber
    if verdict is Verdict.unknown_key and list_age_s > OLD_LIST_S:
        return Tone.amber
    return Tone.red


def _refusals(proof: Proof, facts: Facts) -> Iterator[Verdict]:
    yield from _not_ours(proof, facts)
    if facts.direction is Direction.inward:
        yield from _not_valid(proof, facts)
    yield from _not_live(proof, facts)
    if facts.direction is Direction.inward:
        yield from _no_place(proof, facts)


def _not_ours(proof: Proof, facts: Facts) -> Iterator[Verdict]:
    """Checks 3 to 6: who made this?"""
    ring, body = facts.ring, proof.body
    if body.event_tag != codec.event_tag(ring.event):
        yield Verdict.wrong_event
    key = ring.keys.get(body.key_id)
    if key is None or not key.counts_at(facts.clock_s):
        yield Verdict.unknown_key
    elif not codec.is_signed(key.public, ring.event, proof) or not _is_held(proof):
        yield Verdict.bad_signature
    elif not key.allows(body.index):
        yield Verdict.compromised_key


def _not_valid(proof: Proof, facts: Facts) -> Iterator[Verdict]:
    """Checks 7 to 11: is this ticket good, here and now?"""
    body, since_epoch = proof.body, facts.clock_s - facts.ring.epoch
    if since_epoch < body.not_before * codec.TIME_UNIT_S:
        yield Verdict.not_yet_valid
    if body.not_after != codec.NO_END and since_epoch > body.not_after * codec.TIME_UNIT_S:
        yield Verdict.expired
    if body.index in facts.status.revoked:
        yield Verdict.revoked
    if body.generation < facts.status.min_generation.get(body.index, 0):
        yield Verdict.superseded
    if not facts.gate.admits(proof):
        yield Verdict.wrong_gate


def _not_live(proof: Proof, facts: Facts) -> Iterator[Verdict]:
    """Checks 12 and 13: is this the ticket, or a picture of it?"""
    if Flag.rotation_required in proof.body.flags and proof.body.profile is Profile.static:
        yield Verdict.rotation_required
    if not _is_fresh(proof, facts):
        yield Verdict.stale_code


def _no_place(proof: Proof, facts: Facts) -> Iterator[Verdict]:
    """Checks 14 and 15: is somebody in on it already, and is there room?"""
    index = proof.body.index
    last = facts.own.get(index)
    if last is Direction.inward or (last is None and index in facts.status.used):
        yield Verdict.already_used
    if facts.capacity is not None and facts.inside >= facts.capacity:
        yield Verdict.capacity


def _is_held(proof: Proof) -> bool:
    return proof.body.profile is not Profile.bound or bound.is_held(proof)


def _is_fresh(proof: Proof, facts: Facts) -> bool:
    body = proof.body
    if body.profile is Profile.bound:
        return bound.is_fresh(proof, facts.clock_s)
    if body.profile is Profile.static:
        return True
    if facts.rotation_key is None:
        return False
    secret = rotation.ticket_secret(
        facts.rotation_key, facts.ring.event, body.index, body.generation
    )
    tolerance = 1 if facts.synchronised else 2
    return rotation.is_live(secret, proof.tail, facts.clock_s, tolerance=tolerance)
