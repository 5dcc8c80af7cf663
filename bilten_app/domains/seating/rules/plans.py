"""From a plan to its seats, and what is wrong with a plan. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from math import cos, pi, sin
from typing import Any

from pydantic import TypeAdapter

from bilten_app.domains.seating.public import Names, Plan, SeatName, Section, Shape, Spot
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid

UNIT = 10
ROW_GAP = 12
AISLE = 10
GAP = 20
MOST_SEATS = 20_000
MOST_SECTIONS = 40
MOST_ROWS, MOST_IN_ROW, MOST_AT_TABLE = 200, 300, 20
LONGEST_NAME = 40
TABLES_BESIDE = 4
SIDEWAYS = 8
_LETTERS = 26
_PLAN = TypeAdapter(Plan)

type _Place = tuple[str, int, int, int, int]
"""Row, number, x, y, and which run of neighbours within the section."""


def write_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as its row keeps it."""
    return _PLAN.dump_python(plan, mode="json")


def read_plan(stored: dict[str, Any]) -> Plan:
    """Return the plan of a row."""
    return _PLAN.validate_python(stored)


def key_of(name: SeatName) -> str:
    """Return what identifies a seat within its event: what is printed on the ticket."""
    return f"{name.section}\n{name.row}\n{name.number}"


def row_name(names: Names, number: int) -> str:
    """Return the name of the row with a number from 1: A to Z, then AA, AB and so on."""
    if names is Names.numbers:
        return str(number)
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def checked(plan: Plan) -> Plan:
    """Return the plan without marks of seats that it has not, or raise Invalid by field."""
    problems: dict[str, str] = {}
    names = [section.name.strip() for section in plan.sections]
    if len(set(names)) != len(names):
        problems["name"] = msgid("Two sections have the same name.")
    if not all(0 < len(name) <= LONGEST_NAME for name in names):
        problems["name"] = msgid("Give the section a name of at most 40 characters.")
    if len(names) > MOST_SECTIONS:
        problems["name"] = msgid("A plan has at most 40 sections.")
    for section in plan.sections:
        problems |= _wrong(section)
    total = sum(section.rows * section.seats for section in plan.sections)
    if not problems and total > MOST_SEATS:
        problems["seats"] = msgid("A plan has at most 20,000 seats.")
    if problems:
        raise Invalid(problems)
    keys = {spot.key for spot in spots(plan)}
    return replace(plan, marks={key: mark for key, mark in plan.marks.items() if key in keys})


def renamed(plan: Plan, before: str, after: str) -> Plan:
    """Return the plan with the marks of a section under its new name."""
    prefix = f"{before}\n"
    marks = {
        f"{after}\n{key.removeprefix(prefix)}" if key.startswith(prefix) else key: mark
        for key, mark in plan.marks.items()
    }
    return replace(plan, marks=marks)


def spots(plan: Plan) -> list[Spot]:
    """Return every seat of a plan, row by row from the stage; deterministic."""
    drawn = list(_drawn(plan))
    if not drawn:
        return []
    left = min(x for _, (_, _, x, _, _) in drawn)
    right = max(x for _, (_, _, x, _, _) in drawn)
    front = min(y for _, (_, _, _, y, _) in drawn)
    middle = (left + right) // 2
    runs: dict[tuple[str, int], int] = {}
    numbers = count()
    made: list[Spot] = []
    for section, (row, number, x, y, run) in drawn:
        name = SeatName(section.name, row, number, section.shape is Shape.tables)
        key = key_of(name)
        mark = plan.marks.get(key)
        made.append(
            Spot(
                key=key,
                name=name,
                x=x - left,
                y=y - front,
                run=runs.setdefault((section.name, run), len(runs)),
                place=next(numbers),
                cost=(y - front) * 10 + abs(x - middle) * SIDEWAYS,
                pool_id=(mark.pool_id if mark else None) or section.pool_id,
                is_accessible=bool(mark and mark.is_accessible),
                is_blocked=bool(mark and mark.is_blocked),
            )
        )
    return made


def _drawn(plan: Plan) -> Iterator[tuple[Section, _Place]]:
    """Return the seats of every section; each section stands below the one before."""
    below = 0
    for section in plan.sections:
        places = list(_tables(section) if section.shape is Shape.tables else _rows(section))
        if not places:
            continue
        top = min(y for _, _, _, y, _ in places)
        shift = below - top + section.down * UNIT
        for row, number, x, y, run in places:
            yield section, (row, number, x + section.right * UNIT, y + shift, run)
        if not section.right:
            below = max(y for _, _, _, y, _ in places) + shift + ROW_GAP + GAP


def _rows(section: Section) -> Iterator[_Place]:
    """Return the seats of rows; the ends of curved ones come forward, as in a theatre."""
    aisles = sorted({aisle for aisle in section.aisles if 0 < aisle < section.seats})
    offsets = [i * UNIT + AISLE * sum(aisle <= i for aisle in aisles) for i in range(section.seats)]
    middle = offsets[-1] / 2
    segment = [sum(aisle <= i for aisle in aisles) for i in range(section.seats)]
    for row in range(section.rows):
        name = row_name(section.names, section.first_row + row)
        for i, offset in enumerate(offsets):
            from_start = section.seats - 1 - i if section.from_right else i
            side = (offset - middle) / middle if middle else 0.0
            forward = round(section.bend * UNIT * side * side)
            yield (
                name,
                section.first_number + from_start,
                round(offset - middle),
                row * ROW_GAP - forward,
                row * (len(aisles) + 1) + segment[i],
            )


def _tables(section: Section) -> Iterator[_Place]:
    """Return the seats around round tables, four tables beside each other."""
    radius = max(UNIT, round(section.seats * UNIT * 1.15 / (2 * pi)))
    pitch = 2 * radius + 2 * UNIT
    for table in range(section.rows):
        line, beside = divmod(table, TABLES_BESIDE)
        in_line = min(TABLES_BESIDE, section.rows - line * TABLES_BESIDE)
        x = round((beside - (in_line - 1) / 2) * pitch)
        y = line * pitch
        for i in range(section.seats):
            turn = 2 * pi * i / section.seats - pi / 2
            yield (
                row_name(section.names, section.first_row + table),
                section.first_number + i,
                x + round(radius * cos(turn)),
                y + round(radius * sin(turn)),
                table,
            )


def _wrong(section: Section) -> dict[str, str]:
    problems: dict[str, str] = {}
    most = MOST_AT_TABLE if section.shape is Shape.tables else MOST_IN_ROW
    if not 1 <= section.rows <= MOST_ROWS:
        problems["rows"] = msgid("A section has between 1 and 200 rows or tables.")
    if not 1 <= section.seats <= most:
        problems["seats"] = msgid("A row has between 1 and 300 seats, a table at most 20.")
    if not (1 <= section.first_row <= 1000 and 1 <= section.first_number <= 1000):
        problems["first_row"] = msgid("Count from a number between 1 and 1,000.")
    if abs(section.right) > 1000 or abs(section.down) > 1000:
        problems["right"] = msgid("Move a section by at most 1,000 seats.")
    if not 0 <= section.bend <= 40:
        problems["bend"] = msgid("The ends of a row come forward by 0 to 40 seats.")
    return problems
