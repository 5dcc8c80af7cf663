"""Holds on one hot ticket type, beside the bare statements that pgbench runs on the same server."""

import asyncio
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.stage import Ground, OnSale, put_on_sale, runtime
from benchmarks.table import Line, rate
from bilten_app.domains.inventory import queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import new_id

SECONDS = 3
CLIENTS = (1, 8, 32)
# One hold as a transaction of its own: move the counter, write the row, commit to the disk.
TRANSACTION = """
BEGIN;
UPDATE pools SET held = held + 1
    WHERE id = '{pool}' AND sold + held + 1 <= capacity RETURNING id;
INSERT INTO holds (hold_id, ticket_type_id, pool_id, quantity, reason, expires_at)
    VALUES (gen_random_uuid(), '{type}', '{pool}', 1, 'checkout', now() + interval '15 minutes');
COMMIT;
"""


async def measure(ground: Ground) -> Sequence[Line]:
    """Return a line for each number of clients."""
    async with runtime(ground.settings) as rt:
        sale = await put_on_sale(rt)
        bare = await _script(rt, sale)
        return [await _line(rt, ground, sale, bare, clients) for clients in CLIENTS]


async def _line(rt: Runtime, ground: Ground, sale: OnSale, bare: str, clients: int) -> Line:
    limit = await asyncio.to_thread(_pgbench, ground, bare, clients)
    ours = await _ours(rt, sale, clients)
    return Line(
        f"holds, {clients} clients",
        rate(ours, "holds/s"),
        rate(limit, "bare transactions/s"),
        ours / limit,
        "≥ 1",
    )


async def _ours(rt: Runtime, sale: OnSale, clients: int) -> float:
    until, taken = rt.clock.now() + timedelta(minutes=15), 0
    ends = time.monotonic() + SECONDS

    async def buyer() -> None:
        nonlocal taken
        while time.monotonic() < ends:
            await inventory.take(rt, hold_id=new_id(), lines={sale.ticket_type_id: 1}, until=until)
            taken += 1

    await asyncio.gather(*(buyer() for _ in range(clients)))
    return taken / SECONDS


async def _script(rt: Runtime, sale: OnSale) -> str:
    async with rt.read() as session:
        (one,) = await queries.ticket_types(session, sale.event_id, at=rt.clock.now())
    return TRANSACTION.format(pool=one.pool_id, type=one.id)


def _pgbench(ground: Ground, script: str, clients: int) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        Path(file.name).write_text(script, encoding="utf-8")
        told = subprocess.run(
            [
                ground.postgres.program("pgbench"), "-n", "-f", file.name, "-c", str(clients),
                "-j", "1", "-T", str(SECONDS), "-M", "prepared", ground.postgres.dsn,
            ],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", told.stdout)
    if not found:
        raise RuntimeError(told.stdout + told.stderr)
    return float(found[1])
