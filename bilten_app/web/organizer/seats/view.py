"""The plan's sections, categories and numbers, ready to show, and what the forms send."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import TicketTypeView
from bilten_app.domains.seating import queries as seating
from bilten_app.domains.seating.public import (
    Names,
    Plan,
    PlanView,
    Section,
    Shape,
    Spot,
    Template,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, number, say, say_many
from bilten_app.web.seats import geometry_of

TEMPLATES: Mapping[Template, tuple[str, str]] = {
    Template.rows: (msgid("Rows with an aisle"), msgid("A cinema, a lecture, a small club.")),
    Template.theatre: (msgid("Theatre"), msgid("Curved rows: stalls, circle and balcony.")),
    Template.hall: (msgid("Hall"), msgid("Round tables in front, rows behind, a balcony.")),
}
SHAPES: Mapping[Shape, str] = {
    Shape.straight: msgid("Straight rows"),
    Shape.curved: msgid("Curved rows"),
    Shape.tables: msgid("Round tables"),
}
NAMES: Mapping[Names, str] = {Names.letters: msgid("A, B, C"), Names.numbers: msgid("1, 2, 3")}


class SectionForm(BaseModel):
    """One section as it is typed; aisles are numbers of seats with commas between them."""

    name: str = Field(max_length=80)
    pool: UUID | None = None
    shape: Shape = Shape.straight
    rows: int = Field(ge=1, le=200)
    seats: int = Field(ge=1, le=300)
    names: Names = Names.letters
    first_row: int = Field(1, ge=1, le=1000)
    first_number: int = Field(1, ge=1, le=1000)
    from_right: bool = False
    aisles: str = Field("", max_length=200, pattern=r"^[0-9, ]*$")
    bend: int = Field(0, ge=0, le=40)
    right: int = Field(0, ge=-1000, le=1000)
    down: int = Field(0, ge=-1000, le=1000)

    @field_validator("pool", mode="before")
    @classmethod
    def _maybe(cls, typed: object) -> object:
        return typed or None

    @field_validator("first_row", "first_number", mode="before")
    @classmethod
    def _one(cls, typed: object) -> object:
        return typed or 1

    @field_validator("bend", "right", "down", mode="before")
    @classmethod
    def _none(cls, typed: object) -> object:
        return typed or 0

    def section(self) -> Section:
        """Return the section that was described."""
        aisles = tuple(int(each) for each in self.aisles.replace(" ", "").split(",") if each)
        return Section(
            self.name, self.pool, self.shape, self.rows, self.seats, self.names, self.first_row,
            self.first_number, self.from_right, aisles, self.bend, self.right, self.down,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section in the list and in its form."""

    index: str = ""
    name: str = ""
    what: str = ""
    pool: str = ""
    shape: str = Shape.straight.value
    rows: str = "8"
    seats: str = "12"
    names: str = Names.letters.value
    first_row: str = "1"
    first_number: str = "1"
    from_right: bool = False
    aisles: str = ""
    bend: str = "0"
    right: str = "0"
    down: str = "0"


@dataclass(frozen=True, slots=True)
class Category:
    """A pool as a category of seats: its sign in the plan, and how many seats it has."""

    id: str
    name: str
    tone: int
    seats: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the page shows of an event's seats."""

    event: EventView
    plan: PlanView | None
    sections: list[SectionRow]
    categories: list[Category]
    total: str


async def load(rt: Runtime, actor: Actor, slug: str, locale: str) -> Desk:
    """Return the plan of an event for who may edit it. Raises NotFound, Forbidden."""
    async with rt.read() as session:
        event = await events.organizer_event(session, actor, slug)
        actor.require(Permission.events_write, event.organizer_id, event_id=event.id)
        types = await inventory.ticket_types(session, event.id, at=rt.clock.now(), with_hidden=True)
        plan = await seating.plan(session, event.id)
    drawn = seating.drawn(plan.plan) if plan else ()
    names = category_names(types)
    return Desk(
        event,
        plan,
        [_section_row(i, each, names, locale) for i, each in enumerate(plan.plan.sections)]
        if plan
        else [],
        _categories(names, drawn, locale),
        number(len(drawn), locale),
    )


async def geometry(rt: Runtime, actor: Actor, slug: str) -> dict[str, Any]:
    """Return the plan as it is edited, for its drawing."""
    desk = await load(rt, actor, slug, "en")
    plan = desk.plan.plan if desk.plan else Plan()
    pools = [UUID(each.id) for each in desk.categories]
    return geometry_of(0, plan.stage, seating.drawn(plan), pools)


def category_names(types: Sequence[TicketTypeView]) -> dict[UUID, str]:
    """Return pool → the ticket types whose places it has, in the order of the types."""
    names: dict[UUID, list[str]] = {}
    for each in types:
        for pool in each.pools:
            names.setdefault(pool, []).append(each.name)
    return {pool: ", ".join(called) for pool, called in names.items()}


def _section_row(index: int, section: Section, names: dict[UUID, str], locale: str) -> SectionRow:
    many = (
        say_many(msgid("{n} table"), msgid("{n} tables"), section.rows, locale)
        if section.shape is Shape.tables
        else say_many(msgid("{n} row"), msgid("{n} rows"), section.rows, locale)
    )
    category = names.get(section.pool_id) if section.pool_id else None
    return SectionRow(
        index=str(index),
        name=section.name,
        what=f"{many} \N{MULTIPLICATION SIGN} {number(section.seats, locale)} \N{MIDDLE DOT} "
        + (category or say(msgid("no ticket type yet"), locale)),
        pool=str(section.pool_id or ""),
        shape=section.shape.value,
        rows=str(section.rows),
        seats=str(section.seats),
        names=section.names.value,
        first_row=str(section.first_row),
        first_number=str(section.first_number),
        from_right=section.from_right,
        aisles=", ".join(map(str, section.aisles)),
        bend=str(section.bend),
        right=str(section.right),
        down=str(section.down),
    )


def _categories(names: dict[UUID, str], drawn: Sequence[Spot], locale: str) -> list[Category]:
    seats = Counter(spot.pool_id for spot in drawn)
    blocked = Counter(spot.pool_id for spot in drawn if spot.is_blocked)
    special = Counter(spot.pool_id for spot in drawn if spot.is_accessible)

    def notes(pool: UUID) -> str:
        told = [
            say(msgid("{n} blocked"), locale, n=number(blocked[pool], locale)),
            say(msgid("{n} for wheelchairs"), locale, n=number(special[pool], locale)),
        ]
        return ", ".join(
            words for words, n in zip(told, (blocked[pool], special[pool]), strict=True) if n
        )

    return [
        Category(
            str(pool), name, tone,
            say_many(msgid("{n} seat"), msgid("{n} seats"), seats[pool], locale), notes(pool),
        )
        for tone, (pool, name) in enumerate(names.items())
    ]  # fmt: skip


async def neighbours(rt: Runtime, actor: Actor, slug: str, place: int) -> list[int]:
    """Return the places of the seats in the same row as one."""
    desk = await load(rt, actor, slug, "en")
    drawn = seating.drawn(desk.plan.plan) if desk.plan else ()
    named = {spot.place: (spot.name.section, spot.name.row) for spot in drawn}
    return [other for other, row in named.items() if row == named.get(place)]
