"""Comparing a gateway's report with what we know, and keeping what was found."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import insert

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import PLATFORM, Deal, Entry
from bilten_app.domains.reconciliation import queries, rules
from bilten_app.domains.reconciliation.models import Line, Run
from bilten_app.domains.reconciliation.public import (
    Compared,
    Movement,
    Outcome,
    RunId,
    RunResult,
    Verb,
)
from bilten_app.domains.reconciliation.rules import read_csv, write_csv
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.typed import one_line
from bilten_app.ports import TEST_GATEWAY
from bilten_app.ports.payments import ReportKind, ReportRow

__all__ = ["book_fees", "compare_report", "fetch_report", "read_csv", "write_csv"]

BATCH = 2000
OVERLAP, FIRST_LOOK = timedelta(hours=1), timedelta(days=30)
FEES = UUID(int=0)
"""The namespace of the ids of fees for what is no payment of ours."""


async def fetch_report(rt: Runtime, *, gateway: str, since: datetime, until: datetime) -> str:
    """Ask a gateway what moved, and return its report as CSV. Raises NotFound, Unavailable."""
    asked = rt.gateways.payment_methods.get(gateway)
    if asked is None:
        raise NotFound
    return write_csv([row async for row in asked.report(since, until)])


async def book_fees(rt: Runtime) -> None:
    """Job of the clock: post what gateways kept for their work since we looked last.

    Only their reports tell. Harmless twice: a fee is posted once for each movement.
    """
    for name, gateway in rt.gateways.payment_methods.items():
        if name == TEST_GATEWAY:
            continue  # nobody keeps anything of play money
        now = rt.clock.now()
        async with rt.read() as session:
            known = await queries.fees_booked_until(session, name)
        since = known - OVERLAP if known else now - FIRST_LOOK
        rows = [row async for row in gateway.report(since, now) if row.fee.minor]
        for start in range(0, len(rows), BATCH):
            async with rt.unit_of_work() as uow:
                await ledger.post(
                    uow, [_fee_entry(name, row) for row in rows[start : start + BATCH]]
                )


async def compare_report(
    uow: UnitOfWork,
    actor: Actor,
    *,
    gateway: str,
    report: str,
    since: datetime,
    until: datetime,
    file_name: str = "",
) -> RunResult:
    """Compare a report (CSV) of the time from `since` until before `until`, and keep every line.

    For the platform's staff. Changes nothing but its own rows, and may be repeated. Raises
    BadReport.
    """
    actor.require_staff(StaffPermission.money_manage)
    theirs = list(rules.movements(read_csv(report)))
    ours = await queries.movements(uow.session, gateway, since=since, until=until, told=theirs)
    compared = rules.compare(theirs, ours, since=since, until=until)
    matched = sum(one.outcome is Outcome.matched for one in compared)
    run = Run(
        gateway=gateway,
        since=since,
        until=until,
        file_name=one_line(file_name)[:120],
        file_hash=hashlib.sha256(report.encode()).digest(),
        actor=actor.label,
        matched=matched,
        differing=len(compared) - matched,
        totals=_totals(
            theirs,
            [one for one in ours if since <= one.at < until],
            await queries.ledger_totals(uow.session, gateway, since=since, until=until),
        ),
        created_at=uow.clock.now(),
    )
    uow.add(run)
    await uow.session.flush()
    await _write(uow, run, compared)
    uow.audit(Verb.ran, run.id, gateway=gateway, matched=matched, differing=run.differing)
    return RunResult(RunId(run.id), compared)


def _fee_entry(gateway: str, row: ReportRow) -> Entry:
    """Return the entry of a fee; it is known by its payment, or by the gateway's name of it.

    One that is given back has the name of what it was taken for.
    """
    is_payment = row.kind is ReportKind.charge and row.reference is not None
    back = "/back" if row.fee.minor < 0 else ""
    named = uuid5(FEES, f"{gateway}/{row.kind}/{row.gateway_ref}{back}")
    reference = row.reference if is_payment and row.reference else named
    deal = Deal(reference, PLATFORM, row.fee.currency, row.at, memo=row.gateway_ref)
    return ledger.processing_fee(deal, gateway=gateway, minor=row.fee.minor)


async def _write(uow: UnitOfWork, run: Run, compared: Sequence[Compared]) -> None:
    rows = [_row(run, place, one) for place, one in enumerate(compared, 1)]
    for start in range(0, len(rows), BATCH):
        await uow.session.execute(insert(Line), rows[start : start + BATCH])


def _row(run: Run, place: int, one: Compared) -> dict[str, object]:
    told = one.theirs or one.ours
    if told is None:
        raise ValueError("a line needs a side")
    return {
        "run_id": run.id,
        "place": place,
        "kind": told.kind.value,
        "gateway_ref": told.gateway_ref,
        "outcome": one.outcome.value,
        "theirs_minor": one.theirs and one.theirs.amount.minor,
        "theirs_currency": one.theirs.amount.currency if one.theirs else "",
        "ours_minor": one.ours and one.ours.amount.minor,
        "ours_currency": one.ours.amount.currency if one.ours else "",
        "reference": one.ours.reference if one.ours else told.reference,
        "at": told.at,
    }


def _totals(
    theirs: Sequence[Movement], ours: Sequence[Movement], ledger: Mapping[str, int]
) -> dict[str, list[int]]:
    """Return the sums of each currency: theirs, ours, the ledger's."""
    there, here = _sums(theirs), _sums(ours)
    return {
        currency: [there[currency], here[currency], ledger.get(currency, 0)]
        for currency in sorted({*there, *here, *ledger})
    }


def _sums(movements: Sequence[Movement]) -> Counter[str]:
    sums = Counter[str]()
    for one in movements:
        sums[one.amount.currency] += one.amount.minor
    return sums
