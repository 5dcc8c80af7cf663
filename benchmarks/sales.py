"""Holds and whole paid orders over HTTP: web, worker, gateway and database on one machine."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import text

from benchmarks.http import Door
from benchmarks.load import Load, put_load
from benchmarks.stage import Ground, OnSale, processes, put_on_sale, runtime
from benchmarks.table import Line, rate
from bilten_app.infra.runtime import Runtime

SECONDS = 8.0
WARM_UP_S = 3.0  # so that every connection knows its statements, as in a shop that is open
CLIENTS, BUYERS = 16, 32
DONE_WITHIN_S = 60
HOLDS_AIM, ORDERS_AIM = 30_000 / 60, 3_000 / 60
GOOD_CARD = "card=4242424242424242"


async def measure(ground: Ground) -> Sequence[Line]:
    """Return holds and paid orders a second, each beside an empty answer of the same server."""
    async with runtime(ground.settings) as rt:
        sale = await put_on_sale(rt)
        with processes(ground.settings) as origin:
            bare = await put_load(origin, _ping, clients=CLIENTS, seconds=SECONDS / 2)
            held = await put_load(origin, _holder(sale), clients=CLIENTS, seconds=SECONDS)
            paid, finished_s = await _sell(rt, sale, origin)
    return [
        Line("holds over HTTP", rate(held.per_second, "holds/s"),
             rate(bare.per_second, "empty answers/s"), held.per_second / bare.per_second,
             f"≥ {HOLDS_AIM:.0f} holds/s"),
        Line("  the slowest 5 %", f"over {held.quantile_ms(0.95):.0f} ms"),
        Line("paid orders over HTTP", rate(len(paid.took_s) / finished_s, "orders/s"),
             rate(bare.per_second / 4, "times 4 empty answers/s"),
             len(paid.took_s) / finished_s / (bare.per_second / 4),
             f"≥ {ORDERS_AIM:.0f} orders/s"),
        Line("  until the last ticket", f"{finished_s:.1f} s for {len(paid.took_s)} orders"),
        Line("  the slowest 5 %", f"over {paid.quantile_ms(0.95):.0f} ms"),
    ]  # fmt: skip


async def _ping(door: Door, _number: int) -> None:
    await door.get("/ping")


def _holder(sale: OnSale) -> Callable[[Door, int], Awaitable[None]]:
    async def hold(door: Door, number: int) -> None:
        await _hold(door, sale, f"hold-{number}")

    return hold


async def _hold(door: Door, sale: OnSale, key: str) -> str:
    door.address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    cart = {
        "event": sale.slug,
        "lines": [{"ticket_type_id": str(sale.ticket_type_id), "quantity": 1}],
    }
    return (await door.post("/api/v1/holds", cart, key)).json()["id"]


async def _sell(rt: Runtime, sale: OnSale, origin: str) -> tuple[Load, float]:
    """Buy for a while, then wait for the last ticket; return the load and the whole time."""

    async def buy(door: Door, name: str) -> None:
        hold_id = await _hold(door, sale, f"hold-{name}")
        buyer = {"hold_id": hold_id, "name": "Bo Lind", "email": f"{name}@bench.example.com"}
        order = (await door.post("/api/v1/orders", buyer, f"order-{name}")).json()
        address = f"/api/v1/orders/{order['code']}/payment?secret={order['secret']}"
        opened = (await door.post(address, {}, f"pay-{name}")).json()
        checkout = opened["checkout_url"].removeprefix(origin)
        await door.submit(checkout, GOOD_CARD)

    first = await put_load(origin, _numbered(buy, "warm"), clients=BUYERS, seconds=WARM_UP_S)
    await asyncio.wait_for(_all_issued(rt, len(first.took_s)), DONE_WITHIN_S)
    began = time.perf_counter()
    load = await put_load(origin, _numbered(buy, "sale"), clients=BUYERS, seconds=SECONDS)
    await asyncio.wait_for(_all_issued(rt, len(first.took_s) + len(load.took_s)), DONE_WITHIN_S)
    return load, time.perf_counter() - began


def _numbered(
    act: Callable[[Door, str], Awaitable[None]], run: str
) -> Callable[[Door, int], Awaitable[None]]:
    async def numbered(door: Door, number: int) -> None:
        await act(door, f"{run}-{number}")

    return numbered


async def _all_issued(rt: Runtime, orders: int) -> None:
    async with rt.read() as session:
        while True:
            issued = await session.execute(text("SELECT count(DISTINCT order_id) FROM tickets"))
            if issued.scalar_one() >= orders:
                return
            await asyncio.sleep(0.05)
