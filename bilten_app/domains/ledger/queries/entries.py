"""Statements and entries, as they were posted."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.ledger.public import (
    Account,
    EntryId,
    EntryKind,
    EntrySearch,
    EntryView,
    Posting,
    ReferenceKind,
    StatementLine,
)
from bilten_app.domains.ledger.queries.names import account_of, named
from bilten_app.domains.ledger.rules.moves import natural
from bilten_app.kit.page import Page, cursor_moment, cursor_number, read_cursor

PAGE = 25


async def statement(
    session: AsyncSession,
    account: Account,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Collection[EntryKind] = (),
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[StatementLine]:
    """Return the changes of an account from `since` until before `until`, the newest first.

    Each line has what the account held after it, filtered or not.
    """
    at, entry_id = read_cursor(cursor, 2) if cursor else ("", "")
    bound = {
        **named(account),
        "since": since,
        "until": until,
        "kinds": [kind.value for kind in kinds] or None,
        "at": cursor_moment(at) if at else None,
        "after": cursor_number(entry_id) if entry_id else None,
        "size": size + 1,
    }
    rows = await session.execute(text(_STATEMENT), bound)
    return Page[StatementLine].cut(
        [_line(account, row) for row in rows],
        size,
        lambda line: (line.at.isoformat(), str(line.entry_id)),
    )


async def entries_of(session: AsyncSession, reference: UUID) -> Sequence[EntryView]:
    """Return what was posted for a reference, the oldest first."""
    rows = (await session.execute(text(_OF_REFERENCE), {"reference": reference})).all()
    return await _with_postings(session, rows)


async def search(
    session: AsyncSession, wanted: EntrySearch, *, cursor: str | None = None, size: int = PAGE
) -> Page[EntryView]:
    """Return entries, the latest posted first; those of a test to who names its organizer."""
    bound = {
        "kind": wanted.kind,
        "owner": wanted.owner_id,
        "reference": wanted.reference,
        "memo": wanted.memo or None,
        "since": wanted.since,
        "until": wanted.until,
        "after": cursor_number(read_cursor(cursor, 1)[0]) if cursor else None,
        "size": size + 1,
    }
    rows = (await session.execute(text(_SEARCH), bound)).all()
    page = Page[Row[Any]].cut(rows, size, lambda row: (str(row.id),))
    return Page(await _with_postings(session, page.rows), page.next_cursor)


async def _with_postings(session: AsyncSession, rows: Sequence[Row[Any]]) -> Sequence[EntryView]:
    postings: defaultdict[int, list[Posting]] = defaultdict(list)
    for row in await session.execute(text(_POSTINGS), {"ids": [one.id for one in rows]}):
        postings[row.entry_id].append(Posting(account_of(row), row.minor))
    return [
        EntryView(
            id=EntryId(row.id),
            kind=EntryKind(row.kind),
            reference_kind=ReferenceKind(row.reference_kind),
            reference=row.reference,
            owner_id=row.owner_id,
            subject=row.subject,
            at=row.at,
            memo=row.memo,
            correlation_id=row.correlation_id,
            postings=tuple(postings[row.id]),
        )
        for row in rows
    ]


def _line(account: Account, row: Row[Any]) -> StatementLine:
    return StatementLine(
        entry_id=EntryId(row.id),
        kind=EntryKind(row.kind),
        reference_kind=ReferenceKind(row.reference_kind),
        reference=row.reference,
        subject=row.subject,
        at=row.at,
        memo=row.memo,
        change=natural(account, row.minor),
        balance=natural(account, row.balance),
    )


_STATEMENT = """
    WITH account AS (
        SELECT id FROM ledger_accounts
        WHERE owner_id = :owner AND kind = :kind AND gateway = :gateway AND currency = :currency
    ), shown AS (
        SELECT e.id, e.kind, e.reference_kind, e.reference, e.subject, p.at, e.memo, p.minor
        FROM ledger_postings p JOIN ledger_entries e ON e.id = p.entry_id
        WHERE p.account_id = (SELECT id FROM account)
          AND p.at >= coalesce(CAST(:since AS timestamptz), '-infinity')
          AND p.at < coalesce(CAST(:until AS timestamptz), 'infinity')
          AND (CAST(:kinds AS text[]) IS NULL OR e.kind = ANY (:kinds))
          AND (p.at, p.entry_id) < (coalesce(CAST(:at AS timestamptz), 'infinity'),
                                    coalesce(CAST(:after AS bigint), 0))
        ORDER BY p.at DESC, p.entry_id DESC LIMIT :size
    ), newest AS (
        SELECT at, id FROM shown ORDER BY at DESC, id DESC LIMIT 1
    ), oldest AS (
        SELECT at, id FROM shown ORDER BY at, id LIMIT 1
    ), running AS (
        SELECT p.entry_id, sum(p.minor) OVER (ORDER BY p.at, p.entry_id) + (
            SELECT ledger_sum(a.id, o.at, o.id) FROM account a, oldest o
        ) AS balance
        FROM ledger_postings p
        WHERE p.account_id = (SELECT id FROM account)
          AND (p.at, p.entry_id) >= ((SELECT at FROM oldest), (SELECT id FROM oldest))
          AND (p.at, p.entry_id) <= ((SELECT at FROM newest), (SELECT id FROM newest))
    )
    SELECT s.id, s.kind, s.reference_kind, s.reference, s.subject, s.at, s.memo, s.minor,
           r.balance::bigint AS balance
    FROM shown s JOIN running r ON r.entry_id = s.id
    ORDER BY s.at DESC, s.id DESC
"""
_OF_REFERENCE = """
    SELECT id, kind, reference_kind, reference, owner_id, subject, at, memo, correlation_id
    FROM ledger_entries WHERE reference = :reference ORDER BY id
"""
_SEARCH = """
    SELECT id, kind, reference_kind, reference, owner_id, subject, at, memo, correlation_id
    FROM ledger_entries
    WHERE (CAST(:kind AS text) IS NULL OR kind = :kind)
      AND CASE WHEN CAST(:owner AS uuid) IS NULL THEN uuid_extract_version(owner_id)
          IS DISTINCT FROM 8 ELSE owner_id = :owner END
      AND (CAST(:reference AS uuid) IS NULL OR reference = :reference)
      AND (CAST(:memo AS text) IS NULL OR memo = :memo)
      AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)
      AND (CAST(:until AS timestamptz) IS NULL OR at < :until)
      AND (CAST(:after AS bigint) IS NULL OR id < :after)
    ORDER BY id DESC LIMIT :size
"""
_POSTINGS = """
    SELECT p.entry_id, p.minor, a.kind, a.owner_id, a.gateway, a.currency
    FROM ledger_postings p JOIN ledger_accounts a ON a.id = p.account_id
    WHERE p.entry_id = ANY (:ids) ORDER BY p.entry_id, p.minor DESC, a.id
"""
