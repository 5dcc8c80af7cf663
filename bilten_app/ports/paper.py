"""Tickets and tables on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TicketSheet:
    """One ticket as it is printed: values only, the words on the sheet are the printer's.

    `proof` is the text of the QR code; None prints none, for tickets that live on a phone.
    `logo` and `cover` are pictures in any format that Pillow reads. One that `is_test` says so.
    """

    locale: str
    event_title: str
    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None
    time_zone: str
    venue: str
    address: str
    holder: str
    ticket_type: str
    code: str
    order_code: str
    organizer: str
    color: str
    proof: str | None
    terms: str = ""
    seat: str = ""
    logo: bytes | None = None
    cover: bytes | None = None
    is_test: bool = False


class TicketPaper(Protocol):
    """Prints tickets."""

    async def render(self, tickets: Sequence[TicketSheet]) -> bytes:
        """Return a PDF with a page for each ticket."""
        ...


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table; amounts stand to the end, under each other."""

    words: str
    is_amount: bool = False


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table with what stands around it, in the words of `locale`; amounts are exact.

    `facts` stand above the table as label and value, `totals` below its columns.
    """

    locale: str
    title: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str | Decimal]]
    totals: Sequence[str | Decimal] = ()


class TablePaper(Protocol):
    """Prints tables: statements and reports."""

    async def print(self, sheet: TableSheet) -> bytes:
        """Return a PDF of as many pages as the table needs."""
        ...
