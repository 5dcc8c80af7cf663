"""What the scanners saw: of the shows that are over, and of the one that runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random  # noqa: TID251 - the demo must come out the same at every run
from uuid import UUID

from bilten_app.demo.content import Event
from bilten_app.demo.seed.diary import Diary
from bilten_app.demo.seed.people import Residents
from bilten_app.demo.seed.quiet import QuietRuntime
from bilten_app.demo.seed.town import Town, chance, later
from bilten_app.domains.scanning import service as scanning
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.kit.actor import Actor
from bilten_app.kit.proof import entries, keys
from bilten_app.kit.proof.entries import FIRST_PREV_HASH, Entry
from bilten_app.kit.proof.verdict import Direction, Verdict

GATES = ("Main door", "Side door")
EARLY = timedelta(minutes=20)
LATEST = timedelta(minutes=5)
AGAIN = timedelta(seconds=40)
LIST_AGE_S = 20


@dataclass(frozen=True, slots=True)
class Scan:
    """A guest at a gate, by the number of the gate's scanner."""

    at: datetime
    scanner: int
    ticket: TicketView
    verdict: Verdict = Verdict.admitted


async def open_doors(
    rt: QuietRuntime, diary: Diary, town: Town, event: Event, who: Residents
) -> None:
    """Let people in; every step again finds the same gates, scanners and log."""
    if not town.is_open(event) or f"scans/{event.slug}" in diary:
        return
    owner = who.owners[event.organizer]
    event_id = UUID(diary[f"event/{event.slug}"]["id"])
    rt = rt.at(min(town.base, town.doors(event)) - EARLY)
    if f"gates/{event.slug}" not in diary:
        await _set_up(rt, diary, event, owner, event_id)
    async with rt.read() as session:
        issued = await tickets.of_event(session, event_id)
    valid = [ticket for ticket in issued if ticket.state is TicketState.valid]
    seen = list(_scans(town, event, valid))
    for number, (gate, device) in enumerate(diary[f"gates/{event.slug}"]["scanners"]):
        mine = sorted((one for one in seen if one.scanner == number), key=lambda one: one.at)
        await _upload(rt, owner, UUID(gate), UUID(device), mine)
    async with rt.unit_of_work() as uow:
        await diary.note(uow, f"scans/{event.slug}")


async def _set_up(
    rt: QuietRuntime, diary: Diary, event: Event, owner: Actor, event_id: UUID
) -> None:
    async with rt.unit_of_work(owner) as uow:
        scanners: list[list[str]] = []
        for name in GATES:
            gate = await scanning.create_gate(uow, owner, event_id=event_id, name=name)
            link = await scanning.invite_device(uow, owner, gate_id=gate)
            scanners.append([str(gate), str(link.device_id)])
        await diary.note(uow, f"gates/{event.slug}", scanners=scanners)


async def _upload(
    rt: QuietRuntime, owner: Actor, gate: UUID, device: UUID, seen: Sequence[Scan]
) -> None:
    """Enrol a scanner by a new code, and send its log; lines that are known are only repeated."""
    private = rt.vault.derive("demo.scanner", device.bytes)
    async with rt.unit_of_work(owner) as uow:
        link = await scanning.invite_again(uow, owner, device_id=device)
    enrolled = await scanning.enrol(
        rt,
        token=link.token,
        device_key=keys.public_of(private),
        name=f"Scanner {str(device)[-4:]}",
        clock_ms=_ms(rt.clock.now()),
    )
    if seen:
        rt = rt.at(seen[-1].at + AGAIN)
        log = [line.json() for line in _log(device, gate, private, seen)]
        await scanning.take_scans(rt, enrolled.device, raw=log, clock_ms=_ms(rt.clock.now()))


def _scans(town: Town, event: Event, valid: Sequence[TicketView]) -> Iterator[Scan]:
    """Those who came, one who tried twice, and one whom both doors let in unawares."""
    rng = chance("door", event.slug)
    came = rng.sample(list(valid), round(len(valid) * event.attended))
    for number, ticket in enumerate(came):
        one = Scan(_arrival(town, event, rng), int(rng.random() < 0.35), ticket)
        yield one
        if number == 0:
            yield replace(one, at=one.at + AGAIN, verdict=Verdict.already_used)
        if number == 1:
            yield replace(one, at=one.at + AGAIN, scanner=1 - one.scanner)


def _arrival(town: Town, event: Event, rng: Random) -> datetime:
    """Most come shortly before the start; a show of several days has its visitors by day."""
    doors, starts = town.doors(event), town.starts(event)
    if event.minutes <= 24 * 60:
        return later(doors, rng.triangular(1, event.doors_minutes + 25, event.doors_minutes))
    days = max(0, (town.base - starts).days)
    wished = later(starts, rng.randint(0, days) * 24 * 60 + rng.triangular(0, 440, 200))
    return min(wished, town.base - LATEST)


def _log(device: UUID, gate: UUID, private: bytes, seen: Sequence[Scan]) -> Iterator[Entry]:
    before = FIRST_PREV_HASH
    for seq, one in enumerate(seen, 1):
        entry = Entry(
            device=device,
            seq=seq,
            prev_hash=before,
            clock_ms=_ms(one.at),
            clock_offset_ms=0,
            gate=gate,
            index=one.ticket.index,
            generation=one.ticket.generation,
            direction=Direction.inward,
            verdict=one.verdict,
            list_age_s=LIST_AGE_S,
            online=False,
        )
        yield replace(entry, signature=entries.sign(entry, private))
        before = entry.hash()


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
