"""Rooms and lists for tests, made through the services."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bilten_app.adapters.proof_of_work import ProofOfWork
from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.service import TicketTypeDraft
from bilten_app.domains.waiting import queries, service
from bilten_app.domains.waiting.public import EntryRef, EntryView, Place, RoomMode, RoomPlan, Wish
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_code, new_id
from bilten_app.kit.roles import Permission
from bilten_app.ports.bots import BotCheck, Puzzle
from tests.factories import Stage, draft, given_event, new_guest
from tests.people import new_email


def without_work(rt: Runtime) -> None:
    """Let everybody take a place at once."""
    with_work(rt, bits=0)


def with_work(rt: Runtime, *, bits: int) -> BotCheck:
    """Ask for so much work before somebody may take a place."""
    rt.gateways = replace(rt.gateways, bots=ProofOfWork(b"key", bits, rt.clock))
    return rt.gateways.bots


def solved(puzzle: Puzzle) -> str:
    """Do the work as a browser does it."""
    answer = 0
    while True:
        digest = hashlib.sha256(f"{puzzle.challenge}:{answer}".encode()).digest()
        if int.from_bytes(digest) >> (256 - puzzle.difficulty) == 0:
            return str(answer)
        answer += 1


async def given_room(
    rt: Runtime,
    stage: Stage,
    *,
    opens_at: datetime | None = None,
    mode: RoomMode = RoomMode.on,
    rate_per_minute: int = 60,
    at_once: int = 500,
) -> None:
    """Put a room in front of the stage's sale."""
    without_work(rt)
    plan = RoomPlan(mode, opens_at, rate_per_minute, at_once)
    await service.save_room(rt, stage.owner, event_id=stage.event_id, plan=plan)


async def join(rt: Runtime, stage: Stage, guest: Actor | None = None) -> tuple[Actor, Place]:
    """Take a turn with a browser of one's own."""
    guest = guest or new_guest()
    nonce = new_code(16).encode()
    return guest, await service.join(rt, guest, event_id=stage.event_id, nonce=nonce)


async def enter(rt: Runtime, stage: Stage, guest: Actor, hold_id: UUID | None = None) -> None:
    """Use a pass for a hold."""
    await service.require_pass(rt, guest, event_id=stage.event_id, hold_id=hold_id or new_id())


async def place_of(rt: Runtime, stage: Stage, guest: Actor, signed: str = "") -> Place:
    return await service.place(rt, guest, event_id=stage.event_id, signed=signed)


async def tick(rt: Runtime, clock: FrozenClock, seconds: float = 1) -> None:
    """Let time pass, and do what the clock does then."""
    clock.move(timedelta(seconds=seconds))
    await service.move_on(rt)
    await service.serve_lists(rt)


async def hold(rt: Runtime, stage: Stage, quantity: int = 1, *, minutes: int = 600) -> UUID:
    """Hold places as a buyer would; return the hold."""
    until = rt.clock.now() + timedelta(minutes=minutes)
    lines = {stage.types[0]: quantity}
    hold_id = new_id()
    await inventory.take(rt, hold_id=hold_id, lines=lines, until=until)
    return hold_id


async def release(rt: Runtime, hold_id: UUID) -> None:
    async with rt.unit_of_work() as uow:
        await inventory.release(uow, hold_id=hold_id)


async def listed(
    rt: Runtime, stage: Stage, quantity: int = 1, least: int | None = None, *, type_index: int = 0
) -> EntryRef:
    """Join the waiting list of a ticket type."""
    return await service.join_list(
        rt,
        new_guest(),
        event_id=stage.event_id,
        wish=Wish(stage.types[type_index], quantity, least),
        name="Noor Aziz",
        email=new_email(),
        locale="en",
    )


async def entry_of(rt: Runtime, ref: EntryRef) -> EntryView:
    async with rt.read() as session:
        return await queries.entry(session, ref.id)


async def change_type(rt: Runtime, stage: Stage, changed: TicketTypeDraft) -> None:
    """Save the first ticket type anew."""
    scope = stage.owner.require(Permission.events_write, stage.organizer_id)
    async with rt.unit_of_work(stage.owner) as uow:
        await inventory.save_ticket_type(
            uow, scope, event_id=stage.event_id, draft=changed, ticket_type_id=stage.types[0]
        )


async def full_event(rt: Runtime, capacity: int = 4, **changes: object) -> tuple[Stage, list[UUID]]:
    """Publish an event and hold every place, one by one."""
    stage = await given_event(rt, draft(capacity=capacity, **changes))
    return stage, [await hold(rt, stage) for _ in range(capacity)]


async def assert_counted(rt: Runtime) -> None:
    async with rt.read() as session:
        assert await inventory_queries.drifts(session) == []
