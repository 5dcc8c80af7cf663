"""Taking in what devices saw.

Uploads of one event are merged one after the other: the row that counts the status feed is the
lock. Whatever the order of arrival, the same admissions count in the end (`rules.merge`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from bilten_app.domains.scanning import queries, rules
from bilten_app.domains.scanning.models import Admission, Device, Incident, Scan
from bilten_app.domains.scanning.public import (
    ActiveDevice,
    DeviceRevoked,
    DeviceState,
    First,
    GateView,
    Outcome,
    ScanResult,
    TicketsAdmitted,
    Verb,
)
from bilten_app.domains.scanning.rules import Admitted, Line, Merged
from bilten_app.domains.scanning.service.devices import DEVICE
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id
from bilten_app.kit.proof.entries import Entry


async def take_scans(
    rt: Runtime, device: ActiveDevice, *, raw: Sequence[Mapping[str, Any]], clock_ms: int
) -> list[ScanResult]:
    """Take in a part of a device's log and answer each line; harmless when sent again.

    Raises DeviceRevoked when the device was taken out of service meanwhile.
    """
    async with rt.unit_of_work(DEVICE) as uow:
        row = await uow.get(Device, device.id, lock=True)
        if row.state == DeviceState.revoked or row.public_key is None:
            raise DeviceRevoked
        row.clock_offset_ms = rules.offset_ms(uow.clock.now(), clock_ms)
        gates = await queries.gate_views(uow.session, device.event_id)
        end = rules.LogEnd(
            device.id, row.public_key, row.last_seq, row.last_hash or rules.FIRST_PREV_HASH
        )
        lines = rules.read_lines(raw, end, gates)
        fresh = [line.entry for line in lines if line.entry and not line.is_old]
        merged = await _merge(uow, device.event_id, [e for e in fresh if e.is_admission])
        for entry in fresh:
            uow.add(_scan(entry, device.event_id, _outcome(entry, merged), uow.clock.now()))
            row.last_seq, row.last_hash = entry.seq, entry.hash()
        await uow.session.flush()
        known = await _known(uow, device.id, [line.seq for line in lines if line.is_old])
    return [_answer(line, merged, known, gates) for line in lines]


async def see_incident(uow: UnitOfWork, actor: Actor, *, incident_id: UUID) -> None:
    """Mark an incident as looked at; it stays in the list."""
    incident = await uow.get(Incident, incident_id, lock=True)
    await queries.event_scope(uow.session, actor, incident.event_id)
    if incident.seen_at is None:
        incident.seen_by, incident.seen_at = actor.user_id, uow.clock.now()
        uow.audit(Verb.incident_seen, incident.id)


async def _merge(
    uow: UnitOfWork, event_id: UUID, admissions: Sequence[Entry]
) -> Mapping[int, Merged]:
    """Find the canonical admission of each ticket anew, and return it by ticket."""
    if not admissions:
        return {}
    await tickets.bump_status(uow, event_id)
    seen: dict[int, list[Admitted]] = {}
    for entry in admissions:
        seen.setdefault(_index(entry), []).append(_admitted(entry))
    for row in await _canonical(uow, event_id, list(seen)):
        seen[row.index].append(Admitted(row.at, row.device_id, row.seq, row.gate_id))
    merged = {index: rules.merge(each) for index, each in seen.items()}
    await _store(uow, event_id, merged)
    uow.record(TicketsAdmitted(event_id, tuple(merged)))
    return merged


async def _canonical(
    uow: UnitOfWork, event_id: UUID, indexes: Sequence[int]
) -> Sequence[Admission]:
    chosen = select(Admission).where(
        col(Admission.event_id) == event_id, col(Admission.index).in_(indexes)
    )
    return (await uow.session.execute(chosen)).scalars().all()


async def _store(uow: UnitOfWork, event_id: UUID, merged: Mapping[int, Merged]) -> None:
    admitted = [
        {"event_id": event_id, "index": index, **_columns(one.first)}
        for index, one in merged.items()
    ]
    let_in = insert(Admission).values(admitted)
    earlier = {name: let_in.excluded[name] for name in ("device_id", "seq", "gate_id", "at")}
    await uow.session.execute(
        let_in.on_conflict_do_update(index_elements=["event_id", "index"], set_=earlier)
    )
    noticed_at = uow.clock.now()
    incidents = [
        {
            "id": new_id(),
            "event_id": event_id,
            "index": index,
            "noticed_at": noticed_at,
            **_columns(other),
        }
        for index, one in merged.items()
        for other in one.incidents
    ]
    if incidents:
        await uow.session.execute(insert(Incident).values(incidents).on_conflict_do_nothing())


async def _known(
    uow: UnitOfWork, device_id: UUID, seqs: Sequence[int]
) -> Mapping[int, Mapping[str, Any]]:
    """Return the lines that were taken in before under these numbers."""
    if not seqs:
        return {}
    chosen = select(col(Scan.seq), col(Scan.entry)).where(
        col(Scan.device_id) == device_id, col(Scan.seq).in_(seqs)
    )
    return {row[0]: row[1] for row in await uow.session.execute(chosen)}


def _answer(
    line: Line,
    merged: Mapping[int, Merged],
    known: Mapping[int, Mapping[str, Any]],
    gates: Mapping[UUID, GateView],
) -> ScanResult:
    if line.entry is None:
        return ScanResult(line.seq, Outcome.refused)
    if line.is_old:
        is_same = known.get(line.seq) == line.entry.json()
        return ScanResult(line.seq, Outcome.repeat if is_same else Outcome.refused)
    outcome = _outcome(line.entry, merged)
    if outcome is not Outcome.incident:
        return ScanResult(line.seq, outcome)
    first = merged[_index(line.entry)].first
    return ScanResult(
        line.seq, outcome, First(gates[first.gate_id].name, first.at, first.device_id)
    )


def _outcome(entry: Entry, merged: Mapping[int, Merged]) -> Outcome:
    if not entry.is_admission:
        return Outcome.noted
    is_first = merged[_index(entry)].first == _admitted(entry)
    return Outcome.canonical if is_first else Outcome.incident


def _scan(entry: Entry, event_id: UUID, outcome: Outcome, now: datetime) -> Scan:
    return Scan(
        device_id=entry.device,
        seq=entry.seq,
        event_id=event_id,
        gate_id=entry.gate,
        index=entry.index,
        generation=entry.generation,
        direction=entry.direction,
        verdict=entry.verdict,
        outcome=outcome,
        at=rules.corrected(entry),
        received_at=now,
        entry=entry.json(),
    )


def _admitted(entry: Entry) -> Admitted:
    return Admitted(rules.corrected(entry), entry.device, entry.seq, entry.gate)


def _index(entry: Entry) -> int:
    """Return the ticket of an admission; `read_lines` lets none pass without one."""
    if entry.index is None:
        raise ValueError("an admission names its ticket")
    return entry.index


def _columns(admitted: Admitted) -> dict[str, Any]:
    return {
        "device_id": admitted.device_id,
        "seq": admitted.seq,
        "gate_id": admitted.gate_id,
        "at": admitted.at,
    }
