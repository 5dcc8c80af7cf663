"""Statements and reports as files."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import Account, AccountKind, EntryKind, StatementLine
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.organizers.public import Permission
from bilten_app.domains.payouts import queries as payouts
from bilten_app.domains.payouts.public import PayoutState
from bilten_app.domains.reporting.exports.tables import FileKind, TableFile, write
from bilten_app.domains.reporting.public import (
    Grouping,
    MethodLine,
    PayoutLine,
    ReportKind,
    RevenueLine,
    Span,
)
from bilten_app.domains.reporting.queries import money
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import amount, moment, msgid, price, say
from bilten_app.ports.paper import TableColumn, TableSheet

type Row = Sequence[str | Decimal]

BATCH = 1000
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
GROUPS = {
    Grouping.event: msgid("Event"),
    Grouping.day: msgid("Day"),
    Grouping.month: msgid("Month"),
}
ENTRY_WORDS = {
    EntryKind.sale: msgid("Sale"),
    EntryKind.refund: msgid("Refund"),
    EntryKind.dispute_lost: msgid("Lost dispute"),
    EntryKind.processing_fee: msgid("Processing fee"),
    EntryKind.payout_scheduled: msgid("Payout"),
    EntryKind.payout_failed: msgid("Payout that failed"),
    EntryKind.payout_returned: msgid("Payout that came back"),
    EntryKind.reserve_held: msgid("Held in reserve"),
    EntryKind.reserve_released: msgid("Released from reserve"),
    EntryKind.adjustment: msgid("Correction"),
}
METHOD_WORDS = {
    AccountKind.clearing: msgid("Online payment"),
    AccountKind.cash: msgid("Cash"),
    AccountKind.gift_cards: msgid("Gift card"),
    AccountKind.store_credit: msgid("Store credit"),
}
STATE_WORDS = {
    PayoutState.scheduled: msgid("Scheduled"),
    PayoutState.sent: msgid("On its way"),
    PayoutState.paid: msgid("Paid"),
    PayoutState.failed: msgid("Failed"),
    PayoutState.returned: msgid("Came back"),
}


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
        closing = lines[-1].balance if lines else Money(0, currency)
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
        (say(msgid("Made"), locale), moment(paid.created_at, zone, locale)),
        (say(msgid("To"), locale), paid.destination),
        (say(msgid("State"), locale), say(STATE_WORDS[paid.state], locale)),
    ]
    return await write(rt, statement_sheet(lines, facts, zone, locale), file)


def revenue_sheet(
    lines: Sequence[RevenueLine], facts: Sequence[tuple[str, str]], grouping: Grouping, locale: str
) -> TableSheet:
    """Return the revenue report as a table."""
    heads = (
        msgid("Gross"), msgid("Refunds"), msgid("Fees"), msgid("Tax"), msgid("Lost disputes"),
        msgid("Corrections"), msgid("Net"),
    )  # fmt: skip
    rows: list[Row] = [
        [
            line.label or say(msgid("No event"), locale),
            Decimal(line.sales),
            *(
                amount(each)
                for each in (
                    line.gross, line.refunds, line.fees, line.tax, line.losses, line.other, line.net
                )
            ),
        ]
        for line in lines
    ]  # fmt: skip
    return TableSheet(
        locale=locale,
        title=say(msgid("Revenue"), locale),
        facts=facts,
        columns=[
            TableColumn(say(GROUPS[grouping], locale)),
            TableColumn(say(msgid("Sales"), locale), is_amount=True),
            *(TableColumn(say(head, locale), is_amount=True) for head in heads),
        ],
        rows=rows,
        totals=_totals(rows, 1, locale),
    )


def methods_sheet(
    lines: Sequence[MethodLine], facts: Sequence[tuple[str, str]], locale: str
) -> TableSheet:
    """Return what was paid by which method as a table."""
    rows: list[Row] = [
        [
            method_words(line, locale),
            Decimal(line.sales),
            amount(line.gross),
            amount(line.refunds),
            amount(line.gross - line.refunds),
        ]
        for line in lines
    ]
    heads = (msgid("Sales"), msgid("Gross"), msgid("Refunds"), msgid("Left"))
    return TableSheet(
        locale=locale,
        title=say(msgid("Payment methods"), locale),
        facts=facts,
        columns=[
            TableColumn(say(msgid("Method"), locale)),
            *(TableColumn(say(head, locale), is_amount=True) for head in heads),
        ],
        rows=rows,
        totals=_totals(rows, 1, locale),
    )


def payouts_sheet(
    lines: Sequence[PayoutLine], facts: Sequence[tuple[str, str]], zone: str, locale: str
) -> TableSheet:
    """Return the payouts as a table."""
    heads = (msgid("Made"), msgid("Period"), msgid("To"), msgid("State"))
    return TableSheet(
        locale=locale,
        title=say(msgid("Payouts"), locale),
        facts=facts,
        columns=[
            *(TableColumn(say(head, locale)) for head in heads),
            TableColumn(say(msgid("Amount"), locale), is_amount=True),
        ],
        rows=[
            [
                moment(line.at, zone, locale),
                line.period.partition(":")[0],
                line.destination,
                say(STATE_WORDS[line.state], locale),
                amount(line.amount),
            ]
            for line in lines
        ],
    )


def statement_sheet(
    lines: Sequence[StatementLine], facts: Sequence[tuple[str, str]], zone: str, locale: str
) -> TableSheet:
    """Return a statement of account, the oldest line first."""
    return TableSheet(
        locale=locale,
        title=say(msgid("Statement"), locale),
        facts=facts,
        columns=[
            TableColumn(say(msgid("Date"), locale)),
            TableColumn(say(msgid("What"), locale)),
            TableColumn(say(msgid("Reference"), locale)),
            TableColumn(say(msgid("Change"), locale), is_amount=True),
            TableColumn(say(msgid("Balance"), locale), is_amount=True),
        ],
        rows=[
            [
                moment(line.at, zone, locale),
                entry_words(line.kind, locale),
                shown_code(line.memo) if line.kind.is_of_order else line.memo,
                amount(line.change),
                amount(line.balance),
            ]
            for line in lines
        ],
    )


def entry_words(kind: EntryKind, locale: str) -> str:
    """Return what happened, in words."""
    words = ENTRY_WORDS.get(kind)
    return say(words, locale) if words else kind.value.replace("_", " ")


def method_words(line: MethodLine, locale: str) -> str:
    """Return a method in words, with the gateway that collected it."""
    words = say(METHOD_WORDS[AccountKind(line.method)], locale)
    return f"{words} ({line.gateway})" if line.gateway else words


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


def _totals(rows: Sequence[Row], first: int, locale: str) -> Row:
    """Return the sums of the amounts, from column `first` on; none under an empty table."""
    if not rows:
        return ()
    sums = [
        sum((cell for cell in column if isinstance(cell, Decimal)), Decimal())
        for column in list(zip(*rows, strict=True))[first:]
    ]
    return [say(msgid("Total"), locale), *sums]
