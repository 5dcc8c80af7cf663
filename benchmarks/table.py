"""The table that the benchmarks fill."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement, and what the same machine could do at best in the same run."""

    what: str
    measured: str
    limit: str = ""
    ratio: float | None = None
    aim: str = ""


def rate(value: float, unit: str) -> str:
    """Return a figure with its unit, for example `12,345 holds/s`."""
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:,.1f} {unit}"


def people(count: int) -> str:
    """Return `1 client` or `8 clients`."""
    return "1 client" if count == 1 else f"{count:,} clients"


def show(console: Console, title: str, lines: Iterable[Line]) -> None:
    """Print the lines of one benchmark."""
    table = Table("what", "measured", "limit in this run", "ratio", "aim", title=title)
    for line in lines:
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        table.add_row(line.what, line.measured, line.limit, ratio, line.aim)
    console.print(table)
