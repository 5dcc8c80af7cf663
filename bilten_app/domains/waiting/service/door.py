"""The visitor's side of a room: join it, look where one stands, and go in once."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import col, select

from bilten_app.domains.waiting import rules
from bilten_app.domains.waiting.models import Turn, TurnHold
from bilten_app.domains.waiting.public import (
    MustWait,
    NoRoom,
    NoTurn,
    NotYourTurn,
    Place,
    TurnId,
    TurnState,
    VisitorUnknown,
    WaitingElsewhere,
)
from bilten_app.domains.waiting.service import memory
from bilten_app.domains.waiting.service.memory import Standing
from bilten_app.domains.waiting.service.room import call_in
from bilten_app.infra.db import among
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import TooMany

JOINS_A_MINUTE = 10
A_MINUTE_S = 60


async def join(
    rt: Runtime,
    actor: Actor,
    *,
    event_id: UUID,
    nonce: bytes,
    challenge: str = "",
    answer: str = "",
) -> Place:
    """Take a turn; the same visitor finds the same one, until it is over.

    `nonce` is the browser's own random part of the turn's id. Raises NoRoom, VisitorUnknown,
    WaitingElsewhere, NotPassed, TooMany.
    """
    visitor = _visitor(actor)
    await rt.gateways.limits.hit("waiting", visitor, limit=JOINS_A_MINUTE, per_s=A_MINUTE_S)
    if actor.user_id:
        who = str(actor.user_id)
        await rt.gateways.limits.hit("waiting-user", who, limit=JOINS_A_MINUTE, per_s=A_MINUTE_S)
    await rt.gateways.bots.check(visitor, challenge=challenge, answer=answer)
    joined = await rt.together(
        _join_all,
        {
            "event": str(event_id),
            "turn": str(rules.turn_id(event_id, visitor, nonce)),
            "visitor": visitor,
            "user": str(actor.user_id) if actor.user_id else None,
            "at": rt.clock.now().isoformat(),
        },
    )
    room = await _room(rt, event_id) or await memory.standing(rt, event_id, fresh=True)
    if room is None:
        raise NoRoom
    return _place(rt, room, visitor, joined)


async def place(rt: Runtime, actor: Actor, *, event_id: UUID, signed: str = "") -> Place:
    """Return where a visitor stands. While they wait, a signed place asks the database nothing.

    Raises NoRoom, NoTurn, VisitorUnknown; NotYourTurn for a place of another browser.
    """
    visitor = _visitor(actor)
    room = await _room(rt, event_id)
    if room is None:
        raise NoRoom
    if signed:
        told = rules.read_place(_key(rt, event_id), visitor, signed)
        if told is None:
            raise NotYourTurn
        turn, number = told
        if number and number > room.admitted:
            return _place(rt, room, visitor, _Turn(turn, number))
    async with rt.read() as session:
        found = await session.execute(
            select(Turn).where(
                col(Turn.event_id) == event_id,
                col(Turn.visitor) == visitor,
                col(Turn.over_at).is_(None),
            )
        )
    row = found.scalar_one_or_none()
    if row is None:
        raise NoTurn
    return _place(rt, room, visitor, _Turn(row.id, row.number, row.entered_at))


async def require_pass(rt: Runtime, actor: Actor, *, event_id: UUID, hold_id: UUID) -> None:
    """Let a visitor whose turn has come take a hold, or raise MustWait with the room.

    The pass is used with the first call: from then on the visitor is inside for one visit, which
    ends with a purchase (`end_turns`). Costs nothing while no room stands: which ones do is read
    once a second (so a new one is heeded a second later). A room that stands costs one statement,
    shared by all who come together.
    """
    room = await memory.standing(rt, event_id)
    if room is None or (not room.in_force and await _is_quiet(rt, room)):
        return
    if actor.visitor and await rt.together(_enter_all, (event_id, actor.visitor, hold_id)):
        return
    raise MustWait(room=await memory.address(rt, event_id))


async def turns_of(uow: UnitOfWork, hold_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return hold id → the turn with whose pass it was taken; nothing for those without one."""
    if not hold_ids:
        return {}
    found = await uow.session.execute(
        select(col(TurnHold.hold_id), col(TurnHold.turn_id)).where(
            among(col(TurnHold.hold_id), hold_ids)
        )
    )
    return {row.hold_id: row.turn_id for row in found}


async def end_turns(uow: UnitOfWork, turn_ids: Collection[UUID]) -> None:
    """Let turns end that led to a purchase; harmless twice."""
    await uow.session.execute(
        update(Turn)
        .where(among(col(Turn.id), turn_ids), col(Turn.over_at).is_(None))
        .values(over_at=uow.clock.now())
    )


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is known of a turn; `entered_at` once its pass was used."""

    id: UUID
    number: int | None
    entered_at: datetime | None = None


def _place(rt: Runtime, room: Standing, visitor: str, turn: _Turn) -> Place:
    now = rt.clock.now()
    state, until = _state(room, turn, now)
    position = minutes = None
    seconds = (room.opens_at - now).total_seconds()
    if state is TurnState.waiting and turn.number:
        position = turn.number - room.admitted
        per_minute = room.per_minute(now)
        minutes = rules.minutes_left(position, per_minute)
        seconds = position / per_minute * A_MINUTE_S
    spread = turn.id.bytes[-1] % 3  # so that not everybody asks in the second of the opening
    return Place(
        turn_id=TurnId(turn.id),
        state=state,
        number=turn.number,
        position=position,
        minutes=minutes,
        opens_at=room.opens_at,
        until=until,
        retry_after_s=rules.ask_again_s(seconds) + spread,
        signed=rules.sign_place(_key(rt, room.event_id), visitor, turn.id, turn.number),
    )


def _state(room: Standing, turn: _Turn, now: datetime) -> tuple[TurnState, datetime | None]:
    """Return the state, and until when it lasts."""
    if turn.number is None:
        return TurnState.drawing, room.opens_at
    if turn.number > room.admitted:
        return TurnState.waiting, None
    if turn.entered_at is not None:
        state, until = TurnState.inside, turn.entered_at + timedelta(seconds=room.visit_s)
    else:
        state, until = TurnState.admitted, room.pass_ends(turn.number)
    return (state, until) if now < until else (TurnState.over, until)


async def _room(rt: Runtime, event_id: UUID) -> Standing | None:
    room = await memory.standing(rt, event_id)
    return room if room and room.in_force else None


async def _is_quiet(rt: Runtime, room: Standing) -> bool:
    """Count an arrival at an automatic room; whether no more come than may go in."""
    try:
        await rt.gateways.limits.hit(
            "waiting-arrivals", str(room.event_id), limit=room.rate_per_minute, per_s=A_MINUTE_S
        )
    except TooMany:
        await call_in(rt, room.event_id)
        return False
    return True


async def _join_all(rt: Runtime, requests: Sequence[Mapping[str, Any]]) -> list[_Turn | Exception]:
    """Give turns to all who came together, durably: nobody is told a number that could vanish."""
    async with rt.unit_of_work() as uow:
        rows = await uow.session.execute(
            text("SELECT * FROM join_rooms(CAST(:requests AS jsonb))"),
            {"requests": json.dumps(requests)},
        )
        answers: list[_Turn | Exception] = [NoRoom() for _ in requests]
        for row in rows:
            if row.outcome == "elsewhere":
                answers[row.place] = WaitingElsewhere()
            elif row.outcome != "no_room":
                answers[row.place] = _Turn(row.turn, row.number, row.entered_at)
    return answers


async def _enter_all(rt: Runtime, asked: Sequence[tuple[UUID, str, UUID]]) -> list[bool]:
    """Use the passes of all who came together, each for a hold; return who may go in."""
    async with rt.unit_of_work() as uow:
        rows = await uow.session.execute(
            text(_ENTER),
            {
                "events": [event_id for event_id, _, _ in asked],
                "visitors": [visitor for _, visitor, _ in asked],
                "holds": [hold_id for _, _, hold_id in asked],
                "now": rt.clock.now(),
            },
        )
        inside = {(row.event_id, row.visitor) for row in rows}
    return [(event_id, visitor) in inside for event_id, visitor, _ in asked]


# A hold keeps the turn that it was first asked for with, when the same request comes again.
_ENTER = """
    WITH asked AS (
        SELECT a.event_id, a.visitor, a.hold_id
        FROM unnest(CAST(:events AS uuid[]), CAST(:visitors AS text[]), CAST(:holds AS uuid[]))
            AS a (event_id, visitor, hold_id)
    ), entered AS (
        UPDATE waiting_turns t SET entered_at = coalesce(t.entered_at, :now)
        FROM asked, waiting_rooms r
        WHERE t.event_id = asked.event_id AND t.visitor = asked.visitor AND t.over_at IS NULL
          AND r.event_id = t.event_id AND t.number <= r.admitted AND turn_ends(t, r) > :now
        RETURNING t.id, t.event_id, t.visitor
    ), kept AS (
        INSERT INTO waiting_turn_holds (hold_id, turn_id)
        SELECT a.hold_id, e.id FROM asked a JOIN entered e USING (event_id, visitor)
        ON CONFLICT (hold_id) DO NOTHING
    )
    SELECT event_id, visitor FROM entered
"""


def _visitor(actor: Actor) -> str:
    if actor.visitor is None:
        raise VisitorUnknown
    return actor.visitor


def _key(rt: Runtime, event_id: UUID) -> bytes:
    return rt.vault.derive("waiting.place", event_id.bytes)
