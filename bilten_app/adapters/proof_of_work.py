"""Hashcash: a moment of computing for each place in line, and nothing that a person has to do."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from bilten_app.kit.clock import Clock
from bilten_app.ports.bots import NotPassed, Puzzle

LIFETIME = timedelta(minutes=30)
TIME_BYTES, MAC_BYTES, LONGEST_ANSWER = 8, 16, 20
DIGEST_BITS = 256


class ProofOfWork:
    """Challenges say until when they hold, signed for one visitor: none of them is stored."""

    def __init__(self, key: bytes, bits: int, clock: Clock) -> None:
        self._key = key
        self._bits = bits
        self._clock = clock

    def puzzle(self, visitor: str) -> Puzzle:
        """Return a challenge for the next half hour."""
        if self._bits == 0:
            return Puzzle("none")
        until = int((self._clock.now() + LIFETIME).timestamp()).to_bytes(TIME_BYTES)
        signed = until + self._mac(visitor, until)
        return Puzzle("work", base64.urlsafe_b64encode(signed).decode(), self._bits)

    async def check(self, visitor: str, *, challenge: str, answer: str) -> None:
        """Raise NotPassed unless the challenge is this visitor's and the work is done."""
        if self._bits == 0:
            return
        if not (self._is_ours(visitor, challenge) and self._is_done(challenge, answer)):
            raise NotPassed

    def _is_ours(self, visitor: str, challenge: str) -> bool:
        try:
            signed = base64.urlsafe_b64decode(challenge)
        except ValueError:
            return False
        until, mac = signed[:TIME_BYTES], signed[TIME_BYTES:]
        if not hmac.compare_digest(mac, self._mac(visitor, until)):
            return False
        return self._clock.now() < datetime.fromtimestamp(int.from_bytes(until), UTC)

    def _is_done(self, challenge: str, answer: str) -> bool:
        if len(answer) > LONGEST_ANSWER:
            return False
        digest = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
        return int.from_bytes(digest) >> (DIGEST_BITS - self._bits) == 0

    def _mac(self, visitor: str, until: bytes) -> bytes:
        return hmac.digest(self._key, visitor.encode() + b"\0" + until, "sha256")[:MAC_BYTES]
