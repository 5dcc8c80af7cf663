"""Rates of currencies: a table that came with the software, or that of the European Central Bank.

The bank publishes one XML file each working day; a mirror or a file on disk will do as well. While
the source fails, what was read last stays, with its date.
"""

import asyncio
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, XMLParser

import httpx
import structlog

from bilten_app.kit.clock import Clock
from bilten_app.ports.rates import RateTable

log = structlog.get_logger(__name__)

PUBLISHED = time(15, 0, tzinfo=UTC)
LOOKS_AGAIN = timedelta(hours=1)
MOST_BYTES = 1_000_000

STATIC = RateTable(
    base="EUR",
    source="Bilten",
    at=datetime(2026, 1, 2, 15, tzinfo=UTC),
    rates={
        code: Decimal(rate)
        for code, rate in {
            "USD": "1.17", "GBP": "0.87", "CHF": "0.93", "JPY": "184", "SEK": "10.9",
            "NOK": "11.8", "DKK": "7.47", "PLN": "4.22", "CZK": "24.3", "HUF": "384",
            "TRY": "50.3", "CAD": "1.61", "AUD": "1.76", "NZD": "2.03", "CNY": "8.2",
            "INR": "105", "BRL": "6.4", "MXN": "21.0", "ZAR": "19.4", "SGD": "1.51",
            "EGP": "55.9", "KES": "151", "AED": "4.3", "SAR": "4.4", "KWD": "0.36",
        }.items()
    },
)  # fmt: skip


class StaticRates:
    """The table that came with the software. Good enough to show, and it says how old it is."""

    async def table(self) -> RateTable:
        """Return it."""
        return STATIC


class BankRates:
    """The euro reference rates of the ECB, from an address or a file."""

    def __init__(self, source: str, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._known = STATIC
        self._looked_at: datetime | None = None

    async def table(self) -> RateTable:
        """Return the latest rates; the source is asked once an hour."""
        now = self._clock.now()
        if self._looked_at is None or now - self._looked_at >= LOOKS_AGAIN:
            self._looked_at = now
            try:
                found = parse_ecb(await self._read())
            except (OSError, ValueError, httpx.HTTPError) as error:
                log.warning("rates could not be read", reason=type(error).__name__)
            else:
                self._known = max(self._known, found, key=lambda table: table.at)
        return self._known

    async def _read(self) -> bytes:
        if not self._source.startswith(("http://", "https://")):
            return await asyncio.to_thread(Path(self._source).read_bytes)
        async with httpx.AsyncClient(timeout=10, follow_redirects=True) as client:
            answer = await client.get(self._source)
        answer.raise_for_status()
        return answer.content


def parse_ecb(document: bytes) -> RateTable:
    """Return the newest day of an `eurofxref` file, or raise ValueError."""
    if len(document) > MOST_BYTES or b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        raise ValueError("this is no file of the ECB")
    parser = XMLParser()  # noqa: S314 - entities are refused above
    try:
        parser.feed(document)
        root: Element = parser.close()
    except ParseError as error:
        raise ValueError("this is no XML") from error
    days = [cube for cube in root.iter() if "time" in cube.attrib]
    if not days:
        raise ValueError("no rates in this file")
    day = max(days, key=lambda cube: cube.attrib["time"])
    try:
        rates = {cube.attrib["currency"]: Decimal(cube.attrib["rate"]) for cube in day}
        at = datetime.combine(datetime.fromisoformat(day.attrib["time"]).date(), PUBLISHED)
    except (KeyError, InvalidOperation) as error:
        raise ValueError("rates in another form") from error
    if not rates or any(not rate.is_finite() or rate <= 0 for rate in rates.values()):
        raise ValueError("rates must be above zero")
    return RateTable("EUR", "European Central Bank", at, rates)
