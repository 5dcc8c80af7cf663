"""Waiting rooms and lists of our events, for members of an organization."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bilten_app.api.deps import Cursor, Member, Rt, Size
from bilten_app.api.shapes import In, Instant, Slug
from bilten_app.api.v1.waiting_list import EntryOut
from bilten_app.domains.events import queries as events
from bilten_app.domains.waiting import queries, service
from bilten_app.domains.waiting.public import NoRoom, RoomMode, RoomPlan, RoomView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor

router = APIRouter(prefix="/organizer/events/{slug}", tags=["Organizer"])


class RoomIn(In):
    """How a room works. `opens_at` is the moment of the draw; without it the room opens now."""

    mode: RoomMode
    opens_at: Instant | None = None
    rate_per_minute: int = Field(default=300, strict=True, ge=1, le=60_000)
    at_once: int = Field(default=500, strict=True, ge=1, le=100_000)


class RoomOut(BaseModel):
    """A room and its numbers at this moment; `missed` counts passes that nobody used."""

    mode: RoomMode
    in_force: bool
    opens_at: datetime
    drawn_at: datetime | None
    joined: int
    waiting: int
    admitted: int
    inside: int
    missed: int
    rate_per_minute: int
    at_once: int

    @classmethod
    def of(cls, room: RoomView) -> "RoomOut":
        """Return the shape of a room."""
        return cls(
            mode=room.mode,
            in_force=room.in_force,
            opens_at=room.opens_at,
            drawn_at=room.drawn_at,
            joined=room.joined,
            waiting=room.waiting,
            admitted=room.admitted,
            inside=room.inside,
            missed=room.missed,
            rate_per_minute=room.rate_per_minute,
            at_once=room.at_once,
        )


class ListedOut(EntryOut):
    """An entry with the person who waits."""

    name: str
    email: str


class ListOut(BaseModel):
    """A page of a list, the first in line first."""

    entries: list[ListedOut]
    next_cursor: str | None


@router.get("/waiting-room", summary="The waiting room of an event")
async def read_room(rt: Rt, actor: Member, slug: Slug) -> RoomOut:
    """Return the room with its numbers at this moment."""
    return await _room(rt, actor, await _event(rt, actor, slug))


@router.put("/waiting-room", summary="Set a waiting room up")
async def save_room(rt: Rt, actor: Member, slug: Slug, plan: RoomIn) -> RoomOut:
    """Switch the room on or off, or change its opening and its pace."""
    event_id = await _event(rt, actor, slug)
    wanted = RoomPlan(plan.mode, plan.opens_at, plan.rate_per_minute, plan.at_once)
    await service.save_room(rt, actor, event_id=event_id, plan=wanted)
    return await _room(rt, actor, event_id)


@router.get("/waiting-list", summary="The waiting list of an event")
async def list_entries(
    rt: Rt, actor: Member, slug: Slug, *, cursor: Cursor = None, size: Size = 50
) -> ListOut:
    """Return who waits, what each was offered, and when and why each was passed over."""
    event_id = await _event(rt, actor, slug)
    async with rt.read() as session:
        page = await queries.entries(session, actor, event_id, cursor=cursor, size=size)
    return ListOut(
        entries=[
            ListedOut(**EntryOut.of(one).model_dump(), name=one.name, email=one.email)
            for one in page.rows
        ],
        next_cursor=page.next_cursor,
    )


async def _event(rt: Runtime, actor: Actor, slug: str) -> UUID:
    async with rt.read() as session:
        return (await events.organizer_event(session, actor, slug)).id


async def _room(rt: Runtime, actor: Actor, event_id: UUID) -> RoomOut:
    async with rt.read() as session:
        room = await queries.room(session, actor, event_id, at=rt.clock.now())
    if room is None:
        raise NoRoom
    return RoomOut.of(room)
