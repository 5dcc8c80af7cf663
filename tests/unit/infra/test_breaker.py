"""When a circuit opens, rests, probes and closes."""

from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.infra.breaker import FAILURES, REST, WINDOW, Breaker
from bilten_app.kit.clock import FrozenClock


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 6, 1, 12, tzinfo=UTC))


def opened(clock: FrozenClock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    return breaker


def test_a_few_failures_hold_nobody_back(clock: FrozenClock) -> None:
    breaker = Breaker(clock)

    held = [breaker.failed() for _ in range(FAILURES - 1)]

    assert held == [None] * (FAILURES - 1)
    assert breaker.admits()


def test_an_answer_between_failures_starts_the_count_again(clock: FrozenClock) -> None:
    breaker = Breaker(clock)
    for _ in range(FAILURES - 1):
        breaker.failed()

    breaker.succeeded()
    breaker.failed()

    assert breaker.admits()


def test_failures_far_apart_hold_nobody_back(clock: FrozenClock) -> None:
    breaker = Breaker(clock)

    for _ in range(FAILURES * 2):
        breaker.failed()
        clock.move(WINDOW / (FAILURES - 2))

    assert breaker.admits()


def test_many_failures_at_once_hold_calls_back(clock: FrozenClock) -> None:
    breaker = opened(clock)

    clock.move(REST - timedelta(seconds=1))

    assert breaker.is_open
    assert not breaker.admits()


def test_after_a_rest_one_call_probes(clock: FrozenClock) -> None:
    breaker = opened(clock)

    clock.move(REST)

    assert [breaker.admits() for _ in range(3)] == [True, False, False]


def test_a_probe_that_is_answered_closes_the_circuit(clock: FrozenClock) -> None:
    breaker = opened(clock)
    clock.move(REST)
    breaker.admits()

    assert breaker.succeeded()

    assert not breaker.is_open
    assert breaker.admits()


def test_a_probe_that_fails_starts_another_rest(clock: FrozenClock) -> None:
    breaker = opened(clock)
    clock.move(REST)
    breaker.admits()

    assert breaker.failed() == clock.now() + REST

    assert not breaker.admits()


def test_a_probe_that_never_ends_is_followed_by_another(clock: FrozenClock) -> None:
    breaker = opened(clock)
    clock.move(REST)
    breaker.admits()

    clock.move(REST)

    assert breaker.admits()
