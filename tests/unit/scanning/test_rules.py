"""The log of a device, and the one admission that counts."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.scanning.rules import (
    EPOCH,
    Admitted,
    LogEnd,
    growth_step,
    merge,
    offset_ms,
    read_lines,
)
from bilten_app.kit.proof import entries, keys
from bilten_app.kit.proof.verdict import Direction, Verdict
from tests.scanner import NOON_MS, Log

ADMISSIONS = st.lists(
    st.builds(
        Admitted,
        at=st.integers(0, 5).map(lambda s: EPOCH + timedelta(seconds=s)),
        device_id=st.integers(1, 3).map(lambda n: UUID(int=n)),
        seq=st.integers(1, 9),
        gate_id=st.just(UUID(int=9)),
    ),
    min_size=1,
    max_size=12,
)


def end_of(log: Log, seq: int = 0) -> LogEnd:
    if seq == 0:
        return LogEnd(log.device, log.public)
    return LogEnd(log.device, log.public, seq, log.entries[seq - 1].hash())


@given(ADMISSIONS, st.randoms())
def test_any_order_and_any_repetition_merge_to_the_same(
    admissions: list[Admitted], chance: object
) -> None:
    shuffled = [*admissions, *admissions]
    chance.shuffle(shuffled)  # pyright: ignore[reportAttributeAccessIssue]

    assert merge(shuffled) == merge(admissions)


@given(ADMISSIONS, ADMISSIONS)
def test_merging_in_two_parts_finds_what_merging_at_once_finds(
    early: list[Admitted], late: list[Admitted]
) -> None:
    before = merge(early)

    after = merge([before.first, *late])

    at_once = merge([*early, *late])
    assert after.first == at_once.first
    assert set(before.incidents) | set(after.incidents) == set(at_once.incidents)


def test_the_earliest_counts_and_the_device_decides_a_tie() -> None:
    def admitted(second: int, device: int) -> Admitted:
        return Admitted(EPOCH + timedelta(seconds=second), UUID(int=device), 1, UUID(int=9))

    merged = merge([admitted(5, 1), admitted(3, 2), admitted(3, 1)])

    assert merged.first == admitted(3, 1)
    assert merged.incidents == (admitted(3, 2), admitted(5, 1))


def test_a_whole_log_is_read() -> None:
    log = Log()
    log.scan(7)
    log.scan(None, verdict=Verdict.unreadable)
    log.scan(7, direction=Direction.outward)

    lines = read_lines(log.written(), end_of(log), {log.gate})

    assert [line.entry for line in lines] == log.entries


def test_a_log_goes_on_where_it_stopped_and_knows_old_lines() -> None:
    log = Log()
    for index in range(3):
        log.scan(index)

    lines = read_lines(log.written(), end_of(log, 2), {log.gate})

    assert [line.is_old for line in lines] == [True, True, False]


def test_a_gap_breaks_the_chain_for_all_that_follow() -> None:
    log = Log()
    for index in range(3):
        log.scan(index)

    lines = read_lines(log.written()[1:], end_of(log), {log.gate})

    assert [line.entry for line in lines] == [None, None]


def test_a_rewritten_line_breaks_the_chain() -> None:
    log = Log()
    log.scan(1)
    honest = log.entries[0]
    log.scan(2)
    forged = replace(honest, index=5)
    log.entries[0] = replace(forged, signature=entries.sign(forged, log.private))

    lines = read_lines(log.written(), end_of(log), {log.gate})

    assert [line.entry is not None for line in lines] == [True, False]


def test_another_key_another_device_and_another_gate_are_refused() -> None:
    log, other = Log(), Log()
    log.scan(1)
    stolen = replace(other, device=log.device, gate=log.gate)
    stolen.scan(1)
    elsewhere = replace(log, gate=other.gate, entries=[])
    elsewhere.scan(1)
    other.scan(1)

    for written in (stolen.written(), other.written(), elsewhere.written()):
        assert read_lines(written, end_of(log), {log.gate})[0].entry is None


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": "1"}, {"clock_ms": 2**53 - 1}, {"verdict": "fine"}, {"index": -1}, {"index": 2**24},
        {"prev_hash": "?"}, {"device": "me"}, {"online": 1}, {"clock_offset_ms": -(2**53 - 1)},
    ],
)  # fmt: skip
def test_what_is_not_a_line_is_refused(changes: dict[str, object]) -> None:
    log = Log()
    log.scan(1)

    (line,) = read_lines([{**log.written()[0], **changes}], end_of(log), {log.gate})

    assert line.entry is None


def test_an_admission_of_nobody_is_refused() -> None:
    log = Log()
    log.scan(None, verdict=Verdict.admitted)

    (line,) = read_lines(log.written(), end_of(log), {log.gate})

    assert line.entry is None


@given(st.lists(st.dictionaries(st.text(max_size=9), st.integers() | st.text() | st.none())))
def test_nothing_that_arrives_can_break_the_reader(raw: list[dict[str, object]]) -> None:
    log = Log(private=keys.new_private_key())

    assert len(read_lines(raw, end_of(log), {log.gate})) == len(raw)


def test_the_offset_is_the_servers_time_minus_the_devices() -> None:
    now = EPOCH + timedelta(milliseconds=NOON_MS)

    assert offset_ms(now, NOON_MS - 1500) == 1500
    assert abs(offset_ms(now, -(10**30))) < 2**63


def test_a_guest_list_is_fetched_again_after_a_twentieth_not_after_each_sale() -> None:
    assert growth_step(0) != growth_step(1) != growth_step(2)
    assert len({growth_step(n) for n in range(10_000, 10_500)}) <= 3
