"""Reading a table of orders that were sold elsewhere. Pure."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from bilten_app.domains.orders.public import (
    ColumnUse,
    FileTooLong,
    ImportLine,
    LineProblem,
    NotATable,
)
from bilten_app.domains.orders.rules import checked_buyer
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import minor_digits, msgid
from bilten_app.kit.typed import one_line

MAX_BYTES, MAX_LINES, MAX_COLUMNS, MAX_CELL = 2_000_000, 5_000, 50, 400
MAX_QUANTITY, MAX_MINOR = 500, 10**12
NEEDED = (ColumnUse.buyer, ColumnUse.email, ColumnUse.type, ColumnUse.quantity)
GUESSES: Mapping[ColumnUse, str] = {
    ColumnUse.buyer: r"name|buyer|holder|customer|guest",
    ColumnUse.email: r"e-?mail|address",
    ColumnUse.type: r"type|ticket|category|class",
    ColumnUse.quantity: r"quantity|qty|count|number|tickets",
    ColumnUse.reference: r"reference|ref|order|booking|id\b",
    ColumnUse.price: r"price|paid|amount",
}
NO_TYPE = msgid("There is no ticket type of this name at the event.")
BAD_COUNT = msgid("This is not a number of tickets between 1 and 500.")
BAD_PRICE = msgid("This is not an amount like 25 or 25.50.")
SAME = msgid("The same reference stands on an earlier line.")


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was read; the lines of `rows` are numbered from 2, after the header."""

    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


def read_table(content: bytes) -> Table:
    """Read CSV with commas, semicolons or tabs. Raises NotATable, FileTooLong."""
    if len(content) > MAX_BYTES:
        raise FileTooLong
    text = _decoded(content)
    if "\0" in text or not text.strip():
        raise NotATable
    first = text.splitlines()[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    read: list[tuple[int, list[str]]] = []
    try:
        read.extend(
            (reader.line_num, [one_line(cell)[:MAX_CELL] for cell in cells])
            for cells in reader
            if any(cell.strip() for cell in cells)
        )
    except csv.Error:
        raise NotATable from None
    header, rows = read[0][1], read[1:]
    if not rows or not 2 <= len(header) <= MAX_COLUMNS:
        raise NotATable
    if len(rows) > MAX_LINES:
        raise FileTooLong
    return Table(header, rows)


def guess(header: Sequence[str]) -> dict[ColumnUse, int]:
    """Return which column probably says what, by its head; each column once."""
    found: dict[ColumnUse, int] = {}
    for use in (ColumnUse.email, ColumnUse.type, ColumnUse.quantity, ColumnUse.reference,
                ColumnUse.price, ColumnUse.buyer):  # fmt: skip
        for place, words in enumerate(header):
            if place not in found.values() and re.search(GUESSES[use], words.casefold()):
                found[use] = place
                break
    return found


def read_lines(
    table: Table,
    mapping: Mapping[ColumnUse, int],
    types: Mapping[str, UUID],
    *,
    currency: str,
    digest: str,
) -> tuple[list[ImportLine], list[LineProblem]]:
    """Return what can be taken in, and why the rest cannot, line by line.

    `types` are ticket types by their name in small letters. A line without a reference is named by
    the file and its number, so that the same file twice is known.
    """
    lines: list[ImportLine] = []
    problems: list[LineProblem] = []
    seen: set[str] = set()
    for number, cells in table.rows:
        said = {use: cells[place] if place < len(cells) else "" for use, place in mapping.items()}
        wrong = _problems(said, types, currency)
        reference = said.get(ColumnUse.reference, "") or f"{digest[:16]}:{number}"
        if reference in seen:
            wrong[ColumnUse.reference] = SAME
        seen.add(reference)
        if wrong:
            problems += [LineProblem(number, use.value, text) for use, text in wrong.items()]
            continue
        name, email = checked_buyer(said[ColumnUse.buyer], said[ColumnUse.email])
        lines.append(
            ImportLine(
                line=number,
                name=name,
                email=email,
                type_id=types[said[ColumnUse.type].casefold()],
                quantity=int(said[ColumnUse.quantity]),
                reference=reference,
                price_minor=_minor(said.get(ColumnUse.price, ""), currency) or 0,
            )
        )
    return lines, problems


def _problems(
    said: Mapping[ColumnUse, str], types: Mapping[str, UUID], currency: str
) -> dict[ColumnUse, str]:
    wrong: dict[ColumnUse, str] = {}
    try:
        checked_buyer(said.get(ColumnUse.buyer, ""), said.get(ColumnUse.email, ""))
    except Invalid as error:
        wrong |= {ColumnUse(field): text for field, text in error.problems.items()}
    if said.get(ColumnUse.type, "").casefold() not in types:
        wrong[ColumnUse.type] = NO_TYPE
    count = said.get(ColumnUse.quantity, "")
    if not re.fullmatch(r"[0-9]{1,3}", count) or not 1 <= int(count) <= MAX_QUANTITY:
        wrong[ColumnUse.quantity] = BAD_COUNT
    if _minor(said.get(ColumnUse.price, ""), currency) is None:
        wrong[ColumnUse.price] = BAD_PRICE
    return wrong


def _minor(typed: str, currency: str) -> int | None:
    """Return a price in minor units, 0 for none, or None when it cannot be read."""
    plain = re.sub(r"[^\d.,-]", "", typed).replace(",", ".") if typed else "0"
    try:
        minor = Decimal(plain).scaleb(minor_digits(currency))
    except InvalidOperation:
        return None
    if not minor.is_finite() or minor != minor.to_integral_value():
        return None
    return int(minor) if 0 <= minor <= MAX_MINOR else None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
