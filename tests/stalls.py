"""What an event sells beyond plain tickets: shared places, bundles, add-ons, limits."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from bilten_app.domains.inventory import queries, service
from bilten_app.domains.inventory.public import Kind, TicketTypeDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from tests.factories import Stage, draft


async def given_pool(rt: Runtime, stage: Stage, name: str, capacity: int) -> UUID:
    """Make a pool that types may share."""
    async with rt.unit_of_work(stage.owner) as uow:
        scope = stage.owner.require(Permission.events_write, stage.organizer_id)
        return await service.save_pool(
            uow, scope, event_id=stage.event_id, name=name, capacity=capacity
        )


async def given_type(
    rt: Runtime, stage: Stage, one: TicketTypeDraft, key: UUID | None = None
) -> UUID:
    """Save a ticket type of the event."""
    async with rt.unit_of_work(stage.owner) as uow:
        scope = stage.owner.require(Permission.events_write, stage.organizer_id)
        return await service.save_ticket_type(
            uow, scope, event_id=stage.event_id, draft=one, ticket_type_id=key
        )


def sharing(*pools: UUID, **changes: object) -> TicketTypeDraft:
    """Return a type that draws on shared pools only."""
    return draft(**{"capacity": None, "shared": pools, **changes})


def bundle(parts: Mapping[UUID, int], **changes: object) -> TicketTypeDraft:
    """Return a bundle of other types, for 60.00."""
    values = {"name": "Family", "kind": Kind.bundle, "price_minor": 6000, "capacity": None}
    return draft(**{**values, "parts": parts, **changes})


def addon(*hosts: UUID, **changes: object) -> TicketTypeDraft:
    """Return an add-on, one with each of the types it goes with."""
    values = {"name": "Parking", "kind": Kind.addon, "price_minor": 800, "goes_with": hosts}
    return draft(**{**values, **changes})


async def take(
    rt: Runtime, lines: Mapping[UUID, int], *, person: str = "", minutes: int = 15
) -> UUID:
    """Hold places for a while."""
    hold_id = new_id()
    until = rt.clock.now() + timedelta(minutes=minutes)
    await service.take(rt, hold_id=hold_id, lines=lines, until=until, person=person)
    return hold_id


async def left(rt: Runtime, stage: Stage) -> dict[UUID, int]:
    """Return type → how many of it may be taken now."""
    async with rt.read() as session:
        types = await queries.ticket_types(
            session, stage.event_id, at=rt.clock.now(), with_hidden=True
        )
    return {one.id: one.left for one in types}


async def assert_counted(rt: Runtime) -> None:
    """Every counter is what its rows say."""
    async with rt.read() as session:
        assert await queries.drifts(session) == []
