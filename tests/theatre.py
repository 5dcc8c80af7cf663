"""A small theatre for tests: two categories, a published plan, and buyers who choose seats."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from bilten_app.domains.events import service as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.seating import queries, service
from bilten_app.domains.seating.public import Seat, SeatState, Section, Template
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from tests.factories import Stage, draft, given_event

STALLS = Section("Stalls", rows=3, seats=8, aisles=(4,))
CIRCLE = Section("Circle", rows=2, seats=6)


async def given_theatre(
    rt: Runtime, *sections: Section, blocked: Sequence[int] = (), accessible: Sequence[int] = ()
) -> Stage:
    """Publish an evening with seats: the first ticket type in the stalls, the second above."""
    stage = await given_event(
        rt,
        draft(name="Stalls", price_minor=4500, capacity=10),
        draft(name="Circle", price_minor=3000, capacity=10),
    )
    pools = await pools_of(rt, stage)
    drawn = [
        replace(section, pool_id=pool)
        for section, pool in zip(sections or (STALLS, CIRCLE), pools, strict=False)
    ]
    async with rt.unit_of_work(stage.owner) as uow:
        scope = await events.scope_of(uow, stage.owner, event_id=stage.event_id)
        event = stage.event_id
        await service.start_plan(uow, scope, event_id=event, template=Template.rows, pools=pools)
        await service.save_section(uow, scope, event_id=event, section=drawn[0], index=0)
        for section in drawn[1:]:
            await service.save_section(uow, scope, event_id=event, section=section)
        await service.mark_seats(uow, scope, event_id=event, places=blocked, is_blocked=True)
        await service.mark_seats(uow, scope, event_id=event, places=accessible, is_accessible=True)
        await service.publish(uow, scope, event_id=event)
    return stage


async def pools_of(rt: Runtime, stage: Stage) -> list[UUID]:
    """Return the pools of the ticket types, in their order."""
    async with rt.read() as session:
        types = await inventory.ticket_types(session, stage.event_id, at=rt.clock.now())
    return [one.pool_id for one in types if one.pool_id]


async def seats_of(rt: Runtime, stage: Stage) -> Sequence[Seat]:
    """Return every seat as it is now."""
    async with rt.read() as session:
        return await queries.all_seats(session, stage.event_id)


async def seat_ids(rt: Runtime, stage: Stage, *names: str) -> list[UUID]:
    """Return the ids of seats called like `A1` in the stalls or `Circle A1`."""
    known = {_called(seat): seat.id for seat in await seats_of(rt, stage)}
    return [known[name] for name in names]


async def taken(rt: Runtime, stage: Stage, state: SeatState) -> list[str]:
    """Return the names of the seats in a state, in the order of the plan."""
    return [_called(seat) for seat in await seats_of(rt, stage) if seat.state is state]


async def hold_seats(rt: Runtime, stage: Stage, seats: Sequence[UUID], *, of: int = 0) -> UUID:
    """Hold these seats for a quarter of an hour, for tickets of one type."""
    hold_id = new_id()
    await service.take(
        rt, event_id=stage.event_id, hold_id=hold_id, lines={stage.types[of]: len(seats)},
        until=rt.clock.now() + timedelta(minutes=15), seats=seats,
    )  # fmt: skip
    return hold_id


def _called(seat: Seat) -> str:
    name = f"{seat.name.row}{seat.name.number}"
    return name if seat.name.section == "Stalls" else f"{seat.name.section} {name}"
