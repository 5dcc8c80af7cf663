"""The embedded servers start, refuse clearly, and recover from a killed starter."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from redis import Redis

from bilten_app.infra.embedded import (
    AlreadyRunning,
    CannotStart,
    EmbeddedAnvil,
    EmbeddedPostgres,
    EmbeddedValkey,
)
from bilten_app.infra.embedded.server import EmbeddedServer, why_not

NOBODY = 65534
STARTER = """
import sys, time
from pathlib import Path
from bilten_app.infra.embedded import EmbeddedPostgres, EmbeddedValkey

folder = Path(sys.argv[1])
with EmbeddedPostgres(folder), EmbeddedValkey(folder):
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a cluster, so that the tests need not make one each."""
    place = tmp_path_factory.mktemp("data")
    with EmbeddedPostgres(place, durable=False):
        pass
    return place


async def one(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_postgres_keeps_its_rows_address_and_password(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        before = postgres.dsn
        await one(before, "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")

    with EmbeddedPostgres(folder) as postgres:
        assert postgres.dsn == before
        assert await one(before, "SELECT answer FROM kept") == 42
        assert await one(before, "SELECT current_setting('fsync')") == "on"


async def test_postgres_asks_for_its_password(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as postgres:
        stranger = postgres.dsn.replace(postgres.dsn.split(":")[2].split("@")[0], "guess")

        with pytest.raises(asyncpg.InvalidPasswordError):
            await one(stranger, "SELECT 1")


@pytest.mark.parametrize("make", [EmbeddedPostgres, EmbeddedValkey, EmbeddedAnvil])
def test_a_second_starter_is_told_so(folder: Path, make: Callable[[Path], EmbeddedServer]) -> None:
    with make(folder):
        assert make(folder).is_running()

        with pytest.raises(AlreadyRunning, match="Stop it first"):
            make(folder).start()

    assert not make(folder).is_running()


def test_valkey_answers_only_with_its_password(folder: Path) -> None:
    with EmbeddedValkey(folder) as valkey, Redis.from_url(valkey.dsn) as client:
        assert client.ping()


def test_a_killed_starter_leaves_nothing_in_the_way(folder: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    with starter:
        assert starter.stdout
        assert starter.stdout.readline() == "ready\n"
        starter.send_signal(signal.SIGKILL)

    with EmbeddedPostgres(folder, durable=False) as postgres, EmbeddedValkey(folder) as valkey:
        assert postgres.is_running()
        assert valkey.is_running()


def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")

    with EmbeddedPostgres(tmp_path, durable=False) as postgres:
        assert postgres.is_running()


def test_a_folder_of_another_version_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")

    with pytest.raises(CannotStart, match="made by PostgreSQL 16, and this is 18"):
        EmbeddedPostgres(tmp_path).start()


def test_programs_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=f"BILTEN_PG_BIN names {tmp_path}"):
        EmbeddedPostgres(tmp_path / "data", pg_bin=tmp_path).start()


def test_a_folder_of_somebody_else_is_named(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)

    said = as_nobody(lambda: EmbeddedValkey(locked / "data").start())

    assert said.startswith("CannotStart: No permission to write")
    assert "BILTEN_DATA_DIR" in said


def test_a_full_disk_is_named() -> None:
    said = why_not(
        "postgres", 'FATAL: could not write "pg_wal": No space left on device', Path("/data")
    )

    assert said.startswith("The disk of /data is full.")


def as_nobody(act: Callable[[], object]) -> str:
    """Run `act` in a child that has given up root, and return what it raised."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        if os.geteuid() == 0:
            os.setuid(NOBODY)
        try:
            act()
        except Exception as error:  # noqa: BLE001 - the parent judges it
            os.write(writing, f"{type(error).__name__}: {error}".encode())
        os._exit(0)
    os.close(writing)
    os.wait()
    with os.fdopen(reading) as answer:
        return answer.read()


def test_stopping_is_quick(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder, durable=False)
    postgres.start()

    before = time.monotonic()
    postgres.stop()
    postgres.stop()

    assert time.monotonic() - before < 3
