"""Invoices and credit notes on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bilten_app.kit.money import Money


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One line: what, how many, at which price, and what it comes to."""

    text: str
    quantity: int
    unit: Money
    total: Money


@dataclass(frozen=True, slots=True)
class InvoiceTax:
    """What is taxed at one rate; `ppm` is the rate in parts per million."""

    country: str
    ppm: int
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class InvoiceSheet:
    """An invoice as it is printed: values only, the words on the sheet are the printer's.

    `corrects` names the invoice that a credit note corrects. `reverse_charge` prints the note the
    law asks for.
    """

    locale: str
    number: str
    issued_on: date
    supplied_on: date
    seller: Sequence[str]
    seller_vat_id: str
    buyer: Sequence[str]
    buyer_vat_id: str
    event: str
    order_code: str
    rows: Sequence[InvoiceRow]
    discount: Money
    fee: Money
    net: Money
    taxes: Sequence[InvoiceTax]
    total: Money
    gift: Money
    corrects: str = ""
    reverse_charge: bool = False


class InvoicePaper(Protocol):
    """Prints invoices."""

    async def render(self, sheet: InvoiceSheet) -> bytes:
        """Return a PDF."""
        ...
