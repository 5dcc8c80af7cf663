"""Plans, seats, and why one cannot be had."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, NewType
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.text import msgid, say

SeatId = NewType("SeatId", UUID)


class SeatState(StrEnum):
    """Whether somebody can take a seat; a blocked one is the house's."""

    free = "free"
    held = "held"
    sold = "sold"
    blocked = "blocked"


class Shape(StrEnum):
    """How the seats of a section stand."""

    straight = "straight"
    curved = "curved"
    tables = "tables"


class Names(StrEnum):
    """How rows are named."""

    letters = "letters"
    numbers = "numbers"


class Template(StrEnum):
    """What kind of room a plan begins as."""

    rows = "rows"
    theatre = "theatre"
    hall = "hall"


class Verb(StrEnum):
    """What the audit says of plans."""

    plan_saved = "seating.plan_saved"
    plan_published = "seating.plan_published"


class SeatTaken(Refused):
    """Somebody was faster. `offers` are ids of seats that are free nearby: groups with spaces
    between them, the seats of a group with commas.
    """

    code = "seat_taken"
    text = msgid("Somebody was faster: {seats}. Other seats nearby are still free.")


class NoSeatsLeft(Refused):
    """No seats are left that go with the tickets."""

    code = "no_seats"
    text = msgid("There are no seats left that go with these tickets. Choose again on the plan.")


class PlanChanged(Refused):
    """The browser shows an older plan."""

    code = "plan_changed"
    text = msgid("The seat plan has changed. Please choose again.")


class SeatsHaveHolders(Refused):
    """A new plan would take away, move to another category or block what somebody has."""

    code = "seats_have_holders"
    text = msgid("Somebody has these seats: {seats}. Leave them as they are, or refund them first.")


class NoPlan(Refused):
    """The event has no seat plan."""

    code = "no_seat_plan"
    text = msgid("This event has no seat plan yet. Begin one first.")


class PlanIncomplete(Refused):
    """A plan without seats or without a category cannot be published."""

    code = "plan_incomplete"
    text = msgid("Give every section a ticket type and at least one seat before publishing.")


@dataclass(frozen=True, slots=True)
class SeatName:
    """What is printed on a ticket: it is the same as long as the seat has a holder."""

    section: str
    row: str
    number: int
    at_table: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What makes a seat differ from its section; `pool_id` None leaves it in the section's."""

    is_blocked: bool = False
    is_accessible: bool = False
    pool_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows (or tables) of seats that belong together; measures are in seat widths.

    `aisles` are numbers of seats after which there is a passage. `bend` is how far the ends of a
    curved row come forward. `from_right` counts the seats from the other end.
    """

    name: str
    pool_id: UUID | None = None
    shape: Shape = Shape.straight
    rows: int = 8
    seats: int = 12
    names: Names = Names.letters
    first_row: int = 1
    first_number: int = 1
    from_right: bool = False
    aisles: tuple[int, ...] = ()
    bend: int = 0
    right: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A seat plan as it is edited: sections, and marks by the key of a seat."""

    stage: str = ""
    sections: tuple[Section, ...] = ()
    marks: dict[str, Mark] = field(default_factory=dict[str, Mark])


@dataclass(frozen=True, slots=True)
class Spot:
    """A seat as a plan puts it. Units are a tenth of a seat's width.

    Neighbours have the same `run` and follow each other in `place`; `cost` is low where one sits
    well: near the front and the middle.
    """

    key: str
    name: SeatName
    x: int
    y: int
    run: int
    place: int
    cost: int
    pool_id: UUID | None
    is_accessible: bool
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a published plan, and whether it can be taken."""

    id: SeatId
    pool_id: UUID
    name: SeatName
    x: int
    y: int
    run: int
    place: int
    cost: int
    is_accessible: bool
    state: SeatState

    @property
    def is_free(self) -> bool:
        """Whether it can be taken."""
        return self.state is SeatState.free


@dataclass(frozen=True, slots=True)
class PlanView:
    """An event's plan: what is edited, and which version buyers see (0: none)."""

    event_id: UUID
    plan: Plan
    version: int
    is_changed: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class SeatMap:
    """The published plan as buyers see it, its seats in the order of their places."""

    event_id: UUID
    version: int
    stage: str
    seats: Sequence[Seat]


@dataclass(frozen=True, slots=True)
class SeatDrift:
    """A seated pool whose seats differ from its counters: an alarm."""

    pool_id: UUID
    held: int
    seats_held: int
    sold: int
    seats_sold: int
    capacity: int
    seats: int


def seat_words(name: SeatName, locale: str) -> str:
    """Return `Stalls, row C, seat 12` in a language."""
    sentence = (
        msgid("{section}, table {row}, seat {number}")
        if name.at_table
        else msgid("{section}, row {row}, seat {number}")
    )
    return say(sentence, locale, section=name.section, row=name.row, number=name.number)


def write_name(name: SeatName) -> dict[str, Any]:
    """Return a seat's name as a ticket or an order line keeps it."""
    return {
        "section": name.section, "row": name.row, "number": name.number,
        "at_table": name.at_table,
    }  # fmt: skip


def read_name(stored: dict[str, Any]) -> SeatName:
    """Return the name of a seat that a ticket or an order line keeps."""
    return SeatName(stored["section"], stored["row"], stored["number"], stored["at_table"])


class KeptSeat(NamedTuple):
    """A seat as an order keeps it."""

    id: UUID
    pool_id: UUID
    name: SeatName


def write_seats(seats: Sequence[Seat]) -> list[Any] | None:
    """Return what an order keeps of the seats it is placed with."""
    return [[str(one.id), str(one.pool_id), write_name(one.name)] for one in seats] or None


def read_seats(stored: list[Any] | None) -> list[KeptSeat]:
    """Return the seats of an order, in the order of the plan."""
    return [KeptSeat(UUID(key), UUID(pool), read_name(name)) for key, pool, name in stored or ()]
