"""Devices, gates and incidents as others see them, and what a gate may be refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.kit.errors import Invalid, Refused, Unauthenticated
from bilten_app.kit.facts import Fact
from bilten_app.kit.proof.signed import Signed
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

GateId = NewType("GateId", UUID)
DeviceId = NewType("DeviceId", UUID)
IncidentId = NewType("IncidentId", UUID)


@dataclass(frozen=True, slots=True)
class TicketsAdmitted(Fact):
    """Gates let tickets in, by their numbers; some of them perhaps not for the first time."""

    name = "scanning.admitted"

    event_id: UUID
    indexes: tuple[int, ...]


class DeviceState(StrEnum):
    """Where a scanner is in its life."""

    pending = "pending"
    active = "active"
    revoked = "revoked"


DEVICE_FLOW = Flow[DeviceState](
    {
        DeviceState.pending: {DeviceState.active, DeviceState.revoked},
        DeviceState.active: {DeviceState.revoked},
    }
)


class Outcome(StrEnum):
    """What the server answers to a line of a device's log (spec/scan-verdict.md, 7)."""

    canonical = "canonical"
    repeat = "repeat"
    incident = "incident"
    noted = "noted"
    refused = "refused"


class Verb(StrEnum):
    """What the audit says of the door."""

    gate_created = "gates.created"
    device_invited = "devices.invited"
    device_enrolled = "devices.enrolled"
    device_revoked = "devices.revoked"
    incident_seen = "incidents.seen"


class DeviceRevoked(Unauthenticated):
    """The device was taken out of service; a scanner that reads this wipes itself."""

    code = "device_revoked"
    text = msgid("This scanner was taken out of service.")


class DeviceTokenExpired(Unauthenticated):
    """The device did not call in for a day, or the token was never one."""

    code = "device_token_expired"
    text = msgid("This scanner has to be enrolled again. Ask for a new code.")


class EnrolLinkGone(Refused):
    """The enrolment code was used by another device, has expired, or was never given."""

    code = "enrol_link_gone"
    text = msgid("This code is no longer valid. Ask for a new one and scan it within 15 minutes.")


class GateNotReady(Refused):
    """Proofs get their keys when the event is published; before, there is nothing to scan."""

    code = "gate_not_ready"
    text = msgid("Publish the event first. Then its gates can have scanners.")


class BadGate(Invalid):
    """A gate that cannot be saved; `problems` says why."""

    code = "invalid_gate"


@dataclass(frozen=True, slots=True)
class GateView:
    """A door of an event; no classes means that every ticket class may pass."""

    id: GateId
    number: int
    name: str
    classes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GateCount:
    """What happened at a gate so far: persons let in, tickets that came, and who was turned away.

    A ticket that came twice is one ticket and an incident; whether it is one person or two depends
    on whether the second was turned away in time.
    """

    gate: GateView
    admitted: int
    tickets: int
    incidents: int
    turned_away: int


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A scanner as its organizer sees it; the offset is the server's time minus the device's."""

    id: DeviceId
    name: str
    state: DeviceState
    gate: GateView
    scans: int
    clock_offset_ms: int
    seen_at: datetime | None
    token_expires_at: datetime | None
    enrol_expires_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Admittance:
    """Where, when and by which scanner a ticket was let in."""

    gate: str
    at: datetime
    device_id: UUID
    device: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """A second admission of a ticket beside the canonical one.

    `was_turned_away`: the device learned of it in time and did not let the guest in after all.
    """

    id: IncidentId
    index: int
    second: Admittance
    first: Admittance
    was_turned_away: bool
    noticed_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScanView:
    """One line of a device's log, for people."""

    device: str
    gate: str
    seq: int
    at: datetime
    received_at: datetime
    index: int | None
    direction: str
    verdict: str
    outcome: Outcome
    override_by: str | None
    was_online: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The door of an event at one moment; `inside` counts persons, incidents included.

    `issued` are the tickets that give the right to enter, and those that were used before they
    lost it.
    """

    gates: Sequence[GateCount]
    devices: Sequence[DeviceView]
    incidents: Sequence[IncidentView]
    issued: int

    @property
    def arrived(self) -> int:
        """How many tickets somebody was let in on."""
        return sum(count.tickets for count in self.gates)

    @property
    def inside(self) -> int:
        """How many persons were let in."""
        return sum(count.admitted for count in self.gates)


@dataclass(frozen=True, slots=True)
class EnrolLink:
    """A one-time token for one device; it is stored only as a hash."""

    device_id: DeviceId
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ActiveDevice:
    """A scanner that proved its token."""

    id: DeviceId
    organizer_id: UUID
    event_id: UUID
    gate_id: GateId
    token_expires_at: datetime


@dataclass(frozen=True, slots=True)
class PackEvent:
    """The event as a scanner shows it."""

    id: UUID
    title: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str


@dataclass(frozen=True, slots=True)
class PackClass:
    """A ticket class by its number in the proof."""

    number: int
    name: str
    note: str


@dataclass(frozen=True, slots=True, repr=False)
class Pack:
    """Everything a scanner needs to decide without a network."""

    organizer_id: UUID
    organizer: str
    event: PackEvent
    gate: GateView
    gates: tuple[GateView, ...]
    ring: Signed
    rotation_key: bytes
    classes: tuple[PackClass, ...]
    guests: Mapping[int, bytes]
    version: str


@dataclass(frozen=True, slots=True, repr=False)
class Enrolled:
    """What a device gets once; the token is kept nowhere else."""

    device: ActiveDevice
    token: str
    root_public: bytes
    pack: Pack


@dataclass(frozen=True, slots=True)
class StatusNews:
    """The signed status feed, and whether the pack has changed."""

    signed: Signed
    pack_version: str


@dataclass(frozen=True, slots=True)
class First:
    """The admission that counts, told to a device whose own became an incident."""

    gate: str
    at: datetime
    device_id: UUID


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one line of a log."""

    seq: int
    outcome: Outcome
    first: First | None = None
