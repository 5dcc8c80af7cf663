"""A scanner for tests: it keeps a signed log as the real one does."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from bilten_app.domains.scanning import service as scanning
from bilten_app.domains.scanning.public import ActiveDevice, Enrolled, Outcome, ScanResult
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.kit.proof import entries, keys
from bilten_app.kit.proof.entries import FIRST_PREV_HASH, Entry
from bilten_app.kit.proof.verdict import Direction, Verdict
from tests.factories import Stage, given_event

NOON_MS = 1_780_315_200_000


@dataclass(slots=True)
class Log:
    """A device's log in the making."""

    device: UUID = field(default_factory=new_id)
    gate: UUID = field(default_factory=new_id)
    private: bytes = field(default_factory=keys.new_private_key)
    entries: list[Entry] = field(default_factory=list[Entry])

    @property
    def public(self) -> bytes:
        return keys.public_of(self.private)

    def scan(self, index: int | None, at_ms: int = NOON_MS, **changes: Any) -> Entry:
        """Append an admission, or whatever `changes` make of it."""
        last = self.entries[-1] if self.entries else None
        values: dict[str, Any] = {
            "device": self.device,
            "seq": last.seq + 1 if last else 1,
            "prev_hash": last.hash() if last else FIRST_PREV_HASH,
            "clock_ms": at_ms,
            "clock_offset_ms": 0,
            "gate": self.gate,
            "index": index,
            "generation": None if index is None else 1,
            "direction": Direction.inward,
            "verdict": Verdict.admitted,
            "list_age_s": 0,
            "online": True,
            **changes,
        }
        unsigned = Entry(**values)
        entry = replace(unsigned, signature=entries.sign(unsigned, self.private))
        self.entries.append(entry)
        return entry

    def written(self) -> list[dict[str, Any]]:
        """Return the log as it is sent."""
        return [entry.json() for entry in self.entries]


@dataclass(slots=True)
class Scanner(Log):
    """An enrolled device with its log."""

    enrolled: Enrolled | None = None

    @property
    def active(self) -> ActiveDevice:
        assert self.enrolled is not None
        return self.enrolled.device

    async def upload(self, rt: Runtime, *written: dict[str, Any]) -> list[ScanResult]:
        """Send these lines, or the whole log."""
        raw = list(written) or self.written()
        return await scanning.take_scans(rt, self.active, raw=raw, clock_ms=NOON_MS)


async def given_gate(rt: Runtime, stage: Stage, name: str = "North") -> UUID:
    """Make a gate for everybody."""
    async with rt.unit_of_work(stage.owner) as uow:
        return await scanning.create_gate(uow, stage.owner, event_id=stage.event_id, name=name)


async def given_scanner(rt: Runtime, stage: Stage, gate: UUID, name: str = "Phone") -> Scanner:
    """Invite a device to a gate and enrol it."""
    async with rt.unit_of_work(stage.owner) as uow:
        link = await scanning.invite_device(uow, stage.owner, gate_id=gate)
    scanner = Scanner(device=link.device_id, gate=gate)
    scanner.enrolled = await scanning.enrol(
        rt, token=link.token, device_key=scanner.public, name=name, clock_ms=NOON_MS
    )
    return scanner


def outcomes(results: list[ScanResult]) -> list[Outcome]:
    return [result.outcome for result in results]


def later(rt: Runtime, **by: float) -> None:
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(**by))


async def two_gates(rt: Runtime) -> tuple[Stage, Scanner, Scanner]:
    stage = await given_event(rt)
    north = await given_scanner(rt, stage, await given_gate(rt, stage, "North"), "Phone 1")
    south = await given_scanner(rt, stage, await given_gate(rt, stage, "South"), "Phone 2")
    return stage, north, south
