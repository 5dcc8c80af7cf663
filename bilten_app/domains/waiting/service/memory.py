"""What a process remembers of the rooms, so that ten thousand who ask cost one query a second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.waiting.models import Admission, Room
from bilten_app.domains.waiting.public import RoomMode
from bilten_app.infra.runtime import Runtime

KEPT = timedelta(seconds=1)
LOOK_BACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Standing:
    """A room that is not off, as it was less than a second ago; `steps` are the latest."""

    event_id: UUID
    mode: RoomMode
    in_force: bool
    opens_at: datetime
    drawn_at: datetime | None
    admitted: int
    rate_per_minute: int
    pass_s: int
    visit_s: int
    steps: tuple[tuple[int, datetime], ...]

    def pass_ends(self, number: int) -> datetime:
        """Return when the pass of an admitted number ends; long ago when nobody remembers."""
        at = next((at for up_to, at in self.steps if up_to >= number), self.opens_at)
        return at + timedelta(seconds=self.pass_s)

    def per_minute(self, now: datetime) -> float:
        """Return how many were let in a minute of late; what is planned while nobody was."""
        window = min(timedelta(minutes=2), now - self.opens_at)
        before = [up_to for up_to, at in self.steps if at <= now - window]
        passed = self.admitted - (before[-1] if before else 0)
        minutes = window.total_seconds() / 60
        return passed / minutes if passed and minutes > 0 and self.steps else self.rate_per_minute


@dataclass(slots=True)
class _Memory:
    read_at: datetime | None = None
    rooms: Mapping[UUID, Standing] = field(default_factory=dict[UUID, Standing])
    slugs: dict[UUID, str] = field(default_factory=dict[UUID, str])


_memories: WeakKeyDictionary[Runtime, _Memory] = WeakKeyDictionary()


async def standing(rt: Runtime, event_id: UUID, *, fresh: bool = False) -> Standing | None:
    """Return the event's room unless it is off; at most a second old, or read now if `fresh`."""
    return (await _rooms(rt, fresh=fresh)).get(event_id)


async def is_any_standing(rt: Runtime) -> bool:
    """Whether any event has a room."""
    return bool(await _rooms(rt))


def forget(rt: Runtime) -> None:
    """Read again next time: this process has just changed something."""
    _memory(rt).read_at = None


async def address(rt: Runtime, event_id: UUID) -> str:
    """Return the path of the event's waiting room."""
    slugs = _memory(rt).slugs
    if event_id not in slugs:
        async with rt.read() as session:
            slugs[event_id] = (await events.sale(session, event_id)).slug
    return f"/waiting/{slugs[event_id]}"


async def _rooms(rt: Runtime, *, fresh: bool = False) -> Mapping[UUID, Standing]:
    memory = _memory(rt)
    now = rt.clock.now()
    if fresh or memory.read_at is None or not memory.read_at <= now < memory.read_at + KEPT:
        memory.rooms = await rt.together(_read, None)
        memory.read_at = now
    return memory.rooms


def _memory(rt: Runtime) -> _Memory:
    return _memories.setdefault(rt, _Memory())


async def _read(rt: Runtime, asked: Sequence[None]) -> Sequence[Mapping[UUID, Standing]]:
    async with rt.read() as session:
        chosen = select(Room).where(col(Room.mode) != RoomMode.off)
        rooms = (await session.execute(chosen)).scalars().all()
        steps: dict[UUID, list[tuple[int, datetime]]] = {room.event_id: [] for room in rooms}
        if rooms:
            recent = (
                select(Admission)
                .where(col(Admission.event_id).in_(steps))
                .where(col(Admission.at) > rt.clock.now() - LOOK_BACK)
                .order_by(col(Admission.up_to))
            )
            for step in (await session.execute(recent)).scalars():
                steps[step.event_id].append((step.up_to, step.at))
    found = {room.event_id: _standing(room, steps[room.event_id]) for room in rooms}
    return [found] * len(asked)


def _standing(room: Room, steps: Sequence[tuple[int, datetime]]) -> Standing:
    return Standing(
        event_id=room.event_id,
        mode=RoomMode(room.mode),
        in_force=room.in_force,
        opens_at=room.opens_at,
        drawn_at=room.drawn_at,
        admitted=room.admitted,
        rate_per_minute=room.rate_per_minute,
        pass_s=room.pass_s,
        visit_s=room.visit_s,
        steps=tuple(steps),
    )
