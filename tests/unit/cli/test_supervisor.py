"""What crashes is started again, each time a little later."""

import pytest

from bilten_app.cli.supervisor import Supervisor
from bilten_app.infra.embedded import CannotStart


class Candle:
    """A part that goes out when told."""

    name = "candle"

    def __init__(self) -> None:
        self.lit = 0
        self.burns = False

    def start(self) -> None:
        self.lit += 1
        self.burns = True

    def stop(self) -> None:
        self.burns = False

    def is_running(self) -> bool:
        return self.burns


class Watch:
    """Time that passes only when it is asked to wait."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_part_that_crashes_is_started_again_after_a_pause() -> None:
    said: list[str] = []
    watch, candle = Watch(), Candle()
    supervisor = Supervisor(said.append, watch)
    supervisor.start(candle)
    candle.stop()

    supervisor.tend()
    watch.now = 0.4
    supervisor.tend()
    assert candle.lit == 1
    watch.now = 0.6
    supervisor.tend()

    assert candle.lit == 2
    assert said == ["The candle process ended; it starts again in 0.5 s."]


def test_each_crash_in_a_row_waits_longer_up_to_a_limit() -> None:
    said: list[str] = []
    watch, candle = Watch(), Candle()
    supervisor = Supervisor(said.append, watch)
    supervisor.start(candle)

    for _ in range(9):
        candle.stop()
        supervisor.tend()
        watch.now += 31
        supervisor.tend()

    assert said[1].endswith("in 1.0 s.")
    assert said[2].endswith("in 2.0 s.")
    assert said[-1].endswith("in 30.0 s.")


def test_a_long_life_forgives_earlier_crashes() -> None:
    said: list[str] = []
    watch, candle = Watch(), Candle()
    supervisor = Supervisor(said.append, watch)
    supervisor.start(candle)

    for _ in range(3):
        watch.now += 3600
        candle.stop()
        supervisor.tend()
        watch.now += 1
        supervisor.tend()

    assert {line.rsplit(" in ")[1] for line in said} == {"0.5 s."}


def test_a_part_that_ends_while_starting_is_told_at_once() -> None:
    candle = Candle()
    supervisor = Supervisor(print, Watch())
    supervisor.start(candle)
    supervisor.require_alive()
    candle.stop()

    with pytest.raises(CannotStart, match="candle process ended at once"):
        supervisor.require_alive()


def test_stopping_puts_out_every_part() -> None:
    candles = [Candle(), Candle()]
    supervisor = Supervisor(print, Watch())
    for candle in candles:
        supervisor.start(candle)

    supervisor.stop()

    assert not any(candle.burns for candle in candles)
