"""The command line says what is wrong in one line, and what to do."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from bilten_app.cli.migration import is_current
from bilten_app.domains.identity.public import Verb
from bilten_app.infra import audit
from bilten_app.infra.db import plain_dsn
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.infra.runtime import Runtime

type Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bilten(tmp_path: Path) -> Run:
    """Run one command on a data folder of its own."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        plain = {name: value for name, value in os.environ.items() if "BILTEN_" not in name}
        return subprocess.run(
            [sys.executable, "-m", "bilten_app.cli", *arguments],
            env=plain | {"BILTEN_DATA_DIR": str(tmp_path)} | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_misspelt_setting_is_one_line(bilten: Run) -> None:
    done = bilten("migrate", BILTEN_PRT="8001")

    assert done.returncode == 1
    assert (
        done.stderr == "bilten: BILTEN_PRT: there is no such setting; did you mean BILTEN_PORT?\n"
    )


def test_up_names_a_port_that_is_taken(bilten: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        port = squatter.getsockname()[1]

        done = bilten("up", BILTEN_PORT=str(port))

    assert done.returncode == 1
    assert done.stderr.startswith(f"bilten: Bilten cannot listen on 127.0.0.1:{port}: ")
    assert f"BILTEN_PORT={port + 1} bilten up" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_up_knows_when_it_runs_already(bilten: Run, tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path), socket.create_server(("127.0.0.1", 0)) as squatter:
        done = bilten("up", BILTEN_PORT=str(squatter.getsockname()[1]))

    assert "already runs in this folder" in done.stderr


def test_migrate_brings_an_empty_folder_to_the_newest_revision(bilten: Run, tmp_path: Path) -> None:
    done = bilten("migrate")

    assert done.returncode == 0, done.stderr
    assert not EmbeddedPostgres(tmp_path).is_running()
    with EmbeddedPostgres(tmp_path) as postgres:
        assert is_current(postgres.dsn)


def test_a_database_that_is_away_is_one_line(bilten: Run) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        url = f"postgresql://bilten:hush-hush@127.0.0.1:{port}/bilten"

        done = bilten("doctor", BILTEN_DATABASE_URL=url)

    assert done.returncode == 1
    assert "✗ database: does not answer" in done.stdout
    assert "hush" not in done.stdout + done.stderr


def test_the_doctor_is_content_with_a_fresh_clone(bilten: Run) -> None:
    done = bilten("doctor")

    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout
    assert "✓ settings: dev" in done.stdout


async def test_an_edited_line_of_the_audit_is_named(
    bilten: Run, rt: Runtime, database: str
) -> None:
    named = {"BILTEN_DATABASE_URL": database, "BILTEN_REDIS_URL": "redis://127.0.0.1:1"}
    async with rt.unit_of_work() as uow:
        for n in range(3):
            uow.audit(Verb.registered, f"user {n}")
        await uow.flush()
        await audit.seal(uow.session)

    whole = bilten("audit", "verify", **named)
    connection = await asyncpg.connect(plain_dsn(database))
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("UPDATE audit_lines SET subject = 'user 9' WHERE place = 2")
    await connection.close()
    edited = bilten("audit", "verify", **named)

    assert (whole.returncode, edited.returncode) == (0, 1), whole.stderr + edited.stderr
    assert whole.stdout == "The chain is whole: 3 lines, 0 not sealed yet.\n"
    assert edited.stdout.endswith("place 2.\n")
