"""The file of the European Central Bank."""

from decimal import Decimal
from pathlib import Path

import pytest

from bilten_app.adapters.rates import STATIC, BankRates, StaticRates, parse_ecb
from bilten_app.kit.clock import FrozenClock
from tests.conftest import NOON

FILE = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
    xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube>
    <Cube time="2026-05-29"><Cube currency="USD" rate="1.0912"/></Cube>
    <Cube time="2026-06-01">
      <Cube currency="USD" rate="1.0957"/><Cube currency="JPY" rate="163.05"/>
    </Cube>
  </Cube>
</gesmes:Envelope>"""


def test_the_newest_day_counts() -> None:
    table = parse_ecb(FILE)

    assert (table.base, table.at.date().isoformat()) == ("EUR", "2026-06-01")
    assert table.rates == {"USD": Decimal("1.0957"), "JPY": Decimal("163.05")}


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<a/>",
        b"no xml",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        FILE.replace(b"163.05", b"-1"),
        FILE.replace(b"163.05", b"NaN"),
        FILE.replace(b"163.05", b"many"),
        FILE.replace(b"2026-06-01", b"a monday"),
    ],
)
def test_anything_else_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_ecb(document)


async def test_while_the_source_fails_the_last_table_stays(tmp_path: Path) -> None:
    source, clock = tmp_path / "rates.xml", FrozenClock(NOON)
    source.write_bytes(FILE)
    bank = BankRates(str(source), clock)
    first = await bank.table()
    source.unlink()
    clock.move(NOON - NOON.replace(hour=10))

    assert await bank.table() == first


async def test_without_a_source_the_built_in_table_says_how_old_it_is() -> None:
    assert await StaticRates().table() == STATIC
