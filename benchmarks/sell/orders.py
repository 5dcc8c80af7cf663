"""Whole paid orders: in one process, and over HTTP with web, worker, gateway and database."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from sqlalchemy import text

from benchmarks.http import Door
from benchmarks.load import Load, put_load, put_load_inside
from benchmarks.sell import bare
from benchmarks.sell.buyers import Shop, buy_over_http
from benchmarks.stage import Ground, OnSale, Site, processes, put_on_sale, runtime
from benchmarks.table import Line, people, rate
from benchmarks.usage import Meter, each_ms, servers
from bilten_app.infra.runtime import Runtime

SECONDS = 4.0
WARM_UP_S = 2.0  # so that every connection knows its statements, as in a shop that is open
CLIENTS = (1, 8, 32, 128)
MOST = 32  # for whom the aims are
DONE_WITHIN_S = 120
LOOK_S = 0.05
INSIDE_AIM, HTTP_AIM = "≥ 250 orders/s", "≥ 80 orders/s, p95 < 400 ms"


async def measure(ground: Ground) -> Sequence[Line]:
    """Return paid orders a second for each number of clients, in the process and over HTTP."""
    async with runtime(ground.settings) as rt:
        sale = await put_on_sale(rt)
        limits = {
            clients: await asyncio.to_thread(
                bare.per_second, ground, bare.ORDER, sale, clients=clients, seconds=SECONDS / 2
            )
            for clients in CLIENTS
        }
        lines = await _inside(rt, sale, limits)
        with processes(ground.settings) as site:
            await _sell(rt, sale, site, MOST, WARM_UP_S)
            for clients in CLIENTS:
                lines += await _over_http(rt, sale, site, clients, limits[clients])
    return lines


async def _inside(rt: Runtime, sale: OnSale, limits: Mapping[int, float]) -> list[Line]:
    shop, lines = Shop(rt, sale), list[Line]()
    meter = Meter({"this process": os.getpid(), **servers()})
    await put_load_inside(_buyer(shop, "warm"), clients=MOST, seconds=WARM_UP_S)
    for clients in CLIENTS:
        before = meter.read()
        paid = await put_load_inside(
            _buyer(shop, f"in-{clients}"), clients=clients, seconds=SECONDS
        )
        count = len(paid.took_s)
        lines += [
            Line(
                f"in the process, {people(clients)}",
                f"{rate(paid.per_second, 'orders/s')}, {paid.quantiles}",
                rate(limits[clients], "bare transactions/s"),
                paid.per_second / limits[clients],
                INSIDE_AIM if clients == MOST else "",
            ),
            Line("  CPU for each", each_ms(before, meter.read(), count)),
        ]
    return lines


async def _over_http(
    rt: Runtime, sale: OnSale, site: Site, clients: int, limit: float
) -> list[Line]:
    meter = Meter({**site.pids, **servers()})
    before = meter.read()
    paid, finished_s = await _sell(rt, sale, site, clients, SECONDS)
    per_second, count = len(paid.took_s) / finished_s, len(paid.took_s)
    return [
        Line(
            f"over HTTP, {people(clients)}",
            f"{rate(per_second, 'orders/s')}, {paid.quantiles}",
            rate(limit, "bare transactions/s"),
            per_second / limit,
            HTTP_AIM if clients == MOST else "",
        ),
        Line(
            "  CPU for each",
            each_ms(before, meter.read(), count),
            f"{finished_s:.1f} s to the last ticket of {count}",
        ),
    ]


async def _sell(
    rt: Runtime, sale: OnSale, site: Site, clients: int, seconds: float
) -> tuple[Load, float]:
    """Buy for a while, then wait for the last ticket; return the load and the whole time."""
    before, began = await _issued(rt), time.perf_counter()

    async def buy(door: Door, number: int) -> None:
        await buy_over_http(door, sale, site.origin, f"{began}-{number}")

    load = await put_load(site.origin, buy, clients=clients, seconds=seconds)
    deadline = began + seconds + DONE_WITHIN_S
    while (left := before + len(load.took_s) - await _issued(rt)) > 0:
        if time.perf_counter() > deadline:
            raise TimeoutError(f"{left} orders have no ticket after {DONE_WITHIN_S} s")
        await asyncio.sleep(LOOK_S)
    return load, time.perf_counter() - began


def _buyer(shop: Shop, run: str) -> Callable[[int], Awaitable[None]]:
    async def buy(number: int) -> None:
        await shop.buy(f"{run}-{number}")

    return buy


async def _issued(rt: Runtime) -> int:
    async with rt.read() as session:
        return (await session.execute(text("SELECT sum(sold) FROM pools"))).scalar_one()
