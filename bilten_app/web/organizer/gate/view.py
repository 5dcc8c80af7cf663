"""What the gate page shows, as ready words; the same for the first look and for each push."""

from dataclasses import dataclass
from uuid import UUID

import segno

from bilten_app.domains.scanning import queries as scanning
from bilten_app.domains.scanning.public import DeviceState, DeviceView, GateCount, IncidentView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import moment, msgid, number, say

DEVICE_WORDS = {
    DeviceState.pending: (msgid("Waiting"), "warn"),
    DeviceState.active: (msgid("In service"), "good"),
    DeviceState.revoked: (msgid("Taken out"), "bad"),
}
TWICE = msgid("{first} at {first_gate}, again {second} at {second_gate}")


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate and what happened there."""

    id: str
    name: str
    admitted: str
    turned_away: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A scanner."""

    id: str
    name: str
    gate: str
    state: str
    tone: str
    scans: str
    seen_iso: str
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A ticket that was let in twice."""

    id: str
    words: str
    turned_away: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class Door:
    """The door at one moment."""

    inside: str = "0"
    issued: str = "0"
    percent: str = "0%"
    gates: tuple[GateRow, ...] = ()
    devices: tuple[DeviceRow, ...] = ()
    incidents: tuple[IncidentRow, ...] = ()


async def read_door(rt: Runtime, actor: Actor, event_id: UUID, zone: str, locale: str) -> Door:
    """Return the door of an event as it is now; a stranger gets NotFound."""
    async with rt.read() as session:
        seen = await scanning.overview(session, actor, event_id=event_id)
    share = round(seen.arrived * 100 / seen.issued) if seen.issued else 0
    return Door(
        inside=number(seen.inside, locale),
        issued=number(seen.issued, locale),
        percent=f"{min(share, 100)}%",
        gates=tuple(_gate(one, locale) for one in seen.gates),
        devices=tuple(_device(one, locale) for one in seen.devices),
        incidents=tuple(_incident(one, zone, locale) for one in seen.incidents),
    )


def qr_image(text: str) -> str:
    """Return a QR code as the address of an image, dark on white whatever the theme."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=8, border=4, light="white")


def _gate(one: GateCount, locale: str) -> GateRow:
    return GateRow(
        str(one.gate.id),
        one.gate.name,
        number(one.admitted, locale),
        number(one.turned_away, locale),
    )


def _device(one: DeviceView, locale: str) -> DeviceRow:
    words, tone = DEVICE_WORDS[one.state]
    return DeviceRow(
        id=str(one.id),
        name=one.name or say(msgid("New scanner"), locale),
        gate=one.gate.name,
        state=say(words, locale),
        tone=tone,
        scans=number(one.scans, locale),
        seen_iso=one.seen_at.isoformat() if one.seen_at else "",
        may_revoke=one.state is not DeviceState.revoked,
    )


def _incident(one: IncidentView, zone: str, locale: str) -> IncidentRow:
    return IncidentRow(
        id=str(one.id),
        words=say(
            TWICE,
            locale,
            first=moment(one.first.at, zone, locale),
            first_gate=one.first.gate,
            second=moment(one.second.at, zone, locale),
            second_gate=one.second.gate,
        ),
        turned_away=one.was_turned_away,
        is_new=one.seen_at is None,
    )
