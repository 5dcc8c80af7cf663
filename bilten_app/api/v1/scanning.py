"""The scanner's four calls: enrol, pack, status, scans. Bytes are base64url without padding."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel, Field

from bilten_app.api.deps import Device, Rt, paced
from bilten_app.api.shapes import In, Words
from bilten_app.domains.scanning import queries, service
from bilten_app.domains.scanning.public import GateView, Outcome, Pack, ScanResult
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.proof import keys
from bilten_app.kit.proof.fields import as_bytes, to_base64

MOST_ENTRIES = 500
ENROLS_EACH, ENROLS_ADDRESS = 20, 200
LARGEST = (1 << 53) - 1

router = APIRouter(prefix="/scanner", tags=["Scanner"])


def _is_key(text: str) -> str:
    as_bytes(text, keys.KEY_SIZE)
    return text


ClockMs = Annotated[int, Field(ge=0, le=LARGEST, description="The device's clock, unix ms.")]
DeviceKey = Annotated[str, Field(max_length=64), AfterValidator(_is_key)]


class EnrolIn(In):
    """A new scanner with the key pair it made."""

    token: str = Field(max_length=64, pattern=r"^[\w-]+$", description="From the QR code, once.")
    device_key: DeviceKey = Field(description="Ed25519 public key.")
    name: Words = ""
    clock_ms: ClockMs


class SignedOut(BaseModel):
    """A payload under the organization's root key (ticket-proof, 11)."""

    payload: str
    signature: str


class StatusOut(SignedOut):
    """The signed status feed, and hints that need no signature."""

    server_ms: int
    pack_version: str
    token_expires_at: datetime


class OrganizerOut(BaseModel):
    """Who runs the event."""

    id: str
    name: str


class PackEventOut(BaseModel):
    """The event as the scanner shows it."""

    id: str
    title: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str


class GateOut(BaseModel):
    """A gate by name."""

    id: str
    name: str
    number: int

    @classmethod
    def of(cls, gate: GateView) -> "GateOut":
        """Return the shape of a gate."""
        return cls(id=str(gate.id), name=gate.name, number=gate.number)


class OwnGateOut(GateOut):
    """The gate this scanner stands at, and whom it admits."""

    classes: list[int]
    rights: int


class ClassOut(BaseModel):
    """A ticket class by its number in the proof."""

    number: int
    name: str
    note: str


class PackOut(BaseModel):
    """Everything a scanner needs to decide without a network."""

    server_ms: int
    organizer: OrganizerOut
    event: PackEventOut
    gate: OwnGateOut
    gates: list[GateOut]
    ring: SignedOut
    rotation_key: str
    classes: list[ClassOut]
    guests: dict[str, str]
    capacity: int | None
    reentry: bool
    pack_version: str
    token_expires_at: datetime

    @classmethod
    def of(cls, pack: Pack, *, server_ms: int, token_expires_at: datetime) -> "PackOut":
        """Return the shape of a pack."""
        event = pack.event
        return cls(
            server_ms=server_ms,
            organizer=OrganizerOut(id=str(pack.organizer_id), name=pack.organizer),
            event=PackEventOut(
                id=str(event.id),
                title=event.title,
                venue=event.venue,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
                time_zone=event.time_zone,
            ),
            gate=OwnGateOut(
                **GateOut.of(pack.gate).model_dump(), classes=list(pack.gate.classes), rights=0
            ),
            gates=[GateOut.of(gate) for gate in pack.gates],
            ring=SignedOut(**pack.ring.json()),
            rotation_key=to_base64(pack.rotation_key),
            classes=[
                ClassOut(number=one.number, name=one.name, note=one.note) for one in pack.classes
            ],
            guests={str(index): to_base64(line) for index, line in pack.guests.items()},
            capacity=None,
            reentry=False,
            pack_version=pack.version,
            token_expires_at=token_expires_at,
        )


class EnrolledOut(BaseModel):
    """What a scanner gets once; the token lives a day from each contact."""

    device_id: str
    device_token: str
    token_expires_at: datetime
    root_key: str
    pack: PackOut


class ScansIn(In):
    """A part of a device's log, in order (scan-verdict, 6)."""

    clock_ms: ClockMs
    entries: list[dict[str, Any]] = Field(max_length=MOST_ENTRIES)


class FirstOut(BaseModel):
    """The admission that counts instead."""

    gate: str
    at_ms: int
    device: str


class ScanResultOut(BaseModel):
    """The answer to one line."""

    seq: int
    outcome: Outcome
    first: FirstOut | None

    @classmethod
    def of(cls, result: ScanResult) -> "ScanResultOut":
        """Return the shape of an answer."""
        first = result.first
        return cls(
            seq=result.seq,
            outcome=result.outcome,
            first=FirstOut(gate=first.gate, at_ms=_ms(first.at), device=str(first.device_id))
            if first
            else None,
        )


class ScansOut(BaseModel):
    """One answer for each line."""

    server_ms: int
    results: list[ScanResultOut]


@router.post(
    "/enrol",
    status_code=201,
    summary="Enrol a scanner",
    dependencies=[Depends(paced("enrol", each=ENROLS_EACH, address=ENROLS_ADDRESS))],
)
async def enrol(rt: Rt, asked: EnrolIn) -> EnrolledOut:
    """Turn a one-time code into a scanner with a token and a pack of its own."""
    enrolled = await service.enrol(
        rt,
        token=asked.token,
        device_key=as_bytes(asked.device_key),
        name=asked.name,
        clock_ms=asked.clock_ms,
    )
    expires = enrolled.device.token_expires_at
    return EnrolledOut(
        device_id=str(enrolled.device.id),
        device_token=enrolled.token,
        token_expires_at=expires,
        root_key=to_base64(enrolled.root_public),
        pack=PackOut.of(enrolled.pack, server_ms=_now_ms(rt), token_expires_at=expires),
    )


@router.get("/pack", summary="Everything for deciding offline")
async def read_pack(rt: Rt, device: Device) -> PackOut:
    """Return the event, its gates, keys and sealed guest lines."""
    async with rt.read() as session:
        pack = await queries.pack(session, rt.vault, device)
    return PackOut.of(pack, server_ms=_now_ms(rt), token_expires_at=device.token_expires_at)


@router.get("/status", summary="What became of the tickets")
async def read_status(
    rt: Rt,
    device: Device,
    after: Annotated[int, Query(ge=0, le=LARGEST, description="The newest list known.")] = 0,
) -> StatusOut:
    """Return the whole list, or an empty change as of now when `after` is the newest."""
    async with rt.read() as session:
        news = await queries.status(session, rt.vault, device, after=after, now=rt.clock.now())
    return StatusOut(
        **news.signed.json(),
        server_ms=_now_ms(rt),
        pack_version=news.pack_version,
        token_expires_at=device.token_expires_at,
    )


@router.post("/scans", summary="Upload a part of the log")
async def take_scans(rt: Rt, device: Device, sent: ScansIn) -> ScansOut:
    """Take in lines of the log; harmless when sent again. Each line gets its answer."""
    results = await service.take_scans(rt, device, raw=sent.entries, clock_ms=sent.clock_ms)
    return ScansOut(server_ms=_now_ms(rt), results=[ScanResultOut.of(result) for result in results])


def _now_ms(rt: Runtime) -> int:
    return _ms(rt.clock.now())


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
