"""Plans become seats with names that stay, in an order that stays."""

from math import hypot
from uuid import UUID

import pytest

from bilten_app.domains.seating.public import Mark, Names, Plan, Section, Shape, Template
from bilten_app.domains.seating.rules.plans import (
    checked,
    read_plan,
    row_name,
    spots,
    write_plan,
)
from bilten_app.domains.seating.rules.templates import begin
from bilten_app.kit.errors import Invalid

STALLS, CIRCLE = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (703, "AAA")]
)
def test_rows_are_named_like_columns_of_a_sheet(number: int, letters: str) -> None:
    assert row_name(Names.letters, number) == letters


def test_rows_may_be_numbered() -> None:
    assert row_name(Names.numbers, 12) == "12"


def test_seats_follow_each_other_and_an_aisle_parts_them() -> None:
    plan = Plan(sections=(Section("Stalls", STALLS, rows=1, seats=4, aisles=(2,)),))

    seats = spots(plan)

    assert [seat.name.number for seat in seats] == [1, 2, 3, 4]
    assert [seat.x for seat in seats] == [0, 10, 30, 40]
    assert [seat.run for seat in seats] == [0, 0, 1, 1]


def test_seats_may_be_counted_from_the_other_end() -> None:
    plan = Plan(sections=(Section("Stalls", STALLS, rows=1, seats=3, from_right=True),))

    assert [seat.name.number for seat in spots(plan)] == [3, 2, 1]


def test_the_ends_of_a_curved_row_come_forward() -> None:
    plan = Plan(sections=(Section("Stalls", STALLS, Shape.curved, rows=1, seats=5, bend=2),))

    heights = [seat.y for seat in spots(plan)]

    assert heights == sorted(heights[:3]) + sorted(heights[3:], reverse=True)
    assert heights[2] - heights[0] == 20


@pytest.mark.parametrize("template", Template)
def test_no_two_seats_of_a_template_overlap(template: Template) -> None:
    seats = spots(begin(template, [STALLS, CIRCLE]))

    closest = min(
        hypot(one.x - other.x, one.y - other.y)
        for i, one in enumerate(seats)
        for other in seats[i + 1 :]
    )

    assert closest >= 9
    assert len({seat.key for seat in seats}) == len(seats)
    assert [seat.place for seat in seats] == list(range(len(seats)))


def test_a_plan_is_the_same_when_it_was_stored() -> None:
    plan = begin(Template.hall, [STALLS, CIRCLE])
    key = spots(plan)[3].key
    marked = Plan("Stage", plan.sections, {key: Mark(is_accessible=True, pool_id=CIRCLE)})

    assert read_plan(write_plan(marked)) == marked


def test_a_mark_moves_one_seat_to_another_category() -> None:
    plan = Plan(sections=(Section("Stalls", STALLS, rows=1, seats=2),))
    key = spots(plan)[1].key

    marked = spots(
        Plan(
            sections=plan.sections,
            marks={key: Mark(is_blocked=True, is_accessible=True, pool_id=CIRCLE)},
        )
    )

    assert [seat.pool_id for seat in marked] == [STALLS, CIRCLE]
    assert [seat.is_blocked for seat in marked] == [False, True]
    assert [seat.is_accessible for seat in marked] == [False, True]


def test_marks_of_seats_that_went_away_are_forgotten() -> None:
    plan = Plan(sections=(Section("Stalls", rows=1, seats=2),), marks={"Stalls\nB\n1": Mark()})

    assert checked(plan).marks == {}


@pytest.mark.parametrize(
    ("sections", "field"),
    [
        ((Section(" "),), "name"),
        ((Section("A"), Section("A ")), "name"),
        ((Section("A", rows=0),), "rows"),
        ((Section("A", rows=201),), "rows"),
        ((Section("A", seats=301),), "seats"),
        ((Section("A", shape=Shape.tables, seats=21),), "seats"),
        ((Section("A", rows=200, seats=101),), "seats"),
        ((Section("A", bend=41),), "bend"),
        ((Section("A", right=-1001),), "right"),
        ((Section("A", first_number=0),), "first_row"),
    ],
)
def test_a_plan_that_nobody_could_sit_in_is_refused(
    sections: tuple[Section, ...], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        checked(Plan(sections=sections))

    assert list(refused.value.problems) == [field]
