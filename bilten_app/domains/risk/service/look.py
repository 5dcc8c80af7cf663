"""Looking at many attempts at once: one question to the database, the rest is arithmetic."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.risk.models import Judgement
from bilten_app.domains.risk.public import Attempt, ListKind, Ruleset, Signal, Stage, Verdict
from bilten_app.domains.risk.rules.score import STANDARD, Findings, judge, stricter
from bilten_app.domains.risk.rules.stored import (
    read_ruleset,
    read_seen,
    read_thresholds,
    write_reasons,
)
from bilten_app.domains.risk.rules.traces import (
    Hash,
    Probe,
    count,
    plain_signals,
    probes_of,
    traits_of,
)
from bilten_app.infra.db import table_of, values_of
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault

KEY_SIZE = 16
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was thought of an attempt, by which rules."""

    attempt: Attempt
    verdict: Verdict
    rules: Ruleset


@dataclass(slots=True)
class _Known:
    """What the database said of a batch."""

    counted: Mapping[tuple[bytes, float], list[bytes]]
    listed: Sequence[Mapping[str, Any]]
    platform: Ruleset
    number: int
    own: Mapping[UUID, Any]
    started: Mapping[UUID, Mapping[str, Any]]
    here: dict[bytes, list[bytes]] = field(
        default_factory=lambda: defaultdict[bytes, list[bytes]](list)
    )


def hash_of(vault: Vault) -> Hash:
    """Return what turns an address, a card or a browser into a key."""
    return lambda kind, value: vault.derive("risk.keys", f"{kind}\0{value}".encode())[:KEY_SIZE]


async def judge_all(
    uow: UnitOfWork, vault: Vault, stage: Stage, attempts: Sequence[Attempt]
) -> Sequence[Judged]:
    """Judge attempts in their order, and write down each judgement.

    Counts hold when many come at once: who leaves the same trace waits for this transaction.
    """
    if not attempts:
        return []
    hashed = hash_of(vault)
    probes = [probes_of(one, stage, hashed) for one in attempts]
    known = await _look(uow, hashed, stage, attempts, probes)
    judged: list[Judged] = []
    rows: list[dict[str, Any]] = []
    for attempt, own in zip(attempts, probes, strict=True):
        findings, traits = _findings(known, hashed, attempt, own)
        for trace in {probe.trace for probe in own}:
            known.here[trace.key].append(trace.what)
        rules = stricter(known.platform, known.own.get(attempt.organizer_id))
        verdict = judge(findings, rules)
        judged.append(Judged(attempt, verdict, rules))
        rows.append(_row(uow, attempt, stage, known.number, findings, traits, verdict))
    await uow.session.execute(table_of(Judgement).insert(), rows)
    return judged


async def _look(
    uow: UnitOfWork,
    hashed: Hash,
    stage: Stage,
    attempts: Sequence[Attempt],
    probes: Sequence[Sequence[Probe]],
) -> _Known:
    now = uow.clock.now()
    traces = [trace for own in probes for trace in {probe.trace for probe in own}]
    wanted = {
        (probe.trace.key, probe.window.total_seconds()): now - probe.window
        for own in probes
        for probe in own
    }
    listed = {key for one in attempts for key in traits_of(one, hashed).values()}
    answer = await uow.session.execute(
        _LOOK,
        {
            "trace_keys": [trace.key for trace in traces],
            "trace_whats": [trace.what for trace in traces],
            "probe_keys": [key for key, _ in wanted],
            "probe_sinces": list(wanted.values()),
            "list_keys": sorted(listed),
            "networks": sorted({one.network for one in attempts if one.network}),
            "organizers": sorted({one.organizer_id for one in attempts}),
            "orders": [one.order_id for one in attempts] if stage is Stage.paid else [],
            "moment": now,
        },
    )
    told = answer.scalar_one()
    rules = {UUID(row["organizer"]) if row["organizer"] else NOBODY: row for row in told["rules"]}
    platform = rules.pop(NOBODY, None)
    return _Known(
        counted={
            key: [bytes.fromhex(what) for what in whats]
            for key, whats in zip(wanted, told["counted"], strict=True)
        },
        listed=told["listed"],
        platform=read_ruleset(platform["rules"]) if platform else STANDARD,
        number=platform["number"] if platform else 0,
        own={owner: read_thresholds(row["rules"]) for owner, row in rules.items()},
        started={UUID(row["order"]): row for row in told["started"]},
    )


def _findings(
    known: _Known, hashed: Hash, attempt: Attempt, probes: Sequence[Probe]
) -> tuple[Findings, dict[str, str]]:
    """Return what is found of an attempt, and its traits as they are stored.

    What was found when it began stays: the worker that hears of the money sees no browser.
    """
    before = known.started.get(attempt.order_id, {})
    seen: dict[Signal, int] = {**read_seen(before.get("seen", {}))}
    for signal, value in plain_signals(attempt).items():
        seen[signal] = max(value, seen.get(signal, 0))
    for probe in probes:
        earlier = known.counted[probe.trace.key, probe.window.total_seconds()]
        seen[probe.signal] = count(probe, [*earlier, *known.here[probe.trace.key]])
    traits: dict[str, str] = {
        **before.get("traits", {}),
        **{trait: key.hex() for trait, key in traits_of(attempt, hashed).items()},
    }
    if attempt.network:
        traits["network"] = hashed("near", attempt.network).hex()
    kinds = {
        ListKind(row["kind"])
        for row in known.listed
        if row["key"] in traits.values() or _is_inside(attempt.network, row["network"])
    }
    seen[Signal.denied] = max(int(ListKind.deny in kinds), seen.get(Signal.denied, 0))
    seen[Signal.watched] = max(int(ListKind.watch in kinds), seen.get(Signal.watched, 0))
    found = Findings(seen, attempt.total.currency, is_allowed=ListKind.allow in kinds)
    return found, traits


def _is_inside(address: str, network: str | None) -> bool:
    return bool(address and network) and ip_address(address) in ip_network(network or "")


def _row(
    uow: UnitOfWork,
    attempt: Attempt,
    stage: Stage,
    number: int,
    found: Findings,
    traits: dict[str, str],
    verdict: Verdict,
) -> dict[str, Any]:
    row = Judgement(
        order_id=attempt.order_id,
        stage=stage,
        score=verdict.score,
        outcome=verdict.outcome,
        reasons=write_reasons(verdict.reasons),
        seen={signal.value: seen for signal, seen in found.seen.items() if seen},
        traits=traits,
        ruleset=number,
        at=uow.clock.now(),
    )
    return values_of(row)


_LOOK = text(
    "SELECT risk_look(cast(:trace_keys AS bytea[]), cast(:trace_whats AS bytea[]),"
    " cast(:probe_keys AS bytea[]), cast(:probe_sinces AS timestamptz[]),"
    " cast(:list_keys AS bytea[]), cast(:networks AS text[]), cast(:organizers AS uuid[]),"
    " cast(:orders AS uuid[]), :moment)"
)
