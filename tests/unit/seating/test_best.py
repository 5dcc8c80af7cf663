"""Which seats are offered: free ones, together, near the middle, and always the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from time import process_time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.seating.public import Mark, Plan, Seat, SeatId, SeatState, Section
from bilten_app.domains.seating.rules.best import best, nearest
from bilten_app.domains.seating.rules.plans import spots

STALLS, CIRCLE = UUID(int=1), UUID(int=2)
ROOM = Plan(
    sections=(
        Section("Stalls", STALLS, rows=4, seats=9, aisles=(5,)),
        Section("Circle", CIRCLE, rows=2, seats=7),
    ),
    marks={"Stalls\nD\n1": Mark(is_accessible=True), "Stalls\nD\n2": Mark(is_accessible=True)},
)


def seats_of(plan: Plan, taken: Sequence[int] = ()) -> list[Seat]:
    return [
        Seat(
            SeatId(UUID(int=spot.place)), spot.pool_id or STALLS, spot.name, spot.x, spot.y,
            spot.run, spot.place, spot.cost, spot.is_accessible,
            SeatState.sold if spot.place in taken else SeatState.free,
        )
        for spot in spots(plan)
    ]  # fmt: skip


def named(seats: Sequence[Seat]) -> list[str]:
    return [f"{seat.name.row}{seat.name.number}" for seat in seats]


def are_together(seats: Sequence[Seat]) -> bool:
    return all(b.run == a.run and b.place == a.place + 1 for a, b in pairwise(seats))


halls = st.sets(st.integers(0, 49)).map(lambda taken: seats_of(ROOM, sorted(taken)))


@given(hall=halls, quantity=st.integers(1, 8), accessible=st.booleans())
def test_only_free_seats_are_offered_and_as_many_as_there_are(
    hall: list[Seat], quantity: int, *, accessible: bool
) -> None:
    found = best(hall, quantity, accessible=accessible)

    assert all(seat.is_free for seat in found)
    assert len({seat.id for seat in found}) == len(found)
    free = [seat for seat in hall if seat.is_free and (accessible or not seat.is_accessible)]
    if not accessible:
        assert len(found) == min(quantity, len(free))
        assert not any(seat.is_accessible for seat in found)
    elif found:
        assert any(seat.is_accessible for seat in found)


@given(halls, st.integers(1, 6))
def test_people_sit_together_wherever_it_is_possible(hall: list[Seat], quantity: int) -> None:
    found = best(hall, quantity)

    free = [seat for seat in hall if seat.is_free and not seat.is_accessible]
    possible = any(are_together(free[i : i + quantity]) for i in range(len(free) - quantity + 1))
    assert are_together(found) == possible or quantity > len(free)


@given(halls, st.integers(1, 6))
def test_the_same_hall_gives_the_same_answer(hall: list[Seat], quantity: int) -> None:
    assert best(hall, quantity) == best([replace(seat) for seat in hall], quantity)


@given(halls, st.sets(st.integers(0, 35), min_size=1, max_size=4))
def test_what_is_offered_instead_is_free_together_and_of_the_same_category(
    hall: list[Seat], wanted: set[int]
) -> None:
    asked = [hall[i] for i in sorted(wanted)]

    offers = nearest(hall, asked)

    offered = [seat for group in offers for seat in group]
    assert len(offers) <= 3
    assert len({seat.id for seat in offered}) == len(offered)
    for group in offers:
        assert len(group) == len(asked)
        assert are_together(group)
        assert all(seat.is_free and seat.pool_id == STALLS for seat in group)


def test_the_first_pair_sits_in_front_near_the_middle() -> None:
    assert named(best(seats_of(ROOM), 2)) == ["A4", "A5"]


def test_no_seat_is_left_alone_where_that_can_be_avoided() -> None:
    row = Plan(sections=(Section("Stalls", STALLS, rows=1, seats=7),))

    assert named(best(seats_of(row, [2]), 2)) == ["A4", "A5"]
    assert named(best(seats_of(row, [0]), 3)) == ["A2", "A3", "A4"]


def test_a_single_takes_a_seat_that_stands_alone_rather_than_making_one() -> None:
    row = Plan(sections=(Section("Stalls", STALLS, rows=1, seats=4),))

    assert named(best(seats_of(row, [1]), 1)) == ["A1"]


def test_a_large_group_is_parted_as_little_as_possible() -> None:
    found = best(seats_of(ROOM), 7, pools={STALLS})

    assert len(found) == 7
    assert named(found)[:5] == ["A1", "A2", "A3", "A4", "A5"]


def test_wheelchair_places_are_kept_for_those_who_ask() -> None:
    only = [i for i, seat in enumerate(seats_of(ROOM)) if seat.name.row != "D" or i > 35]

    assert named(best(seats_of(ROOM, only), 2)) == ["D6", "D7"]
    assert named(best(seats_of(ROOM, only), 2, accessible=True)) == ["D1", "D2"]


def test_the_nearest_seat_is_beside_the_one_that_is_gone() -> None:
    hall = seats_of(ROOM, [3])

    offers = nearest(hall, [hall[3]])

    assert named(offers[0]) in (["A3"], ["A5"])


def test_nothing_is_offered_where_nothing_is_free() -> None:
    hall = seats_of(ROOM, range(50))

    assert best(hall, 2) == []
    assert nearest(hall, [hall[0]]) == []


@pytest.mark.parametrize("ask", [lambda h: best(h, 4), lambda h: nearest(h, h[9_000:9_004])])
def test_twenty_thousand_seats_are_looked_through_at_once(
    ask: Callable[[list[Seat]], object],
) -> None:
    hall = seats_of(
        Plan(sections=(Section("Arena", STALLS, rows=100, seats=200, aisles=(50, 100, 150)),)),
        range(0, 20_000, 7),
    )
    best(hall, 2)

    begun = process_time()
    ask(hall)
    took = process_time() - begun

    assert took < 0.5
