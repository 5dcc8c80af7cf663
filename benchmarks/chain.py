"""How fast a chain is mirrored: what is final already, and what comes new.

The events are real logs on a real node, written by a few bytes of code in the place of our
contracts: theirs would take minutes to make so many. The indexer is the process that runs for
everybody, with all it does: events, holders of tickets, and facts for the app.
"""

import asyncio
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import asyncpg
import httpx

from benchmarks.stage import Ground
from benchmarks.table import Line, rate
from benchmarks.usage import Meter, each_ms, servers
from bilten_app.infra.contracts import artifact
from bilten_app.infra.deployment import Deployed, Deployment
from bilten_app.infra.embedded import EmbeddedAnvil, dies_with_parent
from bilten_app.infra.embedded.anvil import LOCAL_CHAIN, SLOTS
from bilten_app.infra.embedded.process import STOP
from bilten_app.infra.manifests import write_manifest
from bilten_app.infra.settings import PROJECT
from bilten_app.kit.evm import keccak

EACH_BLOCK = 49
DENSE = (50_000, 200_000)
TAIL_BLOCKS = 200
LOOK_S = 0.002
WITHIN_S = 300
# Code that writes logs with four topics, of which the second grows; `_emit` tells it which.
EMITTER = (
    "6080356000526000"  # the data, and a counter from zero
    "5b606035604035602035830160003560c0356000a4"  # write one
    "6001018060a0351160085700"  # until there are enough
)
REGISTRY, MARKET, PAYMENTS, TICKET = (bytes([n]) * 20 for n in (0x11, 0x12, 0x13, 0x14))
CREATED = keccak(b"EventCreated(address,bytes32,address)")
MOVED = keccak(b"TicketMoved(uint256,address,address,uint16)")


async def measure(ground: Ground) -> Sequence[Line]:
    """Return events in a second, memory, and how soon a new block is there."""
    lines: list[Line] = []
    for events in DENSE:
        with tempfile.TemporaryDirectory() as home, EmbeddedAnvil(Path(home)) as anvil:
            node = _Node(anvil.dsn)
            node.fill(events)
            lines += await _backfill(ground, Path(home), node, events)
    return lines


class _Node:
    """The node, and what stands for our contracts on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=60)
        self._by = self._ask("eth_accounts")[0]

    def fill(self, events: int) -> None:
        """Make so many events, and all of them final."""
        for place in (REGISTRY, TICKET):
            self._ask("anvil_setCode", "0x" + place.hex(), "0x" + EMITTER)
        self._emit(REGISTRY, CREATED, int.from_bytes(TICKET), 1, 0)
        for first in range(0, events, EACH_BLOCK):
            self._emit(TICKET, MOVED, first, min(EACH_BLOCK, events - first), 32)
        self._ask("anvil_mine", hex(2 * SLOTS))

    def move(self, ticket: int) -> int:
        """Let a ticket move, in a block of its own; return its number."""
        return self._emit(TICKET, MOVED, ticket, 1, 32)

    @property
    def head(self) -> int:
        """The number of the last block."""
        return int(self._ask("eth_blockNumber"), 16)

    def _emit(self, to: bytes, topic: bytes, first: int, count: int, size: int) -> int:
        words = [int.from_bytes(topic), first, 0, int.from_bytes(MARKET), 7, count, size]
        data = b"".join(word.to_bytes(32) for word in words)
        sent = {
            "from": self._by, "to": "0x" + to.hex(), "data": "0x" + data.hex(),
            "gas": hex(1_000_000),
        }  # fmt: skip
        return int(self._ask("eth_sendTransactionSync", sent)["blockNumber"], 16)

    def _ask(self, method: str, *params: object) -> Any:
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return self._http.post("/", json=call).raise_for_status().json()["result"]


async def _backfill(ground: Ground, home: Path, node: _Node, events: int) -> list[Line]:
    dsn = ground.postgres.dsn
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "TRUNCATE chain_hot_events, chain_hot_blocks, chain_events, chain_tickets,"
        " chain_checkpoints, chain_watches, facts"
    )
    with _indexing(dsn, home, node) as process:
        await _until(connection, "SELECT count(*) = 1 FROM chain_checkpoints")
        meter = Meter({"indexer": process.pid, "PostgreSQL": servers()["PostgreSQL"]})
        began, before = time.perf_counter(), meter.read()
        final = node.head - 2 * SLOTS
        await _until(connection, f"SELECT final_number >= {final} FROM chain_checkpoints")  # noqa: S608
        spent, after = time.perf_counter() - began, meter.read()
        peak = _peak_mib(process.pid)
        await _require(connection, events)
        delays = [await _delay(connection, node, one) for one in range(TAIL_BLOCKS)]
    copied = await _bare_copy(connection)
    await connection.close()
    measured = events / spent
    return [
        Line(
            f"{events:,} events read", rate(measured, "events/s"), rate(copied, "rows/s by COPY"),
            measured / copied, "60,000 events/s",
        ),
        Line("CPU for a thousand events", each_ms(before, after, events // 1_000)),
        Line("memory at its peak", f"{peak:.0f} MiB", aim="under 200 MiB"),
        Line(
            "from block to row",
            f"{median(delays) * 1e3:.0f} ms, p95 {quantiles(delays, n=20)[-1] * 1e3:.0f} ms",
            aim="p95 under 50 ms",
        ),
    ]  # fmt: skip


async def _require(connection: asyncpg.Connection, events: int) -> None:
    asked = "SELECT count(*) FROM chain_events WHERE kind = 'TicketMoved'"
    if (written := await connection.fetchval(asked)) != events:
        raise RuntimeError(f"{written} of {events} events were mirrored")


@contextmanager
def _indexing(dsn: str, home: Path, node: _Node) -> Generator[subprocess.Popen[bytes]]:
    named = {"TicketRegistry": REGISTRY, "TicketMarket": MARKET, "Payments": PAYMENTS}
    contracts = {name: Deployed(at, 1, artifact(name).abi_hash) for name, at in named.items()}
    write_manifest(home / "deployments" / f"{LOCAL_CHAIN}.json", Deployment(LOCAL_CHAIN, contracts))
    env = os.environ | {
        "BILTEN_DATABASE_URL": dsn,
        "BILTEN_DATA_DIR": str(home),
        "BILTEN_CHAINS": f"{LOCAL_CHAIN}=Local",
        "BILTEN_CHAIN_NODES": f"{LOCAL_CHAIN}={node.url}",
        "BILTEN_CHAIN_POLL_MS": "10",
        "BILTEN_LOG_LEVEL": "warning",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "chain_indexer"],
        cwd=PROJECT,
        env=env,
        preexec_fn=dies_with_parent(STOP),  # noqa: PLW1509 - calls only prctl, takes no lock
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


async def _delay(connection: asyncpg.Connection, node: _Node, ticket: int) -> float:
    """Return how long after its transaction was answered a block is in the tables."""
    number = node.move(ticket)
    began = time.perf_counter()
    await _until(connection, f"SELECT max(number) >= {number} FROM chain_hot_blocks")  # noqa: S608
    return time.perf_counter() - began


async def _until(connection: asyncpg.Connection, question: str) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not await connection.fetchval(question):
        if time.monotonic() > deadline:
            raise TimeoutError(question)
        await asyncio.sleep(LOOK_S)


async def _bare_copy(connection: asyncpg.Connection) -> float:
    """Return how many of the same rows a second PostgreSQL takes, and does nothing else with."""
    kept = io.BytesIO()
    await connection.copy_from_table("chain_events", output=kept)
    count = await connection.fetchval("SELECT count(*) FROM chain_events")
    await connection.execute("CREATE TEMP TABLE bare (LIKE chain_events INCLUDING INDEXES)")
    kept.seek(0)
    began = time.perf_counter()
    await connection.copy_to_table("bare", source=kept)
    spent = time.perf_counter() - began
    await connection.execute("DROP TABLE bare")
    return count / spent


def _peak_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = [one for one in status.splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) / 1024
