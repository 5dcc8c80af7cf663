"""Gates, devices, counters, incidents and scans, for those who run the door."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.scanning.models import Admission, Device, Gate, Scan
from bilten_app.domains.scanning.public import (
    Admittance,
    DeviceId,
    DeviceState,
    DeviceView,
    GateCount,
    GateId,
    GateView,
    IncidentId,
    IncidentView,
    Outcome,
    Overview,
    ScanView,
)
from bilten_app.domains.tickets import queries as tickets
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.page import Page, cursor_id, cursor_moment, cursor_number, read_cursor
from bilten_app.kit.roles import Permission

PAGE = 50


async def event_scope(session: AsyncSession, actor: Actor, event_id: UUID) -> OrganizerScope:
    """Return the scope of an event's door, or raise: a stranger gets NotFound."""
    event = await events.sale(session, event_id)
    return actor.require(Permission.gate_manage, event.organizer_id, event_id=event.id)


async def overview(session: AsyncSession, actor: Actor, *, event_id: UUID) -> Overview:
    """Return everything a page about the door shows first."""
    await event_scope(session, actor, event_id)
    return Overview(
        gates=await counts(session, actor, event_id=event_id),
        devices=await devices(session, actor, event_id=event_id),
        incidents=await incidents(session, actor, event_id=event_id),
        issued=await tickets.valid_count(session, event_id) + await _ended(session, event_id),
    )


async def was_let_in(session: AsyncSession, order_ids: Collection[UUID]) -> bool:
    """Whether somebody was let in on a ticket of these orders."""
    found = await session.execute(text(_LET_IN), {"orders": list(order_ids)})
    return found.scalar_one()


async def was_admitted(session: AsyncSession, *, event_id: UUID, index: int) -> bool:
    """Whether a gate let somebody in on a ticket, as far as gates have told."""
    chosen = select(Admission.index).where(
        col(Admission.event_id) == event_id, col(Admission.index) == index
    )
    return (await session.execute(chosen)).first() is not None


async def _ended(session: AsyncSession, event_id: UUID) -> int:
    """Return how many tickets were used and are not valid any more: who came has come."""
    return (await session.execute(text(_ENDED), {"event": event_id})).scalar_one()


async def gates(session: AsyncSession, actor: Actor, *, event_id: UUID) -> Sequence[GateView]:
    """Return the gates of an event, by number."""
    await event_scope(session, actor, event_id)
    return list((await gate_views(session, event_id)).values())


async def counts(session: AsyncSession, actor: Actor, *, event_id: UUID) -> Sequence[GateCount]:
    """Return what happened at each gate, by number; the same merge that devices are told of."""
    await event_scope(session, actor, event_id)
    counted = {
        row.gate_id: row for row in await session.execute(text(_COUNTS), {"event": event_id})
    }
    return [
        GateCount(gate, row.admitted, row.tickets, row.incidents, row.turned_away)
        if (row := counted.get(gate.id))
        else GateCount(gate, 0, 0, 0, 0)
        for gate in (await gate_views(session, event_id)).values()
    ]


async def devices(session: AsyncSession, actor: Actor, *, event_id: UUID) -> Sequence[DeviceView]:
    """Return the scanners of an event, the newest first; revoked ones stay visible."""
    scope = await event_scope(session, actor, event_id)
    chosen = (
        select(Device)
        .where(col(Device.organizer_id) == scope, col(Device.event_id) == event_id)
        .order_by(col(Device.id).desc())
    )
    at = await gate_views(session, event_id)
    return [_device(row, at) for row in (await session.execute(chosen)).scalars()]


async def incidents(
    session: AsyncSession, actor: Actor, *, event_id: UUID, limit: int = 100
) -> Sequence[IncidentView]:
    """Return tickets that were let in twice, the latest first, each with both admissions."""
    await event_scope(session, actor, event_id)
    rows = await session.execute(text(_INCIDENTS), {"event": event_id, "most": limit})
    return [
        IncidentView(
            id=IncidentId(row.id),
            index=row.ticket,
            second=Admittance(row.gate, row.at, row.device_id, row.device),
            first=Admittance(row.first_gate, row.first_at, row.first_device_id, row.first_device),
            was_turned_away=row.was_turned_away,
            noticed_at=row.noticed_at,
            seen_at=row.seen_at,
        )
        for row in rows
    ]


async def scans(
    session: AsyncSession,
    actor: Actor,
    *,
    event_id: UUID,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[ScanView]:
    """Return the lines of all devices' logs, the last received first."""
    await event_scope(session, actor, event_id)
    chosen = (
        select(Scan, col(Device.name), col(Gate.name))
        .join(Device, col(Device.id) == col(Scan.device_id))
        .join(Gate, col(Gate.id) == col(Scan.gate_id))
        .where(col(Scan.event_id) == event_id)
        .order_by(col(Scan.received_at).desc(), col(Scan.device_id).desc(), col(Scan.seq).desc())
        .limit(size + 1)
    )
    if cursor:
        chosen = chosen.where(
            tuple_(col(Scan.received_at), col(Scan.device_id), col(Scan.seq)) < _place(cursor)
        )
    rows = [(row[0], _scan(*row)) for row in await session.execute(chosen)]
    page = Page[tuple[Scan, ScanView]].cut(
        rows,
        size,
        lambda row: (row[0].received_at.isoformat(), str(row[0].device_id), str(row[0].seq)),
    )
    return Page([view for _, view in page.rows], page.next_cursor)


async def gate_views(session: AsyncSession, event_id: UUID) -> Mapping[UUID, GateView]:
    """Return the gates of an event by id, in the order of their numbers."""
    chosen = select(Gate).where(col(Gate.event_id) == event_id).order_by(col(Gate.number))
    return {
        row.id: GateView(GateId(row.id), row.number, row.name, tuple(row.classes))
        for row in (await session.execute(chosen)).scalars()
    }


async def used_indexes(session: AsyncSession, event_id: UUID) -> Sequence[int]:
    """Return the tickets that somebody was let in on."""
    held = text("SELECT coalesce(array_agg(index), '{}') FROM admissions WHERE event_id = :event")
    return (await session.execute(held, {"event": event_id})).scalar_one()


async def highest_gate(session: AsyncSession, event_id: UUID) -> int:
    """Return the highest number of an event's gates."""
    highest = select(func.coalesce(func.max(col(Gate.number)), 0))
    return (await session.execute(highest.where(col(Gate.event_id) == event_id))).scalar_one()


_LET_IN = """
    SELECT EXISTS (
        SELECT FROM tickets t JOIN admissions a ON a.event_id = t.event_id AND a.index = t.index
        WHERE t.order_id = ANY (:orders)
    )
"""
_ENDED = """
    SELECT count(*)::int
    FROM admissions a JOIN tickets t ON t.event_id = a.event_id AND t.index = a.index
    WHERE a.event_id = :event AND t.state <> 'valid'
"""
_TURNED_AWAY = """
    EXISTS (
        SELECT FROM scans t WHERE t.event_id = i.event_id AND t.index = i.index
        AND t.device_id = i.device_id AND t.seq = i.seq + 1 AND t.verdict = 'already_used'
    )
"""
_COUNTS = f"""
    WITH let_in AS (
        SELECT gate_id, 1 AS persons, 1 AS ticket, 0 AS incident
        FROM admissions WHERE event_id = :event
        UNION ALL
        SELECT gate_id, CASE WHEN {_TURNED_AWAY} THEN 0 ELSE 1 END, 0, 1
        FROM incidents i WHERE i.event_id = :event
    ), kept_out AS (
        SELECT gate_id, count(*) AS turned_away FROM scans
        WHERE event_id = :event AND direction = 'in' AND outcome = 'noted' GROUP BY gate_id
    ), summed AS (
        SELECT gate_id, sum(persons)::int AS admitted, sum(ticket)::int AS tickets,
            sum(incident)::int AS incidents
        FROM let_in GROUP BY gate_id
    )
    SELECT gate_id, coalesce(s.admitted, 0) AS admitted, coalesce(s.tickets, 0) AS tickets,
        coalesce(s.incidents, 0) AS incidents, coalesce(k.turned_away, 0) AS turned_away
    FROM summed s FULL JOIN kept_out k USING (gate_id)
"""  # noqa: S608 - constants only
_INCIDENTS = f"""
    SELECT i.id, i.index AS ticket, i.at, i.device_id, i.noticed_at, i.seen_at, g.name AS gate,
        d.name AS device, a.at AS first_at, a.device_id AS first_device_id,
        ag.name AS first_gate, ad.name AS first_device, {_TURNED_AWAY} AS was_turned_away
    FROM incidents i
    JOIN gates g ON g.id = i.gate_id JOIN devices d ON d.id = i.device_id
    JOIN admissions a ON a.event_id = i.event_id AND a.index = i.index
    JOIN gates ag ON ag.id = a.gate_id JOIN devices ad ON ad.id = a.device_id
    WHERE i.event_id = :event ORDER BY i.id DESC LIMIT :most
"""  # noqa: S608 - constants only


def _place(cursor: str) -> tuple[datetime, UUID, int]:
    at, device_id, seq = read_cursor(cursor, 3)
    return cursor_moment(at), cursor_id(device_id), cursor_number(seq)


def _device(row: Device, at: Mapping[UUID, GateView]) -> DeviceView:
    return DeviceView(
        id=DeviceId(row.id),
        name=row.name,
        state=DeviceState(row.state),
        gate=at[row.gate_id],
        scans=row.last_seq,
        clock_offset_ms=row.clock_offset_ms,
        seen_at=row.seen_at,
        token_expires_at=row.token_expires_at,
        enrol_expires_at=row.enrol_expires_at,
        created_at=row.created_at,
    )


def _scan(row: Scan, device: str, gate: str) -> ScanView:
    return ScanView(
        device=device,
        gate=gate,
        seq=row.seq,
        at=row.at,
        received_at=row.received_at,
        index=row.index,
        direction=row.direction,
        verdict=row.verdict,
        outcome=Outcome(row.outcome),
        override_by=row.entry.get("override_by"),
        was_online=bool(row.entry.get("online")),
    )
