"""Tables on paper, set by typst in `table.typ`: A4, turned when there are many columns."""

import asyncio
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from bilten_app.adapters.typst_paper import words_of
from bilten_app.adapters.typst_press import Press
from bilten_app.kit.text import direction, exact
from bilten_app.ports.paper import TableSheet

TEMPLATE = Path(__file__).with_name("table.typ")


class TypstTables:
    """Prints tables with typst, one at a time."""

    def __init__(self) -> None:
        self._press = Press(TEMPLATE)

    async def print(self, sheet: TableSheet) -> bytes:
        """Return a PDF of as many pages as the table needs."""
        inputs = {
            "sheet": json.dumps(_document(sheet)),
            "lang": sheet.locale.split("_")[0],
            "dir": direction(sheet.locale),
        }
        return (await asyncio.to_thread(self._press.set, inputs))[0]


def _document(sheet: TableSheet) -> dict[str, Any]:
    return {
        "title": words_of(sheet.title),
        "facts": [[words_of(label), words_of(value)] for label, value in sheet.facts],
        "columns": [
            {"words": words_of(column.words), "amount": column.is_amount}
            for column in sheet.columns
        ],
        "rows": [[_cell(cell, sheet.locale) for cell in row] for row in sheet.rows],
        "totals": [_cell(cell, sheet.locale) for cell in sheet.totals],
    }


def _cell(cell: str | Decimal, locale: str) -> dict[str, Any]:
    return words_of(exact(cell, locale) if isinstance(cell, Decimal) else cell)
