"""Reading a report, and comparing two tellings of the same money. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bilten_app.domains.reconciliation.public import BadReport, Compared, Movement, Outcome
from bilten_app.kit.money import Money
from bilten_app.kit.text import amount, is_currency, minor_digits
from bilten_app.ports.payments import ReportKind, ReportRow

COLUMNS = ("gateway_ref", "kind", "reference", "amount", "fee", "currency", "at")
MOST = 10**18

type Key = tuple[ReportKind, bool, str]


def write_csv(rows: Sequence[ReportRow]) -> str:
    """Return a report as CSV; amounts are exact, in major units."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        reference = str(row.reference or "")
        sums = (str(amount(row.amount)), str(amount(row.fee)), row.amount.currency)
        writer.writerow((row.gateway_ref, row.kind, reference, *sums, row.at.isoformat()))
    return out.getvalue()


def read_csv(text: str) -> Sequence[ReportRow]:
    """Return the rows of a report, or raise BadReport naming the line."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise BadReport(line=1, columns=", ".join(COLUMNS))
    rows: list[ReportRow] = []
    for number, cells in enumerate(reader, 2):
        try:
            rows.append(_row(cells))
        except (ValueError, ArithmeticError, TypeError, KeyError) as error:
            raise BadReport(line=number, columns=", ".join(COLUMNS)) from error
    return rows


def movements(rows: Sequence[ReportRow]) -> Iterator[Movement]:
    """Yield what moved: each row, and its fee as a movement of its own."""
    for row in rows:
        yield Movement(row.kind, row.gateway_ref, row.reference, row.amount, row.at)
        if row.fee.minor:
            cost = Money(-row.fee.minor, row.fee.currency)
            yield Movement(ReportKind.fee, row.gateway_ref, row.reference, cost, row.at)


def compare(
    theirs: Sequence[Movement], ours: Sequence[Movement], *, since: datetime, until: datetime
) -> Sequence[Compared]:
    """Return every movement of either side once, with how they compare.

    A movement is known by its kind, its direction, and the gateway's name of it or ours. Ours
    outside of the time only answer what the gateway tells; they are not missed there.
    """
    known = {key: one for one in ours for key in _keys(one)}
    answered: set[int] = set()
    compared: list[Compared] = []
    for one in theirs:
        mine = next((known[key] for key in _keys(one) if key in known), None)
        compared.append(Compared(_outcome(one, mine, answered), one, mine))
        if mine is not None:
            answered.add(id(mine))
    compared.extend(
        Compared(Outcome.missing_there, None, one)
        for one in ours
        if id(one) not in answered and since <= one.at < until
    )
    return compared


def _outcome(theirs: Movement, ours: Movement | None, answered: set[int]) -> Outcome:
    if ours is None:
        return Outcome.missing_here
    if id(ours) in answered:
        return Outcome.duplicate
    if theirs.amount.currency != ours.amount.currency:
        return Outcome.currency_differs
    if theirs.amount.minor != ours.amount.minor:
        return Outcome.amount_differs
    return Outcome.matched


def _keys(one: Movement) -> Iterator[Key]:
    comes_in = one.amount.minor > 0
    if one.gateway_ref:
        yield (one.kind, comes_in, one.gateway_ref)
    if one.reference:
        yield (one.kind, comes_in, str(one.reference))


def _row(cells: dict[str, str]) -> ReportRow:
    currency = cells["currency"]
    at = datetime.fromisoformat(cells["at"])
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return ReportRow(
        gateway_ref=cells["gateway_ref"],
        kind=ReportKind(cells["kind"]),
        reference=UUID(cells["reference"]) if cells["reference"] else None,
        amount=_money(cells["amount"], currency),
        fee=_money(cells["fee"] or "0", currency),
        at=at,
    )


def _money(typed: str, currency: str) -> Money:
    """Return an exact amount; more decimals than the currency has are refused, not rounded."""
    if not is_currency(currency):
        raise ValueError(currency)
    minor = Decimal(typed).scaleb(minor_digits(currency))
    if abs(minor) >= MOST or minor != minor.to_integral_value():
        raise ValueError(typed)
    return Money(int(minor), currency)
