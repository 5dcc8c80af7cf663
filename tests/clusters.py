"""A database server with the whole schema: made once, and copied by whoever needs one.

Making a cluster and climbing all migrations takes longer than many a suite.
"""

import asyncio
import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.infra.embedded.programs import POSTGRES_MAJOR
from tests.databases import TEMPLATE, administer

PROJECT = Path(__file__).parents[1]
KEPT = PROJECT / ".bilten" / "tests"


def copy_cluster(folder: Path) -> None:
    """Put the data of a server into a folder: a database `bilten`, and the tests' template."""
    # As `cp` does it: a server that runs under a lesser account must find its files its own.
    subprocess.run(["cp", "-a", f"{_made()}/.", folder], check=True)  # noqa: S607


def _made() -> Path:
    """Return the folder of a cluster of today's migrations, and make it if it is missing."""
    KEPT.mkdir(parents=True, exist_ok=True)
    made = KEPT / f"cluster-{_mark()}"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in KEPT.glob("cluster-*"):
                shutil.rmtree(old)
            draft = Path(tempfile.mkdtemp(dir=KEPT))
            _make(draft)
            draft.rename(made)
    return made


def _make(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        config = Config(PROJECT / "alembic.ini")
        config.attributes["dsn"] = server.dsn
        command.upgrade(config, "head")
        asyncio.run(administer(server.dsn, f"CREATE DATABASE {TEMPLATE} TEMPLATE bilten"))


def _mark() -> str:
    """Return what changes with anything that a cluster is made of."""
    digest = hashlib.sha256(str(POSTGRES_MAJOR).encode())
    for script in sorted((PROJECT / "alembic").rglob("*.py")):
        digest.update(script.read_bytes())
    return digest.hexdigest()[:16]
