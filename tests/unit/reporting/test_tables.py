"""A table as CSV, as a spreadsheet, and on paper."""

import io
import zipfile
from decimal import Decimal

from bilten_app.adapters.typst_tables import TypstTables
from bilten_app.domains.reporting.exports.tables import as_csv, as_xlsx
from bilten_app.ports.paper import TableColumn, TableSheet

SHEET = TableSheet(
    locale="en",
    title="Revenue: [June] #1 *bold* $x",
    facts=[("Organizer", "موسيقى النيل"), ("From", "Jun 1, 2026")],
    columns=[TableColumn("Event"), TableColumn("Net", is_amount=True)],
    rows=[["=HYPERLINK(1)", Decimal("-12.345")], ["Jazz", Decimal("0.005")]],
    totals=["Total", Decimal("-12.340")],
)


def test_a_file_of_lines_keeps_exact_amounts_and_no_formula() -> None:
    lines = as_csv(SHEET).splitlines()

    assert lines[1:] == ["'=HYPERLINK(1),-12.345", "Jazz,0.005", "Total,-12.340"]


def test_a_spreadsheet_has_numbers_and_no_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx(SHEET))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()

    assert "<v>-12.345</v>" in page
    assert "<f>" not in page
    assert "=HYPERLINK(1)" in words


async def test_a_long_table_is_printed_on_several_pages() -> None:
    rows = [["Jazz", Decimal(number)] for number in range(200)]
    long = TableSheet(SHEET.locale, SHEET.title, SHEET.facts, SHEET.columns, rows)

    paper = await TypstTables().print(long)

    assert paper.startswith(b"%PDF-")
    assert b"/Type/Pages/Count 5" in paper
