"""Proofs judged in a second, beside the bare signature check of the same library."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from benchmarks.stage import Ground
from benchmarks.table import Line, rate
from bilten_app.domains.tickets.rules import ProofTerms, sign_proof
from bilten_app.kit.ids import new_id
from bilten_app.kit.proof import codec, keys
from bilten_app.kit.proof.bitmap import Bitmap
from bilten_app.kit.proof.ring import KeyRing, KeyState, RingKey
from bilten_app.kit.proof.status import Status
from bilten_app.kit.proof.verdict import Facts, Gate, Verdict, decide

SECONDS = 2.0
CLOCK_S = 1_800_000_000


async def measure(_ground: Ground) -> Sequence[Line]:
    """Return how many proofs Python judges and makes in a second, on one core."""
    event, private = new_id(), keys.new_private_key()
    public = keys.public_of(private)
    terms = ProofTerms(event, 1, 0, codec.NO_END, 1, rotating=False)
    proof = sign_proof(private, terms, index=7, generation=1)
    text, facts = proof.text(), _facts(event, public)
    if decide(text, facts).verdict is not Verdict.admitted:
        raise RuntimeError("the benchmark's own proof is not admitted")
    message = codec.signed_message(event, proof.body, proof.holder)

    bare_check = _per_second(lambda: keys.verify(public, message, proof.signature))
    judged = _per_second(lambda: decide(text, facts))
    bare_sign = _per_second(lambda: keys.sign(private, message))
    made = _per_second(lambda: sign_proof(private, terms, index=7, generation=1))
    return [
        Line("proofs judged", rate(judged, "proofs/s"), rate(bare_check, "Ed25519 checks/s"),
             judged / bare_check),
        Line("proofs made", rate(made, "proofs/s"), rate(bare_sign, "Ed25519 signatures/s"),
             made / bare_sign),
    ]  # fmt: skip


def _facts(event: UUID, public: bytes) -> Facts:
    ring = KeyRing(event, CLOCK_S - 3600, {1: RingKey(public, 0, None, KeyState.active)})
    empty = Bitmap.of([], 100_000)
    status = Status(event, 1, CLOCK_S * 1000, 100_000, empty, empty, {})
    return Facts(ring=ring, status=status, gate=Gate(), clock_s=CLOCK_S, rotation_key=bytes(32))


def _per_second(act: Callable[[], object]) -> float:
    count, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < SECONDS:
        act()
        count += 1
    return count / spent
