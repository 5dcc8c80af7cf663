"""The bytes and the text of a proof."""

from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit.proof import base45, codec, deal, guests, keys, rotation
from bilten_app.kit.proof.codec import Body, Flag, Profile

EVENT = UUID("018f2f3e-7b1a-7c3d-9e5f-0123456789ab")
PRIVATE = bytes(range(32))

bodies = st.builds(
    Body,
    profile=st.sampled_from([Profile.static, Profile.rotating]),
    key_id=st.integers(0, 255),
    event_tag=st.just(codec.event_tag(EVENT)),
    index=st.integers(0, deal.LIMIT - 1),
    generation=st.integers(0, 255),
    ticket_class=st.integers(0, 255),
    rights=st.integers(0, 0xFFFF),
    not_before=st.integers(0, 0xFFFF),
    not_after=st.integers(0, 0xFFFF),
    flags=st.integers(0, 127).map(lambda bits: Flag(bits & ~Flag.holder)),
    nonce=st.binary(min_size=4, max_size=4),
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"", "")],
)
def test_base45_speaks_the_examples_of_the_rfc(raw: bytes, text: str) -> None:
    assert base45.encode(raw) == text
    assert base45.decode(text) == raw


@pytest.mark.parametrize("text", ["A", "GGW", "::", "bb8", "BB8=", "ÄB8", "0Z"])
def test_base45_refuses_everything_else(text: str) -> None:
    with pytest.raises(ValueError, match=r"left over|character|large"):
        base45.decode(text)


@given(st.text(base45.ALPHABET, max_size=40))
def test_every_base45_text_that_decodes_is_the_only_one(text: str) -> None:
    try:
        raw = base45.decode(text)
    except ValueError:
        return

    assert base45.encode(raw) == text


@given(bodies)
def test_a_body_survives_its_bytes(body: Body) -> None:
    assert len(body.pack()) == codec.BODY_SIZE
    assert Body.unpack(body.pack()) == body


@given(bodies, st.sampled_from(["", "Ada Byron"]))
def test_a_proof_survives_its_text(body: Body, name: str) -> None:
    flags = body.flags | Flag.holder if name else body.flags
    holder = codec.holder_hash(EVENT, body.index, name) if name else b""
    tail = b"123456" if body.profile is Profile.rotating else b""

    proof = replace(codec.issue(PRIVATE, EVENT, replace(body, flags=flags), holder), tail=tail)

    assert codec.parse(f"\n {proof.text()}\t\r\n") == proof
    assert codec.is_signed(keys.public_of(PRIVATE), EVENT, proof)


@given(bodies, st.data())
def test_no_bit_of_a_proof_can_be_turned(body: Body, data: st.DataObject) -> None:
    raw = bytearray(
        codec.issue(PRIVATE, EVENT, replace(body, profile=Profile.static)).signed_part()
    )
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit >> 3] ^= 1 << (bit & 7)

    try:
        proof = codec.parse(codec.PREFIX + base45.encode(bytes(raw)))
    except ValueError:
        return

    assert not codec.is_signed(keys.public_of(PRIVATE), EVENT, proof)


def test_a_holder_needs_its_flag() -> None:
    body = Body(Profile.static, 1, b"tagg", 1, 0, 1, 0, 0, codec.NO_END, Flag(0), b"abcd")

    with pytest.raises(ValueError, match="disagree"):
        codec.issue(PRIVATE, EVENT, body, b"x" * 16)


@given(st.binary(min_size=32, max_size=32), st.integers(0, deal.LIMIT // deal.BLOCK - 1))
def test_dealing_keeps_numbers_in_their_block(key: bytes, block: int) -> None:
    serials = range(block * deal.BLOCK, block * deal.BLOCK + 50)

    indexes = {deal.deal(serial, key) for serial in serials}

    assert len(indexes) == len(serials)
    assert all(index // deal.BLOCK == block for index in indexes)


def test_a_block_is_dealt_without_gaps_and_out_of_order() -> None:
    dealt = [deal.deal(serial, PRIVATE) for serial in range(deal.BLOCK)]

    assert sorted(dealt) == list(range(deal.BLOCK))
    assert sum(a + 1 == b for a, b in pairwise(dealt)) < 20
    assert dealt[:50] != [deal.deal(serial, bytes(32)) for serial in range(50)]


@pytest.mark.parametrize("serial", [-1, deal.LIMIT])
def test_a_serial_beyond_the_format_is_a_mistake(serial: int) -> None:
    with pytest.raises(ValueError, match="at most"):
        deal.deal(serial, PRIVATE)


@given(bodies, st.binary(max_size=200))
def test_guest_data_opens_with_its_proof_only(body: Body, plain: bytes) -> None:
    proof = codec.issue(PRIVATE, EVENT, body)
    other = codec.issue(PRIVATE, EVENT, replace(body, generation=body.generation ^ 1))

    sealed = guests.seal(EVENT, proof, plain)

    assert guests.unseal(EVENT, proof, sealed) == plain
    assert guests.unseal(EVENT, other, sealed) is None
    assert guests.unseal(EVENT, proof, sealed[:5]) is None


@given(st.integers(0, 1 << 40), st.integers(-45, 45))
def test_a_code_lives_one_step_either_way(clock: int, late: int) -> None:
    secret = rotation.ticket_secret(PRIVATE, EVENT, 7, 0)
    now = max(0, clock + late)

    shown = rotation.tail(secret, clock)

    near = abs(now // 15 - clock // 15) <= 1
    assert rotation.is_live(secret, shown, now, tolerance=1) == near
    assert not rotation.is_live(secret, bytes(6), now, tolerance=0) or shown == bytes(6)
