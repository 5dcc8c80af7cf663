"""Editing a plan and publishing it. Publishing locks the pools first, in the order of their ids."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.seating import queries
from bilten_app.domains.seating.models import SeatPlan, SeatRow
from bilten_app.domains.seating.public import (
    Mark,
    NoPlan,
    Plan,
    PlanIncomplete,
    Seat,
    SeatsHaveHolders,
    SeatState,
    Section,
    Spot,
    Template,
    Verb,
    seat_words,
)
from bilten_app.domains.seating.rules.plans import (
    checked,
    key_of,
    read_plan,
    renamed,
    spots,
    write_plan,
)
from bilten_app.domains.seating.rules.templates import begin
from bilten_app.infra.db import table_of, values_of
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.typed import one_line

NAMED_HOLDERS = 8
TAKEN = frozenset({SeatState.held, SeatState.sold})


async def start_plan(
    uow: UnitOfWork,
    scope: OrganizerScope,
    *,
    event_id: UUID,
    template: Template,
    pools: Sequence[UUID],
) -> None:
    """Begin a plan, or begin it anew; what buyers see stays until the next publishing.

    `scope` proves the permission; the caller has checked that the event belongs to it.
    """
    await uow.session.execute(
        insert(table_of(SeatPlan))
        .values(event_id=event_id, plan={}, version=0, is_changed=True, stage="",
                changed_at=uow.clock.now())
        .on_conflict_do_nothing()
    )  # fmt: skip
    await _save(uow, scope, event_id, begin(template, pools))


async def save_stage(uow: UnitOfWork, scope: OrganizerScope, *, event_id: UUID, stage: str) -> None:
    """Name what the seats look at."""
    plan = await _locked(uow, event_id)
    await _save(uow, scope, event_id, replace(plan, stage=one_line(stage)))


async def save_section(
    uow: UnitOfWork,
    scope: OrganizerScope,
    *,
    event_id: UUID,
    section: Section,
    index: int | None = None,
) -> None:
    """Change the section at a position of the plan, or add one. Raises Invalid by field."""
    plan = await _locked(uow, event_id)
    section = replace(section, name=one_line(section.name))
    sections = list(plan.sections)
    if index is None:
        sections.append(section)
    else:
        plan = renamed(plan, _at(plan, index).name, section.name)
        sections[index] = section
    await _save(uow, scope, event_id, replace(plan, sections=tuple(sections)))


async def remove_section(
    uow: UnitOfWork, scope: OrganizerScope, *, event_id: UUID, index: int
) -> None:
    """Take a section out of the plan."""
    plan = await _locked(uow, event_id)
    gone = _at(plan, index)
    rest = tuple(section for section in plan.sections if section is not gone)
    await _save(uow, scope, event_id, replace(plan, sections=rest))


async def mark_seats(
    uow: UnitOfWork,
    scope: OrganizerScope,
    *,
    event_id: UUID,
    places: Collection[int],
    is_blocked: bool | None = None,
    is_accessible: bool | None = None,
    pool_id: UUID | None = None,
) -> None:
    """Block seats for the house, keep them for wheelchairs, or move them to another category.

    `places` count the seats of the plan as it is edited. What is None stays as it is.
    """
    plan = await _locked(uow, event_id)
    usual = {section.name: section.pool_id for section in plan.sections}
    marks = dict(plan.marks)
    for spot in spots(plan):
        if spot.place in places:
            pool = pool_id or spot.pool_id
            marks[spot.key] = Mark(
                spot.is_blocked if is_blocked is None else is_blocked,
                spot.is_accessible if is_accessible is None else is_accessible,
                pool if pool != usual[spot.name.section] else None,
            )
    marks = {key: mark for key, mark in marks.items() if mark != Mark()}
    await _save(uow, scope, event_id, replace(plan, marks=marks))


async def publish(uow: UnitOfWork, scope: OrganizerScope, *, event_id: UUID) -> int:
    """Let buyers choose from the plan; return how many seats it has.

    Raises NoPlan or PlanIncomplete; SeatsHaveHolders when the plan takes away, blocks or moves to
    another category what somebody has; PlacesWithoutSeats when a category was sold without seats;
    TwoSeats when a ticket type draws on two categories.
    """
    row = await uow.session.get(SeatPlan, event_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoPlan
    plan = read_plan(row.plan)
    wanted = spots(plan)
    pools = {spot.pool_id for spot in wanted if spot.pool_id}
    if not wanted or any(spot.pool_id is None for spot in wanted):
        raise PlanIncomplete
    before = await queries.seated_pools(uow.session, event_id)
    counted = dict.fromkeys(pools | before, 0)
    for spot in wanted:
        if spot.pool_id and not spot.is_blocked:
            counted[spot.pool_id] += 1
    await inventory.lock_pools(uow, set(counted))
    known = {key_of(seat.name): seat for seat in await queries.all_seats(uow.session, event_id)}
    _check_holders(wanted, known)
    await inventory.seat_pools(uow, event_id=event_id, places=counted, seated=pools)
    await _write(uow, event_id, wanted, known)
    row.version += 1
    row.is_changed, row.stage = False, plan.stage
    uow.audit(Verb.plan_published, event_id, organizer=str(scope), seats=len(wanted))
    return len(wanted)


async def _locked(uow: UnitOfWork, event_id: UUID) -> Plan:
    row = await uow.session.get(SeatPlan, event_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoPlan
    return read_plan(row.plan)


async def _save(uow: UnitOfWork, scope: OrganizerScope, event_id: UUID, plan: Plan) -> None:
    row = await uow.get(SeatPlan, event_id, lock=True)
    row.plan = write_plan(checked(plan))
    row.is_changed, row.changed_at = True, uow.clock.now()
    await uow.session.flush()
    uow.audit(Verb.plan_saved, event_id, organizer=str(scope))


def _at(plan: Plan, index: int) -> Section:
    if not 0 <= index < len(plan.sections):
        raise NotFound
    return plan.sections[index]


def _check_holders(wanted: Sequence[Spot], known: Mapping[str, Seat]) -> None:
    following = {spot.key: spot for spot in wanted}
    lost = [
        seat
        for key, seat in known.items()
        if seat.state in TAKEN
        and (
            (spot := following.get(key)) is None or spot.is_blocked or spot.pool_id != seat.pool_id
        )
    ]
    if lost:
        shown = "; ".join(seat_words(seat.name, "en") for seat in lost[:NAMED_HOLDERS])
        more = len(lost) - NAMED_HOLDERS
        raise SeatsHaveHolders(seats=f"{shown} (+{more})" if more > 0 else shown)


async def _write(
    uow: UnitOfWork, event_id: UUID, wanted: Sequence[Spot], known: Mapping[str, Seat]
) -> None:
    """Make the rows of the seats what the plan says; who has a seat keeps it."""
    kept = {spot.key for spot in wanted}
    gone = [seat.id for key, seat in known.items() if key not in kept]
    await uow.session.execute(delete(SeatRow).where(col(SeatRow.id).in_(gone)))
    writing = insert(table_of(SeatRow))
    told = {
        name: writing.excluded[name]
        for name in ("pool_id", "at_table", "x", "y", "run", "place", "cost", "is_accessible")
    }
    state = text(
        "CASE WHEN seats.state IN ('held', 'sold') THEN seats.state ELSE excluded.state END"
    )
    await uow.session.execute(
        writing.on_conflict_do_update(
            index_elements=["event_id", "section", "row", "number"], set_={**told, "state": state}
        ),
        [_row(event_id, spot) for spot in wanted],
    )


def _row(event_id: UUID, spot: Spot) -> dict[str, Any]:
    return values_of(
        SeatRow(
            event_id=event_id, pool_id=spot.pool_id or event_id, section=spot.name.section,
            row=spot.name.row, number=spot.name.number, at_table=spot.name.at_table, x=spot.x,
            y=spot.y, run=spot.run, place=spot.place, cost=spot.cost,
            is_accessible=spot.is_accessible,
            state=SeatState.blocked if spot.is_blocked else SeatState.free,
        )
    )  # fmt: skip
