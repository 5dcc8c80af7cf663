"""A real site for browser stories: database, web, worker, and Chromium.

Everything is as in production but smaller: the pages are the compiled ones, the worker runs, the
gateway is the sandbox. A missing browser is a failure that says how to get one.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from bilten_app.cli.browser import require_browser
from bilten_app.infra.embedded import EmbeddedPostgres
from bilten_app.infra.runtime import Runtime
from tests.e2e.seed import Scene, given_scene
from tests.server import a_site

WAIT_MS = 30_000
PHONE = ViewportSize(width=390, height=844)


@dataclass(frozen=True, slots=True)
class Site:
    """A site that runs, with a runtime on the same database for what a browser cannot see.

    `issuer` is where it looks for an identity provider; a story that needs one starts it there.
    """

    origin: str
    rt: Runtime
    scene: Scene
    issuer: str


@pytest.fixture(scope="session")
async def site(
    postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The site, seeded before its worker starts."""
    async with a_site(postgres, tmp_path_factory.mktemp("site")) as running:
        scene = await given_scene(running.rt)
        running.start()
        yield Site(running.origin, running.rt, scene, running.settings.oidc_issuer)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=require_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


async def new_device(browser: Browser, viewport: ViewportSize = PHONE) -> BrowserContext:
    """Return a browser that has never been here; it shows everything at once, without a fade."""
    context = await browser.new_context(viewport=viewport, has_touch=True, reduced_motion="reduce")
    context.set_default_timeout(WAIT_MS)
    return context


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A phone that has never been here."""
    context = await new_device(browser)
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    """A tab on that phone."""
    return await context.new_page()
