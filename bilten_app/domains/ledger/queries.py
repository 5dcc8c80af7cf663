"""Balances, statements and entries, as of any moment. `at` includes the moment itself."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.ledger.public import (
    Account,
    AccountKind,
    Balance,
    EntryId,
    EntryKind,
    EntrySearch,
    EntryView,
    Posting,
    ReferenceKind,
    StatementLine,
    TrialBalance,
)
from bilten_app.domains.ledger.rules.moves import natural
from bilten_app.kit.money import Money
from bilten_app.kit.page import Page, cursor_moment, cursor_number, read_cursor

PAGE = 25


async def balance(session: AsyncSession, account: Account, *, at: datetime | None = None) -> Money:
    """Return what an account holds, positive on the side where it grows."""
    bound = {**_named(account), "at": at}
    total = (await session.execute(text(_BALANCE), bound)).scalar_one()
    return natural(account, total)


async def balances(
    session: AsyncSession, owner_id: UUID, *, at: datetime | None = None
) -> Sequence[Balance]:
    """Return every account of an owner that was ever posted to, by kind and currency."""
    bound = {"owner": owner_id, "at": at}
    return _balances(await session.execute(text(_BALANCES), bound))


async def by_subject(
    session: AsyncSession, owner_id: UUID, currency: str, *, at: datetime
) -> Mapping[UUID | None, Mapping[AccountKind, Money]]:
    """Return an owner's balances in one currency, apart for each subject (None: of none)."""
    bound = {"owner": owner_id, "currency": currency, "at": at}
    found: defaultdict[UUID | None, dict[AccountKind, Money]] = defaultdict(dict)
    for row in await session.execute(text(_BY_SUBJECT), bound):
        account = Account(AccountKind(row.kind), currency, owner_id)
        found[row.subject][account.kind] = natural(account, row.total)
    return found


async def trial_balance(session: AsyncSession, *, at: datetime | None = None) -> TrialBalance:
    """Return every account of real money; the debits of each currency equal its credits."""
    sums, debits = Counter[str](), Counter[str]()
    found = _balances(await session.execute(text(_TRIAL), {"at": at}))
    for one in found:
        minor = _debit(one)
        sums[one.account.currency] += minor
        debits[one.account.currency] += max(minor, 0)
    crooked = {currency: minor for currency, minor in sums.items() if minor}
    return TrialBalance(found, dict(debits), crooked)


async def crooked_checkpoints(session: AsyncSession) -> Sequence[tuple[Account, Money]]:
    """Return the accounts whose last checkpoint is not the sum of what it covers, and by how much.

    Nor is the sum of its subjects. Always empty; it reads every posting there is.
    """
    return [
        (_account(row), Money(row.kept - row.total, row.currency))
        for row in await session.execute(text(_CROOKED))
    ]


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
        **_named(account),
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
        postings[row.entry_id].append(Posting(_account(row), row.minor))
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


def _balances(rows: Any) -> Sequence[Balance]:
    return [Balance(_account(row), natural(_account(row), row.total)) for row in rows]


def _debit(one: Balance) -> int:
    """Return a balance as a sum of debits; the natural sign is its own inverse."""
    return natural(one.account, one.amount.minor).minor


def _account(row: Row[Any]) -> Account:
    return Account(AccountKind(row.kind), row.currency, row.owner_id, row.gateway)


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


def _named(account: Account) -> dict[str, object]:
    return {
        "owner": account.owner_id,
        "kind": account.kind.value,
        "gateway": account.gateway,
        "currency": account.currency,
    }


_BALANCE = """
    SELECT coalesce(sum(
        ledger_sum(a.id, coalesce(CAST(:at AS timestamptz), 'infinity'), 9223372036854775807)
    ), 0)::bigint
    FROM ledger_accounts a
    WHERE a.owner_id = :owner AND a.kind = :kind AND a.gateway = :gateway
      AND a.currency = :currency
"""
_BALANCES = """
    SELECT a.kind, a.owner_id, a.gateway, a.currency,
        ledger_sum(a.id, coalesce(CAST(:at AS timestamptz), 'infinity'), 9223372036854775807)
            AS total
    FROM ledger_accounts a
    WHERE a.owner_id = :owner
    ORDER BY a.currency, a.kind, a.gateway
"""
_TRIAL = """
    SELECT a.kind, a.owner_id, a.gateway, a.currency, t.total
    FROM ledger_trial(coalesce(CAST(:at AS timestamptz), 'infinity')) t
    JOIN ledger_accounts a ON a.id = t.account_id
    WHERE uuid_extract_version(a.owner_id) IS DISTINCT FROM 8
    ORDER BY a.currency, a.kind, a.owner_id, a.gateway
"""
_CROOKED = """
    SELECT a.kind, a.owner_id, a.gateway, a.currency, s.minor AS kept, t.total::bigint AS total
    FROM ledger_accounts a
    JOIN LATERAL (
        SELECT s.minor FROM ledger_sums s WHERE s.account_id = a.id
        ORDER BY s.checkpoint_id DESC LIMIT 1
    ) s ON true
    JOIN (
        SELECT p.account_id, sum(p.minor) AS total FROM ledger_postings p
        WHERE p.entry_id <= (SELECT max(c.last_entry) FROM ledger_checkpoints c)
        GROUP BY p.account_id
    ) t ON t.account_id = a.id
    WHERE s.minor <> t.total
    UNION ALL
    SELECT a.kind, a.owner_id, a.gateway, a.currency, t.kept::bigint, p.total::bigint
    FROM (
        SELECT account_id, sum(minor) AS kept FROM (
            SELECT DISTINCT ON (account_id, subject) account_id, minor FROM ledger_subject_sums
            ORDER BY account_id, subject, checkpoint_id DESC
        ) last GROUP BY account_id
    ) t JOIN ledger_accounts a ON a.id = t.account_id
    JOIN LATERAL (
        SELECT s.minor AS total FROM ledger_sums s WHERE s.account_id = t.account_id
          AND s.checkpoint_id <= (SELECT max(x.checkpoint_id) FROM ledger_subject_sums x)
        ORDER BY s.checkpoint_id DESC LIMIT 1
    ) p ON t.kept <> p.total
"""
_BY_SUBJECT = "SELECT subject, kind, total FROM ledger_by_subject(:owner, :currency, :at)"
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
