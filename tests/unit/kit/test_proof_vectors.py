"""The shared vectors of issuing and of records; scans are run by `scanning/test_verdict.py`."""

import importlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bilten_app.kit.proof import base45, bound, codec, deal, entries, fields, guests, rotation
from bilten_app.kit.proof.entries import Entry
from bilten_app.kit.proof.signed import Signed
from bilten_app.kit.proof.status import Status, follow

type Vector = dict[str, Any]

ROOT = Path(__file__).parents[3]
FILE = ROOT / "spec" / "ticket-proof.vectors.json"
VECTORS: list[Vector] = [
    vector for vector in json.loads(FILE.read_text(encoding="utf-8")) if vector["kind"] != "scan"
]


def base45_of(vector: Vector) -> Vector:
    try:
        return {"expect": "ok", "bytes": fields.to_base64(base45.decode(vector["text"]))}
    except ValueError:
        return {"expect": "malformed", "bytes": None}


def holder_of(vector: Vector) -> Vector:
    hashed = codec.holder_hash(UUID(vector["event"]), vector["index"], vector["person"])
    return {"expect": "ok", "hash": fields.to_base64(hashed)}


def tail_of(vector: Vector) -> Vector:
    secret = rotation.ticket_secret(
        fields.from_base64(vector["rotation_key"]),
        UUID(vector["event"]),
        vector["index"],
        vector["generation"],
    )
    tail = rotation.tail(secret, vector["clock"])
    return {"expect": "ok", "secret": fields.to_base64(secret), "tail": fields.to_base64(tail)}


def deal_of(vector: Vector) -> Vector:
    index = deal.deal(vector["serial"], fields.from_base64(vector["key"]))
    return {"expect": "ok", "index": index}


def device_of(vector: Vector) -> Vector:
    hashed = bound.device_hash(fields.from_base64(vector["public"]))
    return {"expect": "ok", "hash": fields.to_base64(hashed)}


def feed_of(vector: Vector) -> Vector:
    try:
        Signed.read(vector["signed"]).open(fields.from_base64(vector["root"]), vector["purpose"])
    except ValueError:
        return {"expect": "refused"}
    return {"expect": "ok"}


def follow_of(vector: Vector) -> Vector:
    now = vector["now"] and Status.read(vector["now"])
    try:
        after = follow(now, vector["payload"]).json()
    except ValueError:
        return {"expect": "refused", "after": None}
    return {"expect": "ok", "after": fields.parse(fields.canonical(after))}


def guest_of(vector: Vector) -> Vector:
    proof = codec.parse(vector["text"])
    plain = guests.unseal(UUID(vector["event"]), proof, fields.from_base64(vector["sealed"]))
    return {"expect": "ok" if plain else "locked", "plain": plain and plain.decode()}


def entry_of(vector: Vector) -> Vector:
    before = vector["before"] and Entry.read(vector["before"])
    try:
        entry = Entry.read(vector["entry"])
    except ValueError:
        return {"expect": "malformed"}
    if not entries.is_signed(entry, fields.from_base64(vector["device_key"])):
        return {"expect": "bad_signature"}
    if not entries.follows(entry, before):
        return {"expect": "broken_chain"}
    return {"expect": "ok", "hash": fields.to_base64(entry.hash())}


RUN = {
    "base45": base45_of,
    "holder": holder_of,
    "tail": tail_of,
    "deal": deal_of,
    "device": device_of,
    "feed": feed_of,
    "follow": follow_of,
    "guest": guest_of,
    "entry": entry_of,
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['kind']} {vector['name']}")
def test_a_vector_comes_out_as_expected(vector: Vector) -> None:
    outcome = RUN[vector["kind"]](vector)

    assert outcome == {name: vector[name] for name in outcome}
    assert outcome["expect"] == vector["expect"]


def test_the_files_are_what_the_rules_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    vectors = importlib.import_module("spec.vectors")

    written = {name: vectors.written(made) for name, made in vectors.FILES.items()}

    assert written == {name: (ROOT / "spec" / name).read_text(encoding="utf-8") for name in written}
