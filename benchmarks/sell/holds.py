"""Holds on one hot pool and on a hundred, beside the bare transaction; then the same over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from benchmarks.http import Door
from benchmarks.load import Load, put_load, put_load_inside
from benchmarks.sell import bare
from benchmarks.sell.buyers import hold_over_http
from benchmarks.stage import Ground, OnSale, Visitor, processes, put_on_sale, runtime, sign_up
from benchmarks.table import Line, people, rate
from benchmarks.usage import Meter, each_ms
from bilten_app.domains.inventory import service as inventory
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id

SECONDS = 2.0
CLIENTS = (1, 8, 32, 128)
POOLS = (1, 100)
AIMS = {(1, 1): "≥ 1", (1, 32): "≥ 5"}
HTTP_AIM = "≥ 0.70"


async def measure(ground: Ground) -> Sequence[Line]:
    """Return a line for each number of pools and clients, in the process and over HTTP."""
    lines = list[Line]()
    async with runtime(ground.settings) as rt:
        for pools in POOLS:
            sale = await put_on_sale(rt, types=pools)
            lines += [await _inside(rt, ground, sale, clients) for clients in CLIENTS]
        sale = await put_on_sale(rt)
        visitor = await sign_up(rt)
    with processes(ground.settings) as site:
        for clients in CLIENTS:
            lines += await _over_http(site.origin, Meter(site.pids), sale, visitor, clients)
    return lines


async def _inside(rt: Runtime, ground: Ground, sale: OnSale, clients: int) -> Line:
    limit = await asyncio.to_thread(
        bare.per_second, ground, bare.HOLD, sale, clients=clients, seconds=SECONDS
    )
    until = rt.clock.now() + timedelta(minutes=15)

    async def hold(number: int) -> None:
        lines = {sale.type_ids[number % len(sale.type_ids)]: 1}
        await inventory.take(rt, hold_id=new_id(), lines=lines, until=until)

    ours = await put_load_inside(hold, clients=clients, seconds=SECONDS)
    pools = len(sale.type_ids)
    return Line(
        f"{pools} {'pool' if pools == 1 else 'pools'}, {people(clients)}",
        f"{rate(ours.per_second, 'holds/s')}, {ours.quantiles}",
        rate(limit, "bare transactions/s"),
        ours.per_second / limit,
        AIMS.get((pools, clients), ""),
    )


async def _over_http(
    origin: str, meter: Meter, sale: OnSale, visitor: Visitor, clients: int
) -> list[Line]:
    empty = await _load(origin, visitor.ask_nothing, clients)
    before = meter.read()
    held = await _load(origin, lambda door, number: _hold(door, sale, clients, number), clients)
    return [
        Line(
            f"over HTTP, {people(clients)}",
            f"{rate(held.per_second, 'holds/s')}, {held.quantiles}",
            rate(empty.per_second, "empty signed-in answers/s"),
            held.per_second / empty.per_second,
            HTTP_AIM,
        ),
        Line("  CPU for each", each_ms(before, meter.read(), len(held.took_s))),
    ]


async def _hold(door: Door, sale: OnSale, clients: int, number: int) -> None:
    await hold_over_http(door, sale, f"hold-{clients}-{number}")


async def _load(origin: str, act: Callable[[Door, int], Awaitable[None]], clients: int) -> Load:
    return await put_load(origin, act, clients=clients, seconds=SECONDS)
