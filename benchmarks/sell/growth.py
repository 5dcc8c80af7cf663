"""What one order costs when there are a thousand others, and when there are a million.

The many are copies of one that was sold, with all its rows but those that would be done with.
"""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from benchmarks.load import put_load_inside
from benchmarks.sell.buyers import Shop
from benchmarks.stage import Ground, put_on_sale, runtime
from benchmarks.table import Line, rate
from benchmarks.usage import Meter, servers
from bilten_app.infra.db import plain_dsn
from bilten_app.infra.runtime import Runtime

FEW, MANY = 1_000, 1_000_000
CLIENTS, SECONDS, WARM_UP_S = 32, 6.0, 3.0
AIM = 1.25
# One row for each order, with the ids of its copies.
NAMES = """
    DROP TABLE IF EXISTS filled;
    CREATE UNLOGGED TABLE filled AS
    SELECT n, uuidv7() AS order_id, uuidv7() AS line_id, uuidv7() AS payment_id,
           'x' || n AS word, now() - n * interval '2 seconds' AS at
    FROM generate_series({first}, {last}) AS n;
"""
# The copies are consistent by themselves: no key has to be looked up and no sum to be checked.
QUICKLY = "SET session_replication_role = replica; SET synchronous_commit = off"
COLUMNS = """
    SELECT attname AS name FROM pg_attribute
    WHERE attrelid = CAST($1 AS text)::regclass AND attnum > 0 AND NOT attisdropped
      AND attidentity = '' AND attgenerated = ''
"""
COUNT = """
    UPDATE pools SET sold = sold + {many}, capacity = capacity + {many}, wanted = wanted + {many}
    WHERE id = (SELECT t.pool_id FROM order_lines l JOIN ticket_types t ON t.id = l.ticket_type_id
                WHERE l.order_id = '{order}');
"""
# Table → which of its rows belong to the order that is copied, and what differs in a copy.
COPIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "orders": (
        "m.id = '{order}'",
        {
            "id": "f.order_id", "code": "f.word", "hold_id": "f.order_id",
            "payment_id": "f.payment_id", "buyer_email": "f.word || '@filled.example.com'",
            "placed_at": "f.at", "paid_at": "f.at", "hold_until": "f.at",
        },
    ),
    "order_lines": ("m.order_id = '{order}'", {"id": "f.line_id", "order_id": "f.order_id"}),
    "payments": (
        "m.reference = '{order}'",
        {
            "id": "f.payment_id", "reference": "f.order_id", "gateway_ref": "f.word",
            "created_at": "f.at", "expires_at": "f.at", "captured_at": "f.at",
        },
    ),
    "tickets": (
        "m.order_id = '{order}'",
        {
            "id": "f.order_id", "code": "f.word", "order_id": "f.order_id",
            "order_line_id": "f.line_id", "index": "-f.n", "holder_name": "f.word",
            "issued_at": "f.at",
        },
    ),
    "ledger_entries": ("m.reference = '{order}'", {"reference": "f.order_id", "at": "f.at"}),
    "ledger_postings": (
        "m.entry_id = (SELECT id FROM ledger_entries WHERE reference = '{order}')",
        {"entry_id": "-f.n", "at": "f.at"},
    ),
    "audit_lines": (
        "m.subject = '{order}'",
        {
            "subject": "f.order_id::text", "at": "f.at", "hash": "''::bytea",
            "place": "-(f.n::bigint * 100 + m.id % 100)",
        },
    ),
    "facts": (
        "m.payload ->> 'order_id' = '{order}' OR m.payload ->> 'reference' = '{order}'",
        {
            "payload": "m.payload || jsonb_build_object('order_id', f.order_id, 'reference', '')",
            "written_at": "f.at", "dispatched_at": "f.at",
        },
    ),
    "external_events": (
        "m.payload #>> '{{charge,checkout}}' ="
        " (SELECT gateway_ref FROM payments WHERE reference = '{order}')",
        {
            "external_id": "f.word", "received_at": "f.at", "handled_at": "f.at",
            "payload": "jsonb_set(m.payload, '{charge,checkout}', to_jsonb(f.word))",
        },
    ),
    "sandbox.checkouts": (
        "m.payment_id = (SELECT id FROM payments WHERE reference = '{order}')",
        {"id": "f.word", "payment_id": "f.payment_id", "created_at": "f.at", "expires_at": "f.at"},
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cost:
    """What one order cost in milliseconds of CPU, and how many were sold in a second."""

    per_second: float
    inside_ms: float
    database_ms: float

    def told(self) -> str:
        return (
            f"this process {self.inside_ms:.2f}, PostgreSQL {self.database_ms:.2f} ms,"
            f" {rate(self.per_second, 'orders/s')}"
        )


async def measure(ground: Ground) -> Sequence[Line]:
    """Return the cost of an order among few and among many."""
    async with runtime(ground.settings) as rt:
        sale = await put_on_sale(rt)
        shop = Shop(rt, sale)
        model = await shop.buy("model")
        await fill(rt, model, 1, FEW)
        few = await _cost(shop, "few")
        began = time.perf_counter()
        await fill(rt, model, FEW + 1, MANY)
        filled_s = time.perf_counter() - began
        many = await _cost(shop, "many")
    return [
        Line(f"an order among {FEW:,}", few.told()),
        Line(
            f"an order among {MANY:,}",
            many.told(),
            f"filled in {filled_s:.0f} s",
        ),
        Line(
            "  times as much for PostgreSQL",
            f"{many.database_ms / few.database_ms:.2f}",
            aim=f"≤ {AIM}",
        ),
        Line(
            "  times as much in all",
            f"{(many.database_ms + many.inside_ms) / (few.database_ms + few.inside_ms):.2f}",
            aim=f"≤ {AIM}",
        ),
    ]


async def _cost(shop: Shop, run: str) -> _Cost:
    async def buy(number: int) -> None:
        await shop.buy(f"{run}-{number}")

    await put_load_inside(buy, clients=CLIENTS, seconds=WARM_UP_S)
    meter = Meter({"inside": os.getpid(), **servers()})
    before = meter.read()
    load = await put_load_inside(buy, clients=CLIENTS, seconds=SECONDS)
    after, count = meter.read(), len(load.took_s)
    return _Cost(
        load.per_second,
        (after["inside"] - before["inside"]) / count * 1000,
        (after["PostgreSQL"] - before["PostgreSQL"]) / count * 1000,
    )


async def fill(rt: Runtime, model: UUID, first: int, last: int) -> None:
    """Copy the model order, two tables at a time, and count what the copies were sold from."""
    secret = rt.settings.database_url
    dsn = plain_dsn(secret.get_secret_value() if secret else "")
    left = iter(COPIES.items())

    async def copy() -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(QUICKLY)
        for table, (whose, differs) in left:
            await _copy(connection, table, whose.format(order=model), differs)
        await connection.close()

    connection = await asyncpg.connect(dsn)
    await connection.execute(NAMES.format(first=first, last=last))
    await asyncio.gather(copy(), copy())
    await connection.execute(COUNT.format(order=model, many=last - first + 1))
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _copy(
    connection: asyncpg.Connection, table: str, whose: str, differs: Mapping[str, str]
) -> None:
    """Insert a copy of the model's rows for each name, column by column as the table has them."""
    columns = await connection.fetch(COLUMNS, table)
    names = [row["name"] for row in columns]
    told = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(differs.get(name, f'm."{name}"') for name in names)
    chosen = f"SELECT {values} FROM {table} m, filled f WHERE {whose}"  # noqa: S608 - all ours
    await connection.execute(f"INSERT INTO {table} ({told}) {chosen}")
