"""A table as CSV, as a spreadsheet, or on paper."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs] - it has none

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.slugs import slug_of
from bilten_app.ports.paper import TableSheet

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # so that spreadsheets read UTF-8
# Some spreadsheets take the wide forms of East Asian keyboards as well.
STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
WIDEST, LONGEST_SHEET_NAME = 48, 31


class FileKind(StrEnum):
    """A form in which a table can be had."""

    csv = "csv"
    xlsx = "xlsx"
    pdf = "pdf"

    @property
    def mime(self) -> str:
        """The media type of the file."""
        return _MIMES[self]


_MIMES = {
    FileKind.csv: "text/csv; charset=utf-8",
    FileKind.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.pdf: "application/pdf",
}


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file to be downloaded."""

    name: str
    mime: str
    content: bytes


async def write(rt: Runtime, sheet: TableSheet, kind: FileKind) -> TableFile:
    """Return a table as a file of this kind."""
    match kind:
        case FileKind.csv:
            content = as_csv(sheet).encode()
        case FileKind.xlsx:
            content = as_xlsx(sheet)
        case FileKind.pdf:
            content = await rt.gateways.tables.print(sheet)
    return TableFile(f"{slug_of(sheet.title)}.{kind}", kind.mime, content)


def as_csv(sheet: TableSheet) -> str:
    """Return the rows with their heads; amounts are plain decimals."""
    rows = [*sheet.rows, *([sheet.totals] if sheet.totals else [])]
    head = line([column.words for column in sheet.columns])
    return BYTE_ORDER_MARK + head + "".join(line(row) for row in rows)


def as_xlsx(sheet: TableSheet) -> bytes:
    """Return a spreadsheet whose amounts are numbers; nothing in it is a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    book: Any
    with xlsxwriter.Workbook(out, options) as book:
        page: Any = book.add_worksheet(_sheet_name(sheet.title))
        bold = book.add_format({"bold": True})
        page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
        for place, (label, value) in enumerate(sheet.facts, 1):
            page.write_string(place, 0, label)
            page.write_string(place, 1, value)
        top = len(sheet.facts) + 2
        for place, column in enumerate(sheet.columns):
            page.write_string(top, place, column.words, bold)
            page.set_column(place, place, _width(sheet, place))
        page.freeze_panes(top + 1, 0)
        for number, row in enumerate(sheet.rows, top + 1):
            _write_row(page, number, row)
        _write_row(page, top + 1 + len(sheet.rows), sheet.totals, bold)
    return out.getvalue()


def line(cells: Sequence[str | Decimal]) -> str:
    """Return one line of CSV whose cells no spreadsheet takes for a formula."""
    out = io.StringIO()
    csv.writer(out).writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str | Decimal) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return f"'{cell}" if cell.lstrip(" ").startswith(STARTS_A_FORMULA) else cell


def _sheet_name(title: str) -> str:
    """Return a title as spreadsheets take it for the name of a page."""
    return "".join(c for c in title if c not in r"[]:*?/\'")[:LONGEST_SHEET_NAME] or "1"


def _width(sheet: TableSheet, place: int) -> int:
    cells = [sheet.columns[place].words, *(str(row[place]) for row in sheet.rows)]
    return min(max(len(cell) for cell in cells) + 2, WIDEST)


def _write_row(page: Any, number: int, row: Sequence[str | Decimal], style: Any = None) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, Decimal):
            page.write_number(number, place, cell, style)
        else:
            page.write_string(number, place, cell, style)
