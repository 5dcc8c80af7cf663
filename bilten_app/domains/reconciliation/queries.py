"""Our telling of what moved at a gateway, and the runs that compared it.

Reads payments, refunds, disputes, payouts and the ledger, as reporting does, and writes none of
them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.reconciliation.models import Line, Run
from bilten_app.domains.reconciliation.public import (
    LineView,
    Movement,
    Outcome,
    RunId,
    RunView,
    Totals,
)
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.page import Page, cursor_id, cursor_number, read_cursor
from bilten_app.ports.payments import ReportKind

PAGE = 50


async def movements(
    session: AsyncSession,
    gateway: str,
    *,
    since: datetime,
    until: datetime,
    told: Sequence[Movement],
) -> Sequence[Movement]:
    """Return what moved by our rows in the time, and whatever the gateway tells of besides."""
    bound = {
        "gateway": gateway,
        "since": since,
        "until": until,
        "refs": [one.gateway_ref for one in told if one.gateway_ref],
        "ids": [one.reference for one in told if one.reference],
    }
    return [
        Movement(
            ReportKind(row.kind),
            row.gateway_ref or "",
            row.reference,
            Money(row.minor, row.currency),
            row.at,
        )
        for row in await session.execute(text(_MOVEMENTS), bound)
    ]


async def ledger_totals(
    session: AsyncSession, gateway: str, *, since: datetime, until: datetime
) -> Mapping[str, int]:
    """Return how the ledger's account of the gateway changed in the time, by currency."""
    bound = {"gateway": gateway, "since": since, "until": until}
    return dict(tuple(row) for row in await session.execute(text(_LEDGER), bound))


async def fees_booked_until(session: AsyncSession, gateway: str) -> datetime | None:
    """Return when the newest fee was taken that the ledger knows of."""
    newest = text(
        "SELECT p.at FROM ledger_accounts a JOIN ledger_postings p ON p.account_id = a.id"
        " JOIN ledger_entries e ON e.id = p.entry_id AND e.kind = 'processing_fee'"
        " WHERE a.kind = 'clearing' AND a.gateway = :gateway ORDER BY p.at DESC LIMIT 1"
    )
    return (await session.execute(newest, {"gateway": gateway})).scalar_one_or_none()


async def runs(
    session: AsyncSession, *, cursor: str | None = None, size: int = PAGE
) -> Page[RunView]:
    """Return the runs, the newest first."""
    chosen = select(Run).order_by(col(Run.id).desc()).limit(size + 1)
    if cursor:
        chosen = chosen.where(col(Run.id) < cursor_id(read_cursor(cursor, 1)[0]))
    rows = [_view(row) for row in (await session.execute(chosen)).scalars()]
    return Page[RunView].cut(rows, size, lambda row: (str(row.id),))


async def run(session: AsyncSession, run_id: UUID) -> RunView:
    """Return a run, or raise NotFound."""
    row = await session.get(Run, run_id)
    if row is None:
        raise NotFound
    return _view(row)


async def lines(
    session: AsyncSession,
    run_id: UUID,
    *,
    outcome: Outcome | None = None,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[LineView]:
    """Return the lines of a run in the report's order; without an outcome, those that differ."""
    chosen = select(Line).where(col(Line.run_id) == run_id).order_by(col(Line.place))
    wanted = col(Line.outcome) == outcome if outcome else col(Line.outcome) != Outcome.matched
    if cursor:
        chosen = chosen.where(col(Line.place) > cursor_number(read_cursor(cursor, 1)[0]))
    rows = (await session.execute(chosen.where(wanted).limit(size + 1))).scalars()
    return Page[LineView].cut([_line(row) for row in rows], size, lambda row: (str(row.place),))


async def counts(session: AsyncSession, run_id: UUID) -> Mapping[Outcome, int]:
    """Return how many lines of a run have each outcome."""
    counted = text(
        "SELECT outcome, count(*)::int FROM reconciliation_lines WHERE run_id = :run"
        " GROUP BY outcome"
    )
    rows = await session.execute(counted, {"run": run_id})
    return {Outcome(outcome): count for outcome, count in rows}


def _view(row: Run) -> RunView:
    return RunView(
        id=RunId(row.id),
        gateway=row.gateway,
        since=row.since,
        until=row.until,
        file_name=row.file_name,
        matched=row.matched,
        differing=row.differing,
        created_at=row.created_at,
        totals={
            currency: Totals(*cast("Sequence[Any]", sums)) for currency, sums in row.totals.items()
        },
    )


def _line(row: Line) -> LineView:
    def told(minor: int | None, currency: str) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return LineView(
        place=row.place,
        kind=ReportKind(row.kind),
        outcome=Outcome(row.outcome),
        gateway_ref=row.gateway_ref,
        reference=row.reference,
        theirs=told(row.theirs_minor, row.theirs_currency),
        ours=told(row.ours_minor, row.ours_currency),
        at=row.at,
    )


_MOVEMENTS = """
    WITH moves AS (
        SELECT 'charge' AS kind, gateway_ref, id AS reference, amount_minor AS minor, currency,
               captured_at AS at, gateway
        FROM payments WHERE state = 'captured'
        UNION ALL
        SELECT 'refund', r.gateway_ref, r.id, -r.amount_minor, r.currency, r.done_at, p.gateway
        FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.state = 'done'
        UNION ALL
        SELECT 'payout', gateway_ref, id, -amount_minor, currency, sent_at, gateway
        FROM payouts WHERE sent_at IS NOT NULL
        UNION ALL
        SELECT 'payout', gateway_ref, id, amount_minor, currency, done_at, gateway
        FROM payouts WHERE sent_at IS NOT NULL AND state IN ('failed', 'returned')
        UNION ALL
        SELECT 'dispute', gateway_ref, payment_id,
               -(CASE state WHEN 'won' THEN amount_minor ELSE held_minor END),
               held_currency, opened_at, gateway
        FROM disputes WHERE NOT is_inquiry AND (state = 'won' OR held_minor <> 0)
        UNION ALL
        SELECT 'dispute', gateway_ref, payment_id, amount_minor, currency, decided_at, gateway
        FROM disputes WHERE NOT is_inquiry AND state = 'won'
        UNION ALL
        SELECT 'fee', e.memo, e.reference, p.minor, a.currency, e.at, a.gateway
        FROM ledger_accounts a
        JOIN ledger_postings p ON p.account_id = a.id
        JOIN ledger_entries e ON e.id = p.entry_id
        WHERE a.kind = 'clearing' AND a.gateway = :gateway AND e.kind = 'processing_fee'
    )
    SELECT kind, gateway_ref, reference, minor, currency, at FROM moves
    WHERE gateway = :gateway AND (
        (at >= :since AND at < :until)
        OR gateway_ref = ANY (CAST(:refs AS text[])) OR reference = ANY (CAST(:ids AS uuid[]))
    )
    ORDER BY at, reference
"""
_LEDGER = """
    SELECT a.currency, sum(p.minor)::bigint
    FROM ledger_accounts a JOIN ledger_postings p ON p.account_id = a.id
    WHERE a.kind = 'clearing' AND a.gateway = :gateway AND p.at >= :since AND p.at < :until
    GROUP BY a.currency
"""
