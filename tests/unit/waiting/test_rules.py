"""Who comes next: the draw, the pace, signed places, and the fair dealing of freed places."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.waiting import rules
from bilten_app.domains.waiting.rules import Crowd, Given, Passed, Waiting

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EVENT = UUID(int=7)
KEY = b"k" * 32
turns = st.lists(st.uuids(), unique=True, max_size=30)
seconds = st.floats(0.05, 30)


@st.composite
def lines(draw: st.DrawFn) -> list[Waiting]:
    quantities = draw(st.lists(st.integers(1, 6), max_size=12))
    return [
        Waiting(UUID(int=index), quantity, draw(st.integers(1, quantity)))
        for index, quantity in enumerate(quantities)
    ]


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40))
def test_the_blocks_for_the_database_make_a_true_hmac(seed: bytes, message: bytes) -> None:
    inner, outer = rules.hmac_pads(seed)

    by_hand = hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).digest()

    assert by_hand == hmac.digest(seed, message, "sha256")


@given(
    st.binary(min_size=32, max_size=32),
    turns.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))),
)
def test_the_draw_does_not_depend_on_who_came_first(
    seed: bytes, comings: tuple[list[UUID], list[UUID]]
) -> None:
    one, other = comings

    assert rules.drawn_order(seed, one) == rules.drawn_order(seed, other)


@given(st.uuids(), st.one_of(st.none(), st.integers(1, 2**32 - 1)), st.text(), st.text())
def test_a_signed_place_is_read_by_its_own_browser_only(
    turn: UUID, number: int | None, visitor: str, other: str
) -> None:
    signed = rules.sign_place(KEY, visitor, turn, number)

    assert rules.read_place(KEY, visitor, signed) == (turn, number)
    assert (rules.read_place(KEY, other, signed) is None) == (other != visitor)
    assert rules.read_place(b"another key" * 3, visitor, signed) is None


@given(st.text(max_size=80))
def test_what_we_did_not_sign_is_no_place(signed: str) -> None:
    assert rules.read_place(KEY, "visitor", signed) is None


@given(st.lists(seconds, min_size=1, max_size=60), st.integers(1, 6000), st.integers(1, 50))
def test_a_room_moves_on_by_its_rate_and_never_back(
    pauses: list[float], rate: int, at_once: int
) -> None:
    now, admitted, spent = NOW, 0, NOW
    for pause in pauses:
        now += timedelta(seconds=pause)
        busy = min(admitted, at_once) // 2
        step = rules.next_step(Crowd(500, admitted, busy, at_once, rate, spent), now)

        assert admitted <= step.admitted <= min(500, admitted + at_once - busy)
        assert spent <= step.spent_until <= now + timedelta(microseconds=1)
        admitted, spent = step.admitted, step.spent_until

    whole = sum(pauses)
    assert admitted <= whole * rate / 60 + 1


@given(st.floats(0.1, 3), st.integers(10, 600))
def test_the_whole_rate_is_used_however_often_the_clock_ticks(tick_s: float, rate: int) -> None:
    now, admitted, spent = NOW, 0, NOW
    for _ in range(100):
        now += timedelta(seconds=tick_s)
        step = rules.next_step(Crowd(10**6, admitted, 0, 10**6, rate, spent), now)
        admitted, spent = step.admitted, step.spent_until

    assert abs(admitted - tick_s * 100 * rate / 60) <= 1.1


@given(st.integers(0, 20), lines())
def test_freed_places_go_to_the_first_who_fit_and_to_nobody_else(
    free: int, line: list[Waiting]
) -> None:
    outcomes = list(rules.deal(free, line))

    assert outcomes == simple_deal(free, line)
    given_out = [one for one in outcomes if isinstance(one, Given)]
    assert sum(one.quantity for one in given_out) <= free
    by_id = {one.id: one for one in line}
    assert all(by_id[one.id].least <= one.quantity <= by_id[one.id].quantity for one in given_out)


@given(st.integers(1, 20), lines())
def test_who_gets_nothing_while_somebody_behind_does_is_told_why(
    free: int, line: list[Waiting]
) -> None:
    outcomes = {one.id: one for one in rules.deal(free, line)}

    served = [index for index, one in enumerate(line) if isinstance(outcomes.get(one.id), Given)]
    for one in line[: served[-1] if served else 0]:
        outcome = outcomes[one.id]
        if isinstance(outcome, Passed):
            assert outcome.free < one.least


def simple_deal(free: int, line: list[Waiting]) -> list[Given | Passed]:
    """Say it in the plainest way: one person after the other, one place after the other."""
    told: list[Given | Passed] = []
    for person in line:
        if not free:
            break
        if person.least > free:
            told.append(Passed(person.id, free))
            continue
        got = 0
        while free and got < person.quantity:
            got, free = got + 1, free - 1
        told.append(Given(person.id, got))
    return told


def test_a_family_of_four_is_not_split_for_three_places() -> None:
    family, pair = Waiting(UUID(int=1), 4, 4), Waiting(UUID(int=2), 2, 2)

    assert list(rules.deal(3, [family, pair])) == [Passed(family.id, 3), Given(pair.id, 2)]


def test_a_turns_id_needs_both_sides() -> None:
    ids = {
        rules.turn_id(event, visitor, nonce)
        for event in (EVENT, UUID(int=8))
        for visitor in ("ada", "noor")
        for nonce in (b"1", b"2")
    }

    assert len(ids) == 8


def test_who_is_near_asks_often_and_who_is_far_rarely() -> None:
    assert [rules.ask_again_s(left) for left in (-5, 0, 15, 60, 200, 9_000)] == [2, 2, 2, 6, 20, 30]
    assert [rules.minutes_left(n, 60) for n in (1, 60, 61, 600)] == [1, 1, 2, 10]
