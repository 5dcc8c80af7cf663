"""Gates and the scanners at them: invited by a one-time code, trusted for a day, revoked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.scanning import queries, rules
from bilten_app.domains.scanning.models import Device, Gate
from bilten_app.domains.scanning.public import (
    DEVICE_FLOW,
    ActiveDevice,
    BadGate,
    DeviceId,
    DeviceRevoked,
    DeviceState,
    DeviceTokenExpired,
    Enrolled,
    EnrolLink,
    EnrolLinkGone,
    GateId,
    GateNotReady,
    Verb,
)
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.errors import ByOwnHand
from bilten_app.kit.ids import new_token, token_hash
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

DEVICE = Actor(ActorKind.device)


async def create_gate(
    uow: UnitOfWork, actor: Actor, *, event_id: UUID, name: str, classes: Sequence[int] = ()
) -> GateId:
    """Add a door to an event; without classes every ticket may pass. Raises BadGate."""
    scope = await queries.event_scope(uow.session, actor, event_id)
    name = one_line(name)
    if not 0 < len(name) <= rules.MAX_NAME:
        raise BadGate({"name": msgid("Give the gate a name of at most 60 characters.")})
    if not all(1 <= number <= rules.MAX_CLASS for number in classes):
        raise BadGate({"classes": msgid("Choose among the ticket types of the event.")})
    number = await queries.highest_gate(uow.session, event_id) + 1
    if number > rules.MAX_GATES:
        raise BadGate({"name": msgid("An event has at most 255 gates.")})
    gate = Gate(event_id=event_id, number=number, name=name, classes=sorted(set(classes)))
    uow.add(gate)
    await uow.session.flush()
    uow.audit(Verb.gate_created, gate.id, organizer=str(scope), event=str(event_id))
    return GateId(gate.id)


async def invite_device(uow: UnitOfWork, actor: Actor, *, gate_id: UUID) -> EnrolLink:
    """Make a one-time code with which one scanner joins a gate. Raises GateNotReady."""
    if actor.acted_by:
        raise ByOwnHand  # the code lets a scanner in
    gate = await uow.get(Gate, gate_id)
    event = await events.sale(uow.session, gate.event_id)
    actor.require(Permission.gate_manage, event.organizer_id, event_id=event.id)
    if event.state is EventState.draft:
        raise GateNotReady
    now, token = uow.clock.now(), new_token()
    device = Device(
        organizer_id=event.organizer_id,
        event_id=event.id,
        gate_id=gate.id,
        enrol_hash=token_hash(token),
        enrol_expires_at=now + rules.ENROL_WITHIN,
        created_at=now,
    )
    uow.add(device)
    uow.audit(Verb.device_invited, device.id, gate=str(gate.id))
    return EnrolLink(DeviceId(device.id), token, device.enrol_expires_at)


async def invite_again(uow: UnitOfWork, actor: Actor, *, device_id: UUID) -> EnrolLink:
    """Make a new code for a scanner whose access ended: it keeps its key and goes on with its log.

    Raises DeviceRevoked.
    """
    device = await _mine(uow, actor, device_id)
    if device.state == DeviceState.revoked:
        raise DeviceRevoked
    token = new_token()
    device.enrol_hash = token_hash(token)
    device.enrol_expires_at = uow.clock.now() + rules.ENROL_WITHIN
    uow.audit(Verb.device_invited, device.id, gate=str(device.gate_id))
    return EnrolLink(DeviceId(device.id), token, device.enrol_expires_at)


async def enrol(
    rt: Runtime, *, token: str, device_key: bytes, name: str, clock_ms: int
) -> Enrolled:
    """Turn a code into a device with a token of its own.

    Harmless when the answer was lost: the same device may use its code again while it lives,
    another one may not. Raises EnrolLinkGone.
    """
    device_token, now = new_token(), rt.clock.now()
    async with rt.unit_of_work(DEVICE) as uow:
        chosen = select(Device).where(col(Device.enrol_hash) == token_hash(token))
        device = (await uow.session.execute(chosen.with_for_update())).scalar_one_or_none()
        if device is None or not _may_enrol(device, device_key, now):
            raise EnrolLinkGone
        if device.state == DeviceState.pending:
            await uow.move(device, DEVICE_FLOW, DeviceState.active)
        device.name = one_line(name)[: rules.MAX_NAME]
        device.public_key, device.token_hash = device_key, token_hash(device_token)
        device.token_expires_at = expires = now + rules.TOKEN_LIVES
        device.seen_at, device.clock_offset_ms = now, rules.offset_ms(now, clock_ms)
        uow.audit(Verb.device_enrolled, device.id, gate=str(device.gate_id))
    active = ActiveDevice(
        DeviceId(device.id), device.organizer_id, device.event_id, GateId(device.gate_id), expires
    )
    await tickets.prepare_event(rt, event_id=str(active.event_id))
    async with rt.read() as session:
        root = await organizers.root_key(session, rt.vault, active.organizer_id)
        pack = await queries.pack(session, rt.vault, active)
    return Enrolled(active, device_token, root.public, pack)


async def authenticate(rt: Runtime, *, token: str) -> ActiveDevice:
    """Return who holds a device token, and let it live another day.

    Raises DeviceRevoked (the scanner wipes itself) or DeviceTokenExpired (it enrols again).
    """
    now = rt.clock.now()
    async with rt.read() as session:
        chosen = select(Device).where(col(Device.token_hash) == token_hash(token))
        device = (await session.execute(chosen)).scalar_one_or_none()
    if device is None or device.token_expires_at is None:
        raise DeviceTokenExpired
    if device.state == DeviceState.revoked:
        raise DeviceRevoked
    if device.token_expires_at <= now:
        raise DeviceTokenExpired
    expires = device.token_expires_at
    if device.seen_at is None or now - device.seen_at >= rules.SEEN_EVERY:
        expires = now + rules.TOKEN_LIVES
        async with rt.unit_of_work(DEVICE) as uow:
            seen = await uow.get(Device, device.id, lock=True)
            seen.seen_at, seen.token_expires_at = now, expires
    return ActiveDevice(
        DeviceId(device.id), device.organizer_id, device.event_id, GateId(device.gate_id), expires
    )


async def revoke(uow: UnitOfWork, actor: Actor, *, device_id: UUID) -> None:
    """Take a scanner out of service; at its next contact it wipes itself. Harmless twice."""
    device = await _mine(uow, actor, device_id)
    if device.state == DeviceState.revoked:
        return
    await uow.move(device, DEVICE_FLOW, DeviceState.revoked)
    uow.audit(Verb.device_revoked, device.id, gate=str(device.gate_id))


async def _mine(uow: UnitOfWork, actor: Actor, device_id: UUID) -> Device:
    device = await uow.get(Device, device_id, lock=True)
    actor.require(Permission.gate_manage, device.organizer_id, event_id=device.event_id)
    return device


def _may_enrol(device: Device, device_key: bytes, now: datetime) -> bool:
    """Whether a code is still good, for a new device or for the one that has this key."""
    is_open = device.state != DeviceState.revoked and now < device.enrol_expires_at
    return is_open and device.public_key in {None, device_key}
