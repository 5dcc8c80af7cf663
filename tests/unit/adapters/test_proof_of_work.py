"""Hashcash: the work of one visitor, for half an hour."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.adapters.proof_of_work import ProofOfWork
from bilten_app.kit.clock import FrozenClock
from bilten_app.ports.bots import NotPassed

BITS = 8


def answer_to(challenge: str) -> str:
    def is_done(answer: int) -> bool:
        return hashlib.sha256(f"{challenge}:{answer}".encode()).digest()[0] == 0

    return str(next(answer for answer in range(10**6) if is_done(answer)))


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 6, 1, 12, tzinfo=UTC))


async def test_work_that_was_done_passes(clock: FrozenClock) -> None:
    check = ProofOfWork(b"key", BITS, clock)
    challenge = check.puzzle("ada").challenge

    await check.check("ada", challenge=challenge, answer=answer_to(challenge))


async def test_anything_else_does_not(clock: FrozenClock) -> None:
    check = ProofOfWork(b"key", BITS, clock)
    challenge = check.puzzle("ada").challenge
    answer = answer_to(challenge)

    for visitor, shown, told in (
        ("noor", challenge, answer),
        ("ada", challenge, answer + "0" * 20),
        ("ada", challenge, "no"),
        ("ada", "", answer),
        ("ada", "%%%", answer),
        ("ada", ProofOfWork(b"other", BITS, clock).puzzle("ada").challenge, answer),
    ):
        with pytest.raises(NotPassed):
            await check.check(visitor, challenge=shown, answer=told)
    clock.move(timedelta(minutes=31))
    with pytest.raises(NotPassed):
        await check.check("ada", challenge=challenge, answer=answer)


async def test_without_work_everybody_passes(clock: FrozenClock) -> None:
    check = ProofOfWork(b"key", 0, clock)

    assert check.puzzle("ada").kind == "none"
    await check.check("ada", challenge="", answer="")
