"""Runs the benchmarks that are named, or all."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from rich.console import Console

from benchmarks import holds, pages, proofs, sales, waiting, weight
from benchmarks.stage import Ground, ground
from benchmarks.table import Line, show

BENCHMARKS: Mapping[str, Callable[[Ground], Coroutine[Any, Any, Sequence[Line]]]] = {
    "proofs": proofs.measure,
    "holds": holds.measure,
    "sales": sales.measure,
    "waiting": waiting.measure,
    "pages": pages.measure,
    "weight": weight.measure,
}


def main(names: Sequence[str]) -> int:
    """Run and print; an unknown name is an error."""
    console = Console(highlight=False)
    if unknown := set(names) - set(BENCHMARKS):
        console.print(
            f"There is no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}"
        )
        return 2
    for name in names or BENCHMARKS:
        with console.status(f"Measuring {name} …"), ground() as servers:
            lines = asyncio.run(BENCHMARKS[name](servers))
        show(console, name, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
