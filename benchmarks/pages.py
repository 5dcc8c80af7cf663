"""The event page as HTML: how many a second, and how long the slow ones take.

All read the same page as guests, for whom it is made once a second (web/shelf.py).
"""

from collections.abc import Awaitable, Callable, Sequence

from benchmarks.http import Door
from benchmarks.load import put_load
from benchmarks.stage import Ground, processes, put_on_sale, runtime
from benchmarks.table import Line, rate

SECONDS = 5.0
CLIENTS = (1, 16)


async def measure(ground: Ground) -> Sequence[Line]:
    """Return a line for each number of readers, beside an empty answer of the same server."""
    async with runtime(ground.settings) as rt:
        sale = await put_on_sale(rt)
    lines = list[Line]()
    with processes(ground.settings) as site:
        for clients in CLIENTS:
            bare = await put_load(
                site.origin, _reader("/ping"), clients=clients, seconds=SECONDS / 2
            )
            page = await put_load(
                site.origin, _reader(f"/e/{sale.slug}"), clients=clients, seconds=SECONDS
            )
            lines.append(
                Line(
                    f"event page, {clients} readers",
                    f"{rate(page.per_second, 'pages/s')}, p95 {page.quantile_ms(0.95):.1f} ms",
                    f"{rate(bare.per_second, 'empty answers/s')}",
                    page.per_second / bare.per_second,
                )
            )
    return lines


def _reader(path: str) -> Callable[[Door, int], Awaitable[None]]:
    async def read(door: Door, _number: int) -> None:
        answer = await door.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")

    return read
