"""A real site for browser stories: database, web, worker, and Chromium.

Everything is as in production but smaller: the pages are the compiled ones, the worker runs, the
gateway is the sandbox. A missing browser is a failure that says how to get one.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright
from pydantic import SecretStr

from bilten_app.bootstrap import open_house
from bilten_app.cli.browser import require_browser
from bilten_app.infra.embedded import EmbeddedPostgres, EmbeddedValkey
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.settings import PROJECT, Settings
from bilten_app.kit.ids import new_code
from bilten_app.run_web import build_frontend
from tests.conftest import copied_database
from tests.e2e.seed import Scene, given_scene

UP_WITHIN_S, GONE_WITHIN_S = 60, 20
WAIT_MS = 15_000
PHONE = ViewportSize(width=390, height=844)


@dataclass(frozen=True, slots=True)
class Site:
    """A site that runs, with a runtime on the same database for what a browser cannot see."""

    origin: str
    rt: Runtime
    scene: Scene


@pytest.fixture(scope="session")
async def site(
    postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The site, seeded before its worker starts."""
    build_frontend(print)
    folder = tmp_path_factory.mktemp("site")
    with EmbeddedValkey(folder) as valkey, socket.create_server(("127.0.0.1", 0)) as probe:
        settings = Settings(
            database_url=SecretStr(await copied_database(postgres, f"e2e_{new_code().lower()}")),
            redis_url=SecretStr(valkey.dsn),
            data_dir=folder,
            port=probe.getsockname()[1],
            demo=False,
        )
        probe.close()
        async with open_house(settings) as house:
            scene = await given_scene(house.rt)
            with _running("run_web", settings), _running("run_worker", settings):
                _wait_for(settings.port)
                yield Site(settings.origin, house.rt, scene)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=require_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A phone that has never been here."""
    context = await browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True)
    context.set_default_timeout(WAIT_MS)
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    """A tab on that phone."""
    return await context.new_page()


@contextmanager
def _running(module: str, settings: Settings) -> Iterator[None]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("BILTEN_")}
    process = subprocess.Popen(
        [sys.executable, "-m", f"bilten_app.{module}"],
        cwd=PROJECT,
        env=plain | _variables(settings),
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=GONE_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _variables(settings: Settings) -> dict[str, str]:
    assert settings.database_url
    assert settings.redis_url
    return {
        "BILTEN_DATABASE_URL": settings.database_url.get_secret_value(),
        "BILTEN_REDIS_URL": settings.redis_url.get_secret_value(),
        "BILTEN_DATA_DIR": str(settings.data_dir),
        "BILTEN_PORT": str(settings.port),
        "BILTEN_DEMO": "false",
        "BILTEN_LOG_LEVEL": "warning",
    }


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + UP_WITHIN_S
    while time.monotonic() < deadline:
        door = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            door.request("GET", "/ping")
            if door.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            door.close()
    raise AssertionError(f"the site did not answer within {UP_WITHIN_S} s")
