"""Statements and reports as files."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import Account, AccountKind, StatementLine
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.payouts import queries as payouts
from bilten_app.domains.payouts.public import PayoutView
from bilten_app.domains.reporting.exports.sheets import (
    STATE_WORDS,
    conversion_sheet,
    methods_sheet,
    payouts_sheet,
    revenue_sheet,
    statement_sheet,
)
from bilten_app.domains.reporting.exports.tables import FileKind, TableFile, write
from bilten_app.domains.reporting.public import (
    Grouping,
    ReportKind,
    Span,
)
from bilten_app.domains.reporting.queries import money
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import moment, msgid, price, say
from bilten_app.ports.paper import TableSheet

BATCH = 1000
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)  # the end of a span is not in it


async def report_sheet(
    rt: Runtime,
    actor: Actor,
    *,
    organizer_id: UUID,
    currency: str,
    kind: ReportKind,
    span: Span,
    grouping: Grouping,
    locale: str,
) -> TableSheet:
    """Return a report as a table. For members with `finances:read`."""
    scope = actor.require(Permission.finances_read, organizer_id)
    async with rt.read() as session:
        facts = await _facts(session, scope, span, currency, locale)
        match kind:
            case ReportKind.revenue:
                found = await money.revenue(session, scope, currency, span, grouping)
                return revenue_sheet(found, facts, grouping, locale)
            case ReportKind.methods:
                paid = await money.methods(session, scope, currency, span)
                return methods_sheet(paid, facts, locale)
            case ReportKind.conversion:
                carts = await money.conversion(session, scope, currency, span)
                return conversion_sheet(carts, facts, locale)
            case ReportKind.payouts:
                sent = await money.payouts(session, scope, currency, span)
                return payouts_sheet(sent, facts, span.zone, locale)


async def statement(
    rt: Runtime,
    actor: Actor,
    *,
    organizer_id: UUID,
    currency: str,
    span: Span,
    file: FileKind,
    locale: str,
) -> TableFile:
    """Return every change of what an organizer is owed. For members with `finances:read`."""
    scope = actor.require(Permission.finances_read, organizer_id)
    account = Account(AccountKind.payable, currency, scope)
    async with rt.read() as session:
        facts = await _facts(session, scope, span, currency, locale)
        lines = await _all_lines(session, account, span)
        closing = await ledger.balance(session, account, at=span.until - MOMENT)
    facts = [*facts, (say(msgid("Closing balance"), locale), price(closing, locale))]
    return await write(rt, statement_sheet(lines, facts, span.zone, locale), file)


async def payout_statement(
    rt: Runtime,
    actor: Actor,
    *,
    organizer_id: UUID,
    payout_id: UUID,
    file: FileKind,
    locale: str,
    zone: str = "UTC",
) -> TableFile:
    """Return what led to a payout: every change since the one before it."""
    scope = actor.require(Permission.finances_read, organizer_id)
    async with rt.read() as session:
        paid = await payouts.payout(session, scope, payout_id)
        since = await payouts.previous_at(session, paid)
        span = Span(since or BEFORE_ALL, paid.created_at)
        currency = paid.amount.currency
        lines = await _all_lines(session, Account(AccountKind.payable, currency, scope), span)
        name = (await organizers.by_id(session, scope)).name
    facts = [
        (say(msgid("Organizer"), locale), name),
        (say(msgid("Payout"), locale), price(paid.amount, locale)),
        *_made_of(paid, locale),
        (say(msgid("Made"), locale), moment(paid.created_at, zone, locale)),
        (say(msgid("To"), locale), paid.destination),
        (say(msgid("State"), locale), say(STATE_WORDS[paid.state], locale)),
    ]
    return await write(rt, statement_sheet(lines, facts, zone, locale), file)


def _made_of(paid: PayoutView, locale: str) -> list[tuple[str, str]]:
    """Return the sums of which a payout is more or less than it takes of the balance."""
    parts = {
        msgid("Of the balance"): paid.amount - paid.tax + paid.cash,
        msgid("Tax collected"): paid.tax,
        msgid("Cash at box office"): paid.cash.times(-1),
        msgid("Held in reserve"): paid.reserved,
    }
    return [(say(name, locale), price(each, locale)) for name, each in parts.items() if each.minor]


async def _facts(
    session: AsyncSession, scope: OrganizerScope, span: Span, currency: str, locale: str
) -> list[tuple[str, str]]:
    name = (await organizers.by_id(session, scope)).name
    begins = (say(msgid("From"), locale), moment(span.since, span.zone, locale))
    return [
        (say(msgid("Organizer"), locale), name),
        *([begins] if span.since > BEFORE_ALL else []),
        (say(msgid("Until"), locale), moment(span.until, span.zone, locale)),
        (say(msgid("Currency"), locale), currency),
    ]


async def _all_lines(
    session: AsyncSession, account: Account, span: Span
) -> Sequence[StatementLine]:
    lines: list[StatementLine] = []
    cursor = None
    while True:
        page = await ledger.statement(
            session, account, since=span.since, until=span.until, cursor=cursor, size=BATCH
        )
        lines.extend(page.rows)
        cursor = page.next_cursor
        if cursor is None:
            return lines[::-1]
