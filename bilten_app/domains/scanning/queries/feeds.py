"""What a device carries: its pack, and the signed list of what became of the tickets."""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.events import queries as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.scanning.public import (
    ActiveDevice,
    GateView,
    Pack,
    PackClass,
    PackEvent,
    StatusNews,
)
from bilten_app.domains.scanning.queries.desk import gate_views, used_indexes
from bilten_app.domains.scanning.rules import growth_step
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.vault import Vault
from bilten_app.kit.proof import guests
from bilten_app.kit.proof.bitmap import Bitmap
from bilten_app.kit.proof.codec import BODY_SIZE, Body, Proof
from bilten_app.kit.proof.ring import KeyRing
from bilten_app.kit.proof.signed import Signed
from bilten_app.kit.proof.status import Flips, Status, StatusChange

REMEMBERED_LISTS = 64


@dataclass(frozen=True, slots=True)
class _Lists:
    """The content of an event's status at one sequence number."""

    size: int
    revoked: Bitmap
    used: Bitmap
    min_generation: dict[int, int]


class _Remembered:
    """Lists made lately, by event and sequence number, so that many devices cost one reading."""

    def __init__(self) -> None:
        self._lists: OrderedDict[tuple[UUID, int], _Lists] = OrderedDict()

    async def at(self, session: AsyncSession, event_id: UUID, seq: int) -> _Lists:
        """Return the lists, read now unless they are known; newer content does no harm."""
        if known := self._lists.get((event_id, seq)):
            return known
        made = self._lists[event_id, seq] = await _read_lists(session, event_id)
        if len(self._lists) > REMEMBERED_LISTS:
            self._lists.popitem(last=False)
        return made


_remembered = _Remembered()


async def status(
    session: AsyncSession, vault: Vault, device: ActiveDevice, *, after: int, now: datetime
) -> StatusNews:
    """Return what became of the event's tickets, true at `now`, under the organization's root key.

    A device that knows the newest list gets an empty change: its list is as of now, too.
    """
    seq, issued = await tickets.feed_state(session, device.event_id)
    root = await organizers.root_key(session, vault, device.organizer_id)
    version = await _version(session, device, issued)
    as_of_ms = int(now.timestamp() * 1000)
    if after == seq:
        nothing = StatusChange(device.event_id, after, seq, as_of_ms, Flips(), Flips(), {})
        return StatusNews(Signed.of(root.private, "status", nothing.json()), version)
    lists = await _remembered.at(session, device.event_id, seq)
    whole = Status(
        event=device.event_id,
        seq=seq,
        as_of_ms=as_of_ms,
        size=lists.size,
        revoked=lists.revoked,
        used=lists.used,
        min_generation=lists.min_generation,
    )
    return StatusNews(Signed.of(root.private, "status", whole.json()), version)


async def pack(session: AsyncSession, vault: Vault, device: ActiveDevice) -> Pack:
    """Return everything the device needs to decide without a network."""
    event = await events.by_id(session, device.event_id)
    organizer = await organizers.by_id(session, device.organizer_id)
    root = await organizers.root_key(session, vault, device.organizer_id)
    ring = await tickets.key_ring(session, device.event_id)
    views = await gate_views(session, device.event_id)
    types = await inventory.ticket_types(
        session, device.event_id, at=event.starts_at, with_hidden=True
    )
    _, issued = await tickets.feed_state(session, device.event_id)
    issued_tickets = await tickets.of_event(session, device.event_id)
    return Pack(
        organizer_id=organizer.id,
        organizer=organizer.name,
        event=PackEvent(
            event.id, event.title, event.venue_name, event.starts_at, event.ends_at, event.time_zone
        ),
        gate=views[device.gate_id],
        gates=tuple(views.values()),
        ring=Signed.of(root.private, "ring", ring.json()),
        rotation_key=await tickets.rotation_key(session, vault, device.event_id),
        classes=tuple(PackClass(one.number, one.name, one.note) for one in types),
        guests=await asyncio.to_thread(_sealed_guests, device.event_id, issued_tickets),
        version=_version_of(ring, list(views.values()), issued),
    )


async def _read_lists(session: AsyncSession, event_id: UUID) -> _Lists:
    _, size, revoked, generations = await tickets.validity(session, event_id)
    used = [index for index in await used_indexes(session, event_id) if index < size]
    return _Lists(size, Bitmap.of(revoked, size), Bitmap.of(used, size), generations)


async def _version(session: AsyncSession, device: ActiveDevice, issued: int) -> str:
    views = await gate_views(session, device.event_id)
    ring = await tickets.key_ring(session, device.event_id)
    return _version_of(ring, list(views.values()), issued)


def _version_of(ring: KeyRing, gates: Sequence[GateView], issued: int) -> str:
    """Return a mark that changes when a device should fetch its pack again."""
    told = [
        ring.json(),
        [[str(gate.id), gate.number, gate.name, gate.classes] for gate in gates],
        growth_step(issued),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _sealed_guests(event_id: UUID, issued: Sequence[TicketView]) -> dict[int, bytes]:
    """Return each valid ticket's guest line, locked with what only its proof can open."""
    return {
        ticket.index: guests.seal(event_id, _proof(ticket), _guest(ticket))
        for ticket in issued
        if ticket.state is TicketState.valid
    }


def _guest(ticket: TicketView) -> bytes:
    line = {"name": ticket.holder_name, "type": ticket.type_name, "note": ""}
    return json.dumps(line, ensure_ascii=False).encode()


def _proof(ticket: TicketView) -> Proof:
    body = Body.unpack(ticket.proof[:BODY_SIZE])
    return Proof(body, b"", ticket.proof[-64:])
