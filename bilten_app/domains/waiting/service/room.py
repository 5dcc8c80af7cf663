"""The organizer's and the clock's side of a room: set it up, draw, and let the next ones in."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.waiting import rules
from bilten_app.domains.waiting.models import Admission, Room, Turn
from bilten_app.domains.waiting.public import DrawOver, RoomMode, RoomPlan, Verb
from bilten_app.domains.waiting.service import memory
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid

PASS_S = 180
QUIET_S = 60
MOST_PER_MINUTE, MOST_AT_ONCE = 60_000, 100_000


async def save_room(rt: Runtime, actor: Actor, *, event_id: UUID, plan: RoomPlan) -> None:
    """Set a room up, or change it; the first time, publish the hash of a new secret seed.

    For members with `events:write`. Raises DrawOver when the opening moves after its draw.
    """
    _check(plan)
    async with rt.unit_of_work(actor) as uow:
        event = await events.sale(uow.session, event_id)
        actor.require(Permission.events_write, event.organizer_id, event_id=event.id)
        room = await uow.session.get(Room, event_id, with_for_update={"key_share": True})
        if room is None:
            room = _new_room(rt, event_id, plan)
        _change(room, plan)
        uow.add(room)
        uow.audit(
            Verb.room_saved,
            event_id,
            mode=room.mode,
            opens_at=room.opens_at.isoformat(),
            rate_per_minute=room.rate_per_minute,
            at_once=room.at_once,
        )
    memory.forget(rt)


async def call_in(rt: Runtime, event_id: UUID) -> None:
    """Put an automatic room in force: more people arrive than may go in. Harmless twice."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            text(
                "UPDATE waiting_rooms SET in_force = true, drawn = coalesce(drawn, 0),"
                " opens_at = CASE WHEN drawn IS NULL THEN :now ELSE opens_at END,"
                " spent_until = :now, called_at = :now"
                " WHERE event_id = :event AND mode = 'automatic' AND NOT in_force"
            ),
            {"event": event_id, "now": uow.clock.now()},
        )
    memory.forget(rt)


async def move_on(rt: Runtime) -> None:
    """Job of the clock: draw what opens, and let the next ones in.

    Harmless when several workers do it: what the rate has saved up is spent once, under the room's
    lock.
    """
    async with rt.read() as session:
        standing = await session.execute(select(col(Room.event_id)).where(col(Room.in_force)))
        event_ids = standing.scalars().all()
    for event_id in event_ids:
        async with rt.unit_of_work() as uow:
            room = await uow.get(Room, event_id, lock=True)
            if room.in_force and room.opens_at <= uow.clock.now():
                await _draw(uow, rt.vault, room)
                await _let_in(uow, room)
    if event_ids:
        memory.forget(rt)


async def _draw(uow: UnitOfWork, vault: Vault, room: Room) -> None:
    """Number those who came before the opening by HMAC(seed, turn), and tell the seed; once."""
    if room.drawn_at is not None:
        return
    seed = vault.open(_purpose(room.event_id), room.sealed_seed)
    inner, outer = rules.hmac_pads(seed)
    drawn = await uow.session.execute(
        text(_DRAW), {"event": room.event_id, "inner": inner, "outer": outer}
    )
    count = len(drawn.all())
    if room.drawn is None:
        room.drawn = room.issued = count
    room.seed, room.drawn_at, room.spent_until = seed, uow.clock.now(), room.opens_at
    uow.audit(Verb.room_drawn, room.event_id, drawn=count, seed_hash=room.seed_hash.hex())


# HMAC-SHA256 by RFC 2104, with the blocks made from the seed beforehand.
_DRAW = """
    UPDATE waiting_turns t SET number = drawn.number
    FROM (
        SELECT id, row_number() OVER (
            ORDER BY sha256(:outer || sha256(:inner || uuid_send(id)))
        ) AS number
        FROM waiting_turns WHERE event_id = :event AND number IS NULL
    ) drawn
    WHERE t.id = drawn.id RETURNING t.id
"""


async def _let_in(uow: UnitOfWork, room: Room) -> None:
    now = uow.clock.now()
    busy = await inventory.open_checkouts(uow.session, room.event_id)
    crowd = rules.Crowd(
        issued=room.issued,
        admitted=room.admitted,
        busy=busy + await _unused_passes(uow, room, now),
        at_once=room.at_once,
        rate_per_minute=room.rate_per_minute,
        spent_until=room.spent_until or room.opens_at,
    )
    step = rules.next_step(crowd, now)
    if step.admitted > room.admitted:
        uow.add(Admission(event_id=room.event_id, up_to=step.admitted, at=now))
    elif room.mode == RoomMode.automatic and await _is_empty(uow, room, now):
        room.in_force = False
    room.admitted, room.spent_until = step.admitted, step.spent_until


async def _unused_passes(uow: UnitOfWork, room: Room, now: datetime) -> int:
    counted = await uow.session.execute(
        text(
            "SELECT count(*) FROM waiting_turns t WHERE t.event_id = :event"
            " AND t.number <= :admitted AND t.entered_at IS NULL AND t.over_at IS NULL"
            " AND t.number > coalesce((SELECT max(a.up_to) FROM waiting_admissions a"
            " WHERE a.event_id = :event AND a.at <= :since), 0)"
        ),
        {
            "event": room.event_id,
            "admitted": room.admitted,
            "since": now - timedelta(seconds=room.pass_s),
        },
    )
    return int(counted.scalar_one())


async def _is_empty(uow: UnitOfWork, room: Room, now: datetime) -> bool:
    """Whether everybody is in and nobody came for a minute."""
    if room.admitted < room.issued:
        return False
    last = await uow.session.execute(
        select(col(Turn.joined_at)).where(
            col(Turn.event_id) == room.event_id, col(Turn.number) == room.issued
        )
    )
    moments = [room.opens_at, room.called_at, last.scalar_one_or_none()]
    return max(at for at in moments if at) + timedelta(seconds=QUIET_S) <= now


def _new_room(rt: Runtime, event_id: UUID, plan: RoomPlan) -> Room:
    seed = secrets.token_bytes(rules.SEED_BYTES)
    return Room(
        event_id=event_id,
        opens_at=plan.opens_at or rt.clock.now(),
        seed_hash=rules.seed_hash(seed),
        sealed_seed=rt.vault.seal(_purpose(event_id), seed),
        rate_per_minute=plan.rate_per_minute,
        at_once=plan.at_once,
        pass_s=PASS_S,
        visit_s=rt.settings.hold_minutes * 60,
    )


def _change(room: Room, plan: RoomPlan) -> None:
    if plan.opens_at and plan.opens_at != room.opens_at:
        if room.drawn is not None:
            raise DrawOver
        room.opens_at = plan.opens_at
    was_automatic = room.mode == RoomMode.automatic
    room.mode = plan.mode.value
    match plan.mode:
        case RoomMode.on:
            room.in_force = True
        case RoomMode.off:
            room.in_force = False
        case RoomMode.automatic:
            room.in_force = room.in_force and was_automatic
    room.rate_per_minute, room.at_once = plan.rate_per_minute, plan.at_once


def _check(plan: RoomPlan) -> None:
    problems: dict[str, str] = {}
    if not 1 <= plan.rate_per_minute <= MOST_PER_MINUTE:
        problems["rate_per_minute"] = msgid("Let between 1 and 60,000 people in a minute.")
    if not 1 <= plan.at_once <= MOST_AT_ONCE:
        problems["at_once"] = msgid("Between 1 and 100,000 people may buy at the same time.")
    if problems:
        raise Invalid(problems)


def _purpose(event_id: UUID) -> str:
    return f"waiting.seed/{event_id}"
