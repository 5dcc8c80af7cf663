"""What an organizer earned, by the ledger, as of any moment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.payouts.public import PayoutState
from bilten_app.domains.reporting.public import (
    ConversionLine,
    Grouping,
    MethodLine,
    PayoutLine,
    RevenueLine,
    Span,
)
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.money import Money


async def revenue(
    session: AsyncSession, scope: OrganizerScope, currency: str, span: Span, grouping: Grouping
) -> Sequence[RevenueLine]:
    """Return a line for each event (by title), or for each day or month that had any business."""
    bound = {**_bound(scope, currency, span), "zone": span.zone, "grouping": grouping.value}
    rows = await session.execute(text(_REVENUE), bound)
    return [_revenue(row, currency) for row in rows]


async def methods(
    session: AsyncSession, scope: OrganizerScope, currency: str, span: Span
) -> Sequence[MethodLine]:
    """Return what was paid and given back by each method, the most first."""
    rows = await session.execute(text(_METHODS), _bound(scope, currency, span))
    return [
        MethodLine(
            row.kind,
            row.gateway,
            row.sales,
            Money(row.gross, currency),
            Money(row.refunds, currency),
        )
        for row in rows
    ]


async def conversion(
    session: AsyncSession, scope: OrganizerScope, currency: str, span: Span
) -> Sequence[ConversionLine]:
    """Return what became of the carts of each event, those with the most carts first."""
    rows = await session.execute(text(_CONVERSION), _bound(scope, currency, span))
    return [ConversionLine(row.title, row.carts, row.paid, row.ran_out) for row in rows]


async def payouts(
    session: AsyncSession, scope: OrganizerScope, currency: str, span: Span
) -> Sequence[PayoutLine]:
    """Return the payouts made in the time, the oldest first, each as it stood at its end."""
    rows = await session.execute(text(_PAYOUTS), _bound(scope, currency, span))
    return [
        PayoutLine(
            row.created_at,
            row.period,
            PayoutState(row.state),
            row.destination,
            Money(row.amount_minor, currency),
        )
        for row in rows
    ]


def _bound(scope: OrganizerScope, currency: str, span: Span) -> dict[str, Any]:
    return {"scope": scope, "currency": currency, "since": span.since, "until": span.until}


def _revenue(row: Row[Any], currency: str) -> RevenueLine:
    def money(minor: int) -> Money:
        return Money(minor, currency)

    known = row.gross - row.refunds - row.fees - row.tax - row.losses - row.gifts
    return RevenueLine(
        label=row.label or "",
        sales=row.sales,
        gross=money(row.gross),
        refunds=money(row.refunds),
        fees=money(row.fees),
        tax=money(row.tax),
        losses=money(row.losses),
        gifts=money(row.gifts),
        other=money(row.net - known),
        net=money(row.net),
    )


_REVENUE = """
    WITH moved AS (
        SELECT e.id, e.kind, e.subject, e.at, a.kind AS account, p.minor,
               a.kind IN ('clearing', 'cash', 'gift_cards', 'store_credit', 'refunds_in_transit')
                   AS is_tender
        FROM ledger_entries e
        JOIN ledger_postings p ON p.entry_id = e.id
        JOIN ledger_accounts a ON a.id = p.account_id AND a.currency = :currency
        WHERE e.owner_id = :scope AND e.at >= :since AND e.at < :until
          AND e.kind NOT IN ('payout_scheduled', 'payout_failed', 'payout_returned',
                             'reserve_held', 'reserve_released', 'tax_remitted')
          AND (e.kind IN ('sale', 'refund') OR a.kind IN ('payable', 'reserve', 'fees', 'tax'))
    )
    SELECT CASE CAST(:grouping AS text)
               WHEN 'event' THEN (SELECT v.title FROM events v WHERE v.id = m.subject)
               WHEN 'day' THEN to_char(m.at AT TIME ZONE :zone, 'YYYY-MM-DD')
               ELSE to_char(m.at AT TIME ZONE :zone, 'YYYY-MM')
           END AS label,
           CASE WHEN CAST(:grouping AS text) = 'event' THEN m.subject END AS subject,
           count(DISTINCT m.id) FILTER (WHERE m.kind = 'sale')::int AS sales,
           coalesce(sum(m.minor) FILTER (WHERE m.kind = 'sale' AND m.is_tender), 0)::bigint
               AS gross,
           -coalesce(sum(m.minor) FILTER (WHERE m.kind = 'refund' AND m.is_tender), 0)::bigint
               AS refunds,
           -coalesce(sum(m.minor) FILTER (WHERE m.account = 'fees'), 0)::bigint AS fees,
           -coalesce(sum(m.minor) FILTER (WHERE m.account = 'tax'), 0)::bigint AS tax,
           coalesce(sum(m.minor) FILTER (
               WHERE m.kind LIKE 'dispute_%' AND m.account IN ('payable', 'reserve')
           ), 0)::bigint AS losses,
           -coalesce(sum(m.minor) FILTER (WHERE m.account = 'promised'), 0)::bigint AS gifts,
           -coalesce(sum(m.minor) FILTER (WHERE m.account IN ('payable', 'reserve')), 0)::bigint
               AS net
    FROM moved m GROUP BY 1, 2 ORDER BY 1, 2
"""
_METHODS = """
    SELECT a.kind, a.gateway,
           count(*) FILTER (WHERE e.kind = 'sale')::int AS sales,
           coalesce(sum(p.minor) FILTER (WHERE e.kind = 'sale'), 0)::bigint AS gross,
           -coalesce(sum(p.minor) FILTER (WHERE e.kind <> 'sale'), 0)::bigint AS refunds
    FROM ledger_entries e
    JOIN ledger_postings p ON p.entry_id = e.id
    JOIN ledger_accounts a ON a.id = p.account_id AND a.currency = :currency
    WHERE e.owner_id = :scope AND e.at >= :since AND e.at < :until
      AND ((e.kind = 'sale' AND a.kind IN ('clearing', 'cash', 'gift_cards', 'store_credit'))
        OR (e.kind = 'refund' AND a.kind IN ('cash', 'gift_cards', 'store_credit'))
        OR (e.kind IN ('refund_sent', 'refund_returned') AND a.kind = 'clearing'
            AND NOT EXISTS (  -- money that bought nothing never came in here
                SELECT FROM refunds f JOIN ledger_entries l
                    ON l.reference = f.payment_id AND l.kind = 'late_money'
                WHERE f.id = e.reference)))
    GROUP BY a.kind, a.gateway ORDER BY gross DESC, a.kind, a.gateway
"""
_CONVERSION = """
    SELECT e.title, count(*)::int AS carts,
           count(*) FILTER (WHERE o.paid_at < :until)::int AS paid,
           count(*) FILTER (WHERE o.state = 'expired' AND o.closed_at < :until)::int AS ran_out
    FROM orders o JOIN events e ON e.id = o.event_id
    WHERE o.organizer_id = :scope AND o.currency = :currency
      AND o.placed_at >= :since AND o.placed_at < :until
    GROUP BY e.id ORDER BY carts DESC, e.title
"""
_PAYOUTS = """
    SELECT created_at, period, destination, amount_minor,
        CASE WHEN done_at < :until THEN state WHEN sent_at < :until THEN 'sent'
             ELSE 'scheduled' END AS state
    FROM payouts
    WHERE organizer_id = :scope AND currency = :currency
      AND created_at >= :since AND created_at < :until
    ORDER BY id
"""
