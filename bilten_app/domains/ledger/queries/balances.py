"""What accounts hold, as of any moment. `at` includes the moment itself."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.ledger.public import Account, AccountKind, Balance, TrialBalance
from bilten_app.domains.ledger.queries.names import account_of, named
from bilten_app.domains.ledger.rules.moves import natural
from bilten_app.kit.money import Money


async def balance(session: AsyncSession, account: Account, *, at: datetime | None = None) -> Money:
    """Return what an account holds, positive on the side where it grows."""
    bound = {**named(account), "at": at}
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


async def of_sales_since(
    session: AsyncSession, owner_id: UUID, currency: str, *, since: datetime
) -> Mapping[AccountKind, Money]:
    """Return what an owner's accounts hold by the orders that were paid after a moment.

    What was given back of these orders meanwhile is taken off.
    """
    bound = {"owner": owner_id, "currency": currency, "since": since}
    found: dict[AccountKind, Money] = {}
    for row in await session.execute(text(_OF_SALES_SINCE), bound):
        account = Account(AccountKind(row.kind), currency, owner_id)
        found[account.kind] = natural(account, row.total)
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
        (account_of(row), Money(row.kept - row.total, row.currency))
        for row in await session.execute(text(_CROOKED))
    ]


def _balances(rows: Any) -> Sequence[Balance]:
    return [Balance(account_of(row), natural(account_of(row), row.total)) for row in rows]


def _debit(one: Balance) -> int:
    """Return a balance as a sum of debits; the natural sign is its own inverse."""
    return natural(one.account, one.amount.minor).minor


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
# The memo of what is about an order is its code.
_OF_SALES_SINCE = """
    WITH since AS (
        SELECT id, kind, memo FROM ledger_entries WHERE owner_id = :owner AND at > :since
    ), fresh AS (
        SELECT id FROM since WHERE kind = 'sale'
        UNION
        SELECT id FROM since
        WHERE memo IN (SELECT memo FROM since WHERE kind = 'sale' AND memo <> '')
    )
    SELECT a.kind, sum(p.minor)::bigint AS total
    FROM fresh f JOIN ledger_postings p ON p.entry_id = f.id
    JOIN ledger_accounts a ON a.id = p.account_id
    WHERE a.owner_id = :owner AND a.currency = :currency
    GROUP BY a.kind
"""
