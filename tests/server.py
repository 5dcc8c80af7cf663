"""A real site on a port of its own: database, cache, web and worker, as processes to be killed.

Everything is as in production but smaller: the pages are the compiled ones, the worker runs, the
gateway is the sandbox. What the processes say is kept, so that a test can read it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
from pydantic import SecretStr

from bilten_app.bootstrap import open_house
from bilten_app.infra.embedded import EmbeddedPostgres, EmbeddedValkey
from bilten_app.infra.embedded.process import dies_with_parent
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.settings import PROJECT, Settings
from bilten_app.kit.ids import new_code
from bilten_app.run_web import build_frontend
from tests.databases import copied_database
from tests.issuer import CLIENT, SECRET

UP_WITHIN_S = 60
GONE_WITHIN_S = 20


@dataclass(slots=True)
class Program:
    """One of our processes: started, stopped, or killed with everything it started."""

    module: str
    variables: Mapping[str, str]
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it; what it says is added to its log."""
        plain = {name: value for name, value in os.environ.items() if "BILTEN_" not in name}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", f"bilten_app.{self.module}"],
                cwd=PROJECT,
                env={**plain, **self.variables},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - calls only prctl
            )

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(GONE_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
            self._process = None

    def kill(self) -> None:
        """End it and its children between two instructions."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(GONE_WITHIN_S)
            self._process = None

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def said(self) -> str:
        """Everything it has said so far."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""


@dataclass(frozen=True, slots=True)
class Site:
    """A site that runs, with a runtime on the same database for what no browser can see."""

    settings: Settings
    rt: Runtime
    web: Program
    worker: Program

    @property
    def origin(self) -> str:
        """The address of the site."""
        return self.settings.origin

    def start(self) -> None:
        """Start web and worker, and wait until the site answers."""
        self.web.start()
        self.worker.start()
        self.wait_until_up()

    def stop(self) -> None:
        """Stop both."""
        self.worker.stop()
        self.web.stop()

    def wait_until_up(self) -> None:
        """Wait until the site answers."""
        deadline = time.monotonic() + UP_WITHIN_S
        while not _answers(self.origin):
            assert self.web.is_running, self.web.said
            assert time.monotonic() < deadline, f"no answer within {UP_WITHIN_S} s"
            time.sleep(0.05)


@asynccontextmanager
async def a_site(
    postgres: EmbeddedPostgres, folder: Path, chain: Mapping[str, str] | None = None
) -> AsyncGenerator[Site]:
    """Make a site on an empty database with the whole schema; `start()` it once it is seeded.

    `chain` are the settings of its chain, if it has one.
    """
    with EmbeddedValkey(folder) as valkey:
        database = await copied_database(postgres, f"site_{new_code().lower()}")
        async with a_site_on(database, valkey.dsn, folder, chain or {}) as site:
            yield site


@asynccontextmanager
async def a_site_on(
    database: str, redis: str, folder: Path, chain: Mapping[str, str]
) -> AsyncGenerator[Site]:
    """Make a site on these servers."""
    build_frontend(print)
    settings = Settings(
        database_url=SecretStr(database),
        redis_url=SecretStr(redis),
        data_dir=folder,
        port=_free_port(),
        demo=False,
        hooks_to_loopback=True,
        oidc_name="Town",
        oidc_issuer=f"http://127.0.0.1:{_free_port()}",
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        **cast("Any", chain),
    )
    variables = {
        "BILTEN_DATABASE_URL": database,
        "BILTEN_REDIS_URL": redis,
        "BILTEN_DATA_DIR": str(folder),
        "BILTEN_PORT": str(settings.port),
        "BILTEN_DEMO": "false",
        "BILTEN_HOOKS_TO_LOOPBACK": "true",
        "BILTEN_OIDC_NAME": settings.oidc_name,
        "BILTEN_OIDC_ISSUER": settings.oidc_issuer,
        "BILTEN_OIDC_CLIENT_ID": CLIENT,
        "BILTEN_OIDC_CLIENT_SECRET": SECRET,
        "BILTEN_LOG_FORMAT": "json",
    } | {f"BILTEN_{name.upper()}": value for name, value in chain.items()}
    async with open_house(settings) as house:
        web = Program("run_web", variables, folder / "web.log")
        worker = Program("run_worker", variables, folder / "worker.log")
        site = Site(settings, house.rt, web, worker)
        try:
            yield site
        finally:
            site.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _answers(origin: str) -> bool:
    try:
        return httpx.get(f"{origin}/ping", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
