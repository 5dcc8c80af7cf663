"""Every scan of the shared vectors, by the Python program. TypeScript runs the same."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bilten_app.kit.proof import fields
from bilten_app.kit.proof.codec import Proof
from bilten_app.kit.proof.ring import KeyRing
from bilten_app.kit.proof.status import Status
from bilten_app.kit.proof.verdict import Direction, Facts, Gate, Tone, Verdict, decide

SPEC = Path(__file__).parents[3] / "spec"
FILES = ("ticket-proof.vectors.json", "scan-verdict.vectors.json")
SCANS: list[dict[str, Any]] = [
    vector
    for file in FILES
    for vector in json.loads((SPEC / file).read_text(encoding="utf-8"))
    if vector["kind"] == "scan"
]


def facts_of(vector: dict[str, Any]) -> Facts:
    gate, key = vector["gate"], vector["rotation_key"]
    return Facts(
        ring=KeyRing.read(vector["ring"]),
        status=Status.read(vector["status"]),
        gate=Gate(frozenset(gate["classes"]), gate["rights"]),
        clock_s=vector["clock"],
        rotation_key=key and fields.from_base64(key),
        synchronised=vector["synchronised"],
        list_age_s=vector["list_age_s"],
        direction=Direction(vector["direction"]),
        own={int(index): Direction(way) for index, way in vector["own"].items()},
        inside=vector["inside"],
        capacity=vector["capacity"],
    )


def decoded(proof: Proof | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    values = asdict(proof)
    written = values.pop("body") | values
    return {
        name: fields.to_base64(value) if isinstance(value, bytes) else int(value)
        for name, value in written.items()
    }


@pytest.mark.parametrize("vector", SCANS, ids=lambda vector: vector["name"])
def test_a_scan_gets_its_verdict(vector: dict[str, Any]) -> None:
    decision = decide(vector["text"], facts_of(vector))

    assert (decision.verdict, decision.tone) == (vector["expect"], vector["tone"])
    assert decoded(decision.proof) == vector["proof"]


def test_the_vectors_reach_every_verdict_and_every_tone() -> None:
    assert {vector["expect"] for vector in SCANS} == set(Verdict)
    assert {vector["tone"] for vector in SCANS} == set(Tone)
