"""Whatever a guest shows, there is a verdict. The table itself is in `spec/`."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.proof import base45, codec, keys
from bilten_app.kit.proof.bitmap import Bitmap
from bilten_app.kit.proof.codec import Body, Flag, Profile
from bilten_app.kit.proof.ring import KeyRing, RingKey
from bilten_app.kit.proof.status import Status
from bilten_app.kit.proof.verdict import Facts, Gate, Tone, Verdict, decide

EVENT = UUID("018f2f3e-7b1a-7c3d-9e5f-0123456789ab")
PRIVATE = bytes(range(32))
FACTS = Facts(
    ring=KeyRing(EVENT, 1_893_456_000, {1: RingKey(keys.public_of(PRIVATE), 0, None)}),
    status=Status(EVENT, 1, 0, 8, Bitmap.of((), 8), Bitmap.of((), 8), {}),
    gate=Gate(),
    clock_s=1_893_460_000,
)
BODY = Body(
    Profile.static, 1, codec.event_tag(EVENT), 7, 0, 1, 0, 0, codec.NO_END, Flag(0), b"once"
)
HEAD = codec.issue(PRIVATE, EVENT, BODY).signed_part()


@given(st.text() | st.text(base45.ALPHABET).map(lambda text: "BT1:" + text))
def test_every_text_has_a_verdict(text: str) -> None:
    assert decide(text, FACTS).tone is Tone.red


@given(st.binary(max_size=230) | st.binary(max_size=130).map(lambda tail: HEAD[:90] + tail))
def test_every_byte_string_has_a_verdict(raw: bytes) -> None:
    decision = decide("BT1:" + base45.encode(raw), FACTS)

    assert decision.verdict is not Verdict.admitted or raw == HEAD


@given(st.integers(0, 255), st.binary(min_size=100, max_size=100), st.sampled_from(Profile))
def test_every_tail_has_a_verdict(flags: int, tail: bytes, profile: Profile) -> None:
    raw = bytearray(HEAD)
    raw[0], raw[17] = 0x10 | profile, flags

    decision = decide("BT1:" + base45.encode(bytes(raw) + tail), FACTS)

    assert decision.verdict in {Verdict.unreadable, Verdict.bad_signature}


def test_the_ticket_itself_is_admitted() -> None:
    assert decide("BT1:" + base45.encode(HEAD), FACTS).verdict is Verdict.admitted
