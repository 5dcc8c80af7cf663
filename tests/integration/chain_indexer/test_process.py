"""The indexer as a process: it follows, says so, gives way, and loses nothing when it is killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bilten_app.infra.contracts import artifact
from bilten_app.infra.deployment import Deployed, Deployment
from bilten_app.infra.embedded.anvil import LOCAL_CHAIN
from bilten_app.infra.manifests import write_manifest
from bilten_app.infra.mirrors import mirrors
from bilten_app.infra.settings import PROJECT
from chain_indexer.indexer import FAR_BEHIND
from tests.mirror import Mirror, mirrored, require_exact
from tests.onchain import World

pytestmark = pytest.mark.db
WITHIN_S = 60  # of a busy machine; nobody waits so long otherwise
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
LOCKED = text("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'chain %'")


def manifest_of(world: World) -> Deployment:
    """Return where the contracts of a world are, as a deployment would have kept it."""
    named = {
        "TicketRegistry": world.registry, "TicketMarket": world.market, "Payments": world.payments,
    }  # fmt: skip
    return Deployment(
        LOCAL_CHAIN,
        {
            name: Deployed(contract.address, world.start, artifact(name).abi_hash)
            for name, contract in named.items()
        },
    )


@dataclass
class Programs:
    """Commands with the settings of one chain; each that was started ends with the test."""

    variables: dict[str, str]
    home: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])

    def start(self) -> subprocess.Popen[bytes]:
        """Start an indexer; it writes what it says to a file of its own."""
        with self._log(len(self.started)).open("wb") as log:
            command = [sys.executable, "-m", "chain_indexer"]
            self.started.append(
                subprocess.Popen(
                    command, cwd=PROJECT, env=self._env, stdout=log, stderr=subprocess.STDOUT
                )
            )
        return self.started[-1]

    def said(self, nth: int) -> str:
        """Return what the nth indexer has said."""
        return self._log(nth).read_text("utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "-m", "bilten_app.cli", *arguments]
        return subprocess.run(
            command,
            cwd=PROJECT,
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    @property
    def _env(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if "BILTEN_" not in name}
        return plain | self.variables

    def _log(self, nth: int) -> Path:
        return self.home / f"indexer.{nth}.log"


@pytest.fixture
def programs(world: World, database: str, tmp_path: Path) -> Iterator[Programs]:
    """Programs that know where the world's contracts are."""
    write_manifest(tmp_path / "deployments" / f"{LOCAL_CHAIN}.json", manifest_of(world))
    found = Programs(
        {
            "BILTEN_DATABASE_URL": database,
            "BILTEN_REDIS_URL": "redis://127.0.0.1:1",
            "BILTEN_DATA_DIR": str(tmp_path),
            "BILTEN_CHAINS": f"{LOCAL_CHAIN}=Local",
            "BILTEN_CHAIN_NODES": f"{LOCAL_CHAIN}={world.chain.url}",
            "BILTEN_CHAIN_POLL_MS": "20",
        },
        tmp_path,
    )
    yield found
    for one in found.started:
        one.kill()
        one.wait()


def given_claims(world: World, number: int) -> None:
    """Make an event with one ticket."""
    world.chain.send(world.registry.address, world.new_event(number))
    world.chain.send(
        world.event_at(number).address,
        world.claim(world.event_at(number), 1, world.chain.accounts[number]),
    )


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not await is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def followed(engine: AsyncEngine, world: World) -> Mirror:
    """Wait until the head is known, and compare all of it."""

    async def is_there() -> bool:
        async with engine.connect() as connection:
            begun = await connection.scalar(text("SELECT count(*) FROM chain_checkpoints"))
        return bool(begun) and (await mirrored(engine)).tip == world.head

    await until(is_there)
    return await require_exact(engine, world)


async def test_it_follows_says_so_and_stops_when_told(
    world: World, engine: AsyncEngine, programs: Programs
) -> None:
    given_claims(world, 1)
    process = programs.start()
    await followed(engine, world)
    given_claims(world, 2)
    mirror = await followed(engine, world)
    status = programs.run("indexer", "status")
    async with engine.connect() as connection:
        parts = (await connection.execute(text("SELECT part, pid FROM processes"))).all()

    process.send_signal(signal.SIGTERM)

    assert process.wait(WITHIN_S) == 0, programs.said(0)
    assert status.returncode == 0, status.stdout + status.stderr
    head, final = str(world.head), str(mirror.final_number)
    assert status.stdout.splitlines()[1].split()[:5] == [str(LOCAL_CHAIN), head, head, final, "0"]
    assert (len(mirror.now.owners), [(row.part, row.pid) for row in parts]) == (
        2, [("indexer", process.pid)],
    )  # fmt: skip
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM processes")) == 0
        assert await connection.scalar(LOCKED) == 0


async def test_of_two_one_turns_and_the_other_takes_over_when_it_is_killed(
    world: World, engine: AsyncEngine, programs: Programs
) -> None:
    first = programs.start()
    await followed(engine, world)
    programs.start()

    async def are_both_there() -> bool:
        async with engine.connect() as connection:
            return await connection.scalar(LOCKED) == 2

    await until(are_both_there)
    for number in range(1, 4):
        given_claims(world, number)
    await followed(engine, world)
    assert "this process turns the chain" not in programs.said(1)
    first.send_signal(signal.SIGKILL)
    for number in range(4, 7):
        given_claims(world, number)
    mirror = await followed(engine, world)

    assert len(mirror.now.owners) == 6
    assert "this process turns the chain" in programs.said(1)
    assert "another process turned meanwhile" not in programs.said(0) + programs.said(1)


@pytest.mark.parametrize(
    ("table", "mined"),
    [("chain_hot_events", 12), ("chain_tickets", 12), ("chain_events", 2 * FAR_BEHIND)],
)
async def test_killed_in_the_middle_of_a_turn_it_begins_that_turn_anew(
    world: World, engine: AsyncEngine, programs: Programs, table: str, mined: int
) -> None:
    async def is_in_the_middle() -> bool:
        async with engine.connect() as connection:
            return await connection.scalar(WAITING) == 1

    process = programs.start()
    await followed(engine, world)
    async with engine.begin() as connection:
        await connection.execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
        given_claims(world, 1)
        world.chain.ask("anvil_mine", hex(mined))  # so that the claim is final, too
        await until(is_in_the_middle)
        process.send_signal(signal.SIGKILL)
        process.wait()
    programs.start()

    mirror = await followed(engine, world)
    assert (len(mirror.now.owners), len(mirror.final.owners)) == (1, 1)


async def test_a_chain_that_is_stopped_is_told_and_goes_on_when_somebody_says_so(
    world: World, engine: AsyncEngine, programs: Programs
) -> None:
    given_claims(world, 1)
    programs.start()
    await followed(engine, world)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE chain_checkpoints SET stopped_for = 'a lost block'"))

    async def is_told() -> bool:
        async with AsyncSession(engine) as session:
            return (await mirrors(session))[0].trouble == "stopped: a lost block"

    await until(is_told)
    assert "the chain is stopped" in programs.said(0)
    assert "docs/operations/chain.md" in programs.said(0)
    status = programs.run("indexer", "status")
    assert (status.returncode, "docs/operations/chain.md" in status.stdout) == (1, True)
    assert f"{LOCAL_CHAIN} is stopped: a lost block." in status.stdout

    assert programs.run("indexer", "resume", str(LOCAL_CHAIN)).returncode == 0
    given_claims(world, 2)
    await followed(engine, world)


async def test_a_mirror_is_rebuilt_while_nobody_turns_it(
    world: World, engine: AsyncEngine, programs: Programs
) -> None:
    given_claims(world, 1)
    process = programs.start()
    await followed(engine, world)

    busy = programs.run("indexer", "rebuild", str(LOCAL_CHAIN), "--yes")
    process.send_signal(signal.SIGTERM)
    process.wait(WITHIN_S)
    done = programs.run("indexer", "rebuild", str(LOCAL_CHAIN), "--yes")

    assert (busy.returncode, "Stop every indexer first" in busy.stderr) == (1, True)
    assert (done.returncode, "is rebuilt: it goes on after block" in done.stdout) == (0, True)
