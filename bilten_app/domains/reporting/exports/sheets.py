"""Statements and reports as tables. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from bilten_app.domains.ledger.public import AccountKind, EntryKind, StatementLine
from bilten_app.domains.payouts.public import PayoutState
from bilten_app.domains.reporting.public import (
    ConversionLine,
    Grouping,
    MethodLine,
    PayoutLine,
    RevenueLine,
)
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import amount, moment, msgid, say
from bilten_app.ports.paper import TableColumn, TableSheet

type Row = Sequence[str | Decimal]

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


def revenue_sheet(
    lines: Sequence[RevenueLine], facts: Sequence[tuple[str, str]], grouping: Grouping, locale: str
) -> TableSheet:
    """Return the revenue report as a table."""
    heads = (
        msgid("Gross"), msgid("Refunds"), msgid("Fees"), msgid("Tax"), msgid("Lost disputes"),
        msgid("Own gift cards"), msgid("Corrections"), msgid("Net"),
    )  # fmt: skip
    rows: list[Row] = [
        [
            line.label or say(msgid("No event"), locale),
            Decimal(line.sales),
            *(
                amount(each)
                for each in (
                    line.gross, line.refunds, line.fees, line.tax, line.losses, line.gifts,
                    line.other, line.net,
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


def conversion_sheet(
    lines: Sequence[ConversionLine], facts: Sequence[tuple[str, str]], locale: str
) -> TableSheet:
    """Return what became of carts as a table; the share is in percent."""
    heads = (msgid("Carts"), msgid("Paid"), msgid("Ran out"), msgid("Paid, %"))
    return TableSheet(
        locale=locale,
        title=say(msgid("Conversion"), locale),
        facts=facts,
        columns=[
            TableColumn(say(msgid("Event"), locale)),
            *(TableColumn(say(head, locale), is_amount=True) for head in heads),
        ],
        rows=[
            [
                line.label,
                Decimal(line.carts),
                Decimal(line.paid),
                Decimal(line.ran_out),
                Decimal(line.basis_points).scaleb(-2),
            ]
            for line in lines
        ],
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


def _totals(rows: Sequence[Row], first: int, locale: str) -> Row:
    """Return the sums of the amounts, from column `first` on; none under an empty table."""
    if not rows:
        return ()
    sums = [
        sum((cell for cell in column if isinstance(cell, Decimal)), Decimal())
        for column in list(zip(*rows, strict=True))[first:]
    ]
    return [say(msgid("Total"), locale), *sums]
