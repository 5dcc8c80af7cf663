"""Proofs that only one phone can show (spec/ticket-proof.md, 7).

The holder bytes name the phone's key; the tail shows that the phone is here, now.
"""

from hashlib import sha256

from bilten_app.kit.proof import keys
from bilten_app.kit.proof.codec import HOLDER_SIZE, Proof

WINDOW_S = 30
_TIME_SIZE = 4


def device_hash(public: bytes) -> bytes:
    """Return the holder bytes of a proof bound to the phone with this key."""
    return sha256(b"bilten/device\0" + public).digest()[:HOLDER_SIZE]


def tail(device_private: bytes, proof: Proof, clock_s: int) -> bytes:
    """Return the hundred bytes with which the phone shows that it holds its key."""
    time = clock_s.to_bytes(_TIME_SIZE)
    signature = keys.sign(device_private, _message(proof, time))
    return time + keys.public_of(device_private) + signature


def is_held(proof: Proof) -> bool:
    """Whether the tail was made by the phone that the proof names."""
    time, public, signature = _parts(proof.tail)
    named = device_hash(public) == proof.holder
    return named and keys.verify(public, _message(proof, time), signature)


def is_fresh(proof: Proof, clock_s: int) -> bool:
    """Whether the tail says a time within 30 s of `clock_s`."""
    return abs(clock_s - int.from_bytes(_parts(proof.tail)[0])) <= WINDOW_S


def _parts(shown: bytes) -> tuple[bytes, bytes, bytes]:
    key_end = _TIME_SIZE + keys.KEY_SIZE
    return shown[:_TIME_SIZE], shown[_TIME_SIZE:key_end], shown[key_end:]


def _message(proof: Proof, time: bytes) -> bytes:
    return b"bilten/pop\0" + sha256(proof.signed_part()).digest() + time
