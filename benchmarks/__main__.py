"""Runs the benchmarks that are named, or all."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import uvloop
from rich.console import Console

from benchmarks import chain, doors, pages, proofs, waiting, weight
from benchmarks.sell import growth, holds, orders, rush
from benchmarks.stage import Ground, ground
from benchmarks.table import Line, show

BENCHMARKS: Mapping[str, Callable[[Ground], Coroutine[Any, Any, Sequence[Line]]]] = {
    "proofs": proofs.measure,
    "holds": holds.measure,
    "orders": orders.measure,
    "rush": rush.measure,
    "growth": growth.measure,
    "waiting": waiting.measure,
    "pages": pages.measure,
    "doors": doors.measure,
    "weight": weight.measure,
    "chain": chain.measure,
}
GROUPS: Mapping[str, Sequence[str]] = {"sell": ("holds", "orders", "rush", "growth")}


def main(names: Sequence[str]) -> int:
    """Run and print; an unknown name is an error."""
    console = Console(highlight=False)
    wanted = [one for name in names or BENCHMARKS for one in GROUPS.get(name, (name,))]
    if unknown := set(wanted) - set(BENCHMARKS):
        known = ", ".join([*BENCHMARKS, *GROUPS])
        console.print(f"There is no benchmark {', '.join(unknown)}; there are: {known}")
        return 2
    for name in wanted:
        with console.status(f"Measuring {name} …"), ground() as servers:
            lines = asyncio.run(BENCHMARKS[name](servers), loop_factory=uvloop.new_event_loop)
        show(console, name, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
