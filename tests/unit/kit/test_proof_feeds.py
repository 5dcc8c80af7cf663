"""Key rings, status lists and scan logs: signed, strict, and never going back."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.proof import entries, fields, keys
from bilten_app.kit.proof.bitmap import Bitmap
from bilten_app.kit.proof.entries import Entry
from bilten_app.kit.proof.ring import KeyRing, KeyState, RingKey
from bilten_app.kit.proof.signed import Signed
from bilten_app.kit.proof.status import Flips, Status, StatusChange, follow
from bilten_app.kit.proof.verdict import Direction, Verdict

EVENT = UUID("018f2f3e-7b1a-7c3d-9e5f-0123456789ab")
ROOT, DEVICE = bytes(range(32)), bytes(range(1, 33))
SIZE = 64

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def make_status(*, seq: int = 4, revoked: set[int] | None = None) -> Status:
    return Status(
        event=EVENT,
        seq=seq,
        as_of_ms=1_900_000_000_000,
        size=SIZE,
        revoked=Bitmap.of(revoked or set(), SIZE),
        used=Bitmap.of({3}, SIZE),
        min_generation={5: 2},
    )


def make_entry() -> Entry:
    return Entry(
        device=EVENT,
        seq=1,
        prev_hash=entries.FIRST_PREV_HASH,
        clock_ms=1_900_000_000_000,
        clock_offset_ms=-250,
        gate=EVENT,
        index=7,
        generation=0,
        direction=Direction.inward,
        verdict=Verdict.capacity,
        list_age_s=4,
        online=False,
        override_by="Zoë Ængström",
    )


def test_a_ring_survives_its_signature() -> None:
    public = keys.public_of(DEVICE)
    ring = KeyRing(
        EVENT,
        1_893_456_000,
        {
            1: RingKey(public, 0, None),
            2: RingKey(public, 0, 9, KeyState.compromised, Bitmap.of({1}, 8)),
        },
    )

    signed = Signed.read(Signed.of(ROOT, "ring", ring.json()).json())

    assert KeyRing.read(signed.open(keys.public_of(ROOT), "ring")) == ring


def test_a_ring_does_not_pose_as_a_status_list() -> None:
    signed = Signed.of(ROOT, "ring", {})

    with pytest.raises(ValueError, match="not signed"):
        signed.open(keys.public_of(ROOT), "status")


def test_a_change_follows_its_list() -> None:
    change = StatusChange(EVENT, 4, 5, 1_900_000_001_000, Flips([9]), Flips([8], [3]), {5: 3, 6: 1})

    after = follow(make_status(), change.json())

    assert after.revoked == Bitmap.of({9}, SIZE)
    assert after.used == Bitmap.of({8}, SIZE)
    assert after.min_generation == {5: 3, 6: 1}
    assert (after.seq, len(after.used)) == (5, 1)


@pytest.mark.parametrize(
    "payload",
    [
        {**make_status(seq=3).json()},
        {**make_status(seq=5).json(), "event": "018f2f3e-7b1a-7c3d-9e5f-0123456789ac"},
        {**make_status(seq=5).json(), "used": "AA"},
        {**make_status(seq=5).json(), "min_generation": [[1, 2, 3]]},
        StatusChange(EVENT, 3, 5, 1, Flips(), Flips(), {}).json(),
        StatusChange(EVENT, 4, 5, 1, Flips([SIZE]), Flips(), {}).json(),
    ],
)
def test_a_list_that_does_not_follow_is_refused(payload: fields.Json) -> None:
    with pytest.raises(ValueError, match=r".+"):
        follow(make_status(), payload)


def test_a_change_needs_a_list() -> None:
    with pytest.raises(ValueError, match="not here"):
        follow(None, {"after": 1})


@given(anything)
def test_bad_payloads_are_value_errors(value: object) -> None:
    raw = json.dumps(value).encode()

    for read in (Signed.read, KeyRing.read, Status.read, Entry.read, RingKey.read):
        try:
            parsed = fields.parse(raw)
        except ValueError:
            continue
        with pytest.raises(ValueError, match=r".*"):
            read(parsed)


def test_nesting_without_end_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="deeply"):
        fields.parse(b'{"a":' * 200_000)


@given(st.sampled_from(sorted(make_entry().json())), anything)
def test_an_entry_with_a_changed_field_is_not_the_devices(name: str, value: object) -> None:
    entry = replace(make_entry(), signature=entries.sign(make_entry(), DEVICE))
    written = {**entry.json(), name: value}

    try:
        read = Entry.read(written)
    except ValueError:
        return

    assert read == entry or not entries.is_signed(read, keys.public_of(DEVICE))


def test_an_entry_survives_its_json_and_chains() -> None:
    entry = make_entry()
    signed = replace(entry, signature=entries.sign(entry, DEVICE))

    read = Entry.read(fields.parse(json.dumps(signed.json()).encode()))

    assert read == signed
    assert entries.is_signed(read, keys.public_of(DEVICE))
    assert read.hash() == entry.hash()
    assert read.at_ms == 1_899_999_999_750
    assert read.is_admission


@pytest.mark.parametrize("name", ["", "x" * 81, "line\nbreak", "\ud800"])
def test_a_stewards_name_is_one_short_line(name: str) -> None:
    written = {**make_entry().json(), "override_by": name, "signature": "A" * 86}

    with pytest.raises(ValueError, match="not a name"):
        Entry.read(written)
