"""Invoice paper set by typst, in `invoice.typ`: A4, fonts from the repository."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from bilten_app.adapters.typst_press import Press
from bilten_app.kit.money import Money
from bilten_app.kit.text import country, direction, long_day, msgid, number, price, say
from bilten_app.ports.invoice_paper import InvoiceSheet

TEMPLATE = Path(__file__).with_name("invoice.typ")

INVOICE = msgid("Invoice {number}")
CREDIT_NOTE = msgid("Credit note {number}")
HEADS = (msgid("Ticket"), msgid("Number"), msgid("Price"), msgid("Amount"))
REVERSE_CHARGE = msgid(
    "Reverse charge: the recipient of the service owes the VAT "
    "(Articles 44 and 196 of Directive 2006/112/EC)."
)


class TypstInvoice:
    """Prints invoices with typst, one at a time."""

    def __init__(self) -> None:
        self._press = Press(TEMPLATE)

    async def render(self, sheet: InvoiceSheet) -> bytes:
        """Return a PDF."""
        inputs = {
            "lang": sheet.locale.split("_")[0],
            "dir": direction(sheet.locale),
            "sheet": json.dumps(_values(sheet)),
        }
        return (await asyncio.to_thread(self._press.set, inputs))[0]


def _values(sheet: InvoiceSheet) -> dict[str, Any]:
    """Return what the template reads: ready words."""
    locale = sheet.locale
    title = say(CREDIT_NOTE if sheet.corrects else INVOICE, locale, number=sheet.number)
    return {
        "title": title,
        "seller": list(sheet.seller),
        "buyer": list(sheet.buyer),
        "facts": _facts(sheet),
        "heads": [say(head, locale) for head in HEADS],
        "rows": [
            [
                row.text,
                number(row.quantity, locale),
                price(row.unit, locale),
                price(row.total, locale),
            ]
            for row in sheet.rows
        ],
        "sums": _sums(sheet),
        "total": [say("Total", locale), price(sheet.total, locale)],
        "after": _after(sheet),
        "notes": _notes(sheet),
    }


def _facts(sheet: InvoiceSheet) -> list[tuple[str, str]]:
    locale = sheet.locale
    facts = [
        (say("Date", locale), _day(sheet, sheet.issued_on)),
        (say("Event", locale), sheet.event),
        (say("Date of the event", locale), _day(sheet, sheet.supplied_on)),
        (say("Order", locale), sheet.order_code),
        (say("Corrects invoice", locale), sheet.corrects),
        (say("VAT number of the seller", locale), sheet.seller_vat_id),
        (say("VAT number of the buyer", locale), sheet.buyer_vat_id),
    ]
    return [(label, value) for label, value in facts if value]


def _sums(sheet: InvoiceSheet) -> list[tuple[str, str]]:
    locale = sheet.locale
    none = Money(0, sheet.total.currency)
    sums = [
        (say("Discount", locale), none - sheet.discount),
        (say("Booking fee", locale), sheet.fee),
        (say("Net", locale), sheet.net),
        *((_rate(tax.ppm, tax.country, locale), tax.tax) for tax in sheet.taxes if tax.ppm),
    ]
    return [(label, price(money, locale)) for label, money in sums if money.minor]


def _after(sheet: InvoiceSheet) -> Sequence[tuple[str, str]]:
    if not sheet.gift.minor:
        return []
    paid = price(sheet.gift, sheet.locale)
    return [(say("Of this paid with gift cards or credit", sheet.locale), paid)]


def _notes(sheet: InvoiceSheet) -> list[str]:
    if sheet.reverse_charge:
        return [say(REVERSE_CHARGE, sheet.locale)]
    if not any(tax.ppm for tax in sheet.taxes):
        return [say("The price contains no VAT.", sheet.locale)]
    return []


def _rate(ppm: int, place: str, locale: str) -> str:
    share = number(Decimal(ppm) / 10_000, locale)
    return say("VAT {share} % ({country})", locale, share=share, country=country(place, locale))


def _day(sheet: InvoiceSheet, day: date) -> str:
    return long_day(datetime.combine(day, time(12), UTC), "UTC", sheet.locale)
