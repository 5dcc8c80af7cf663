"""A real site for browser stories: database, web, worker, and Chromium.

Everything is as in production but smaller: the pages are the compiled ones, the worker runs, the
gateway is the sandbox. A missing browser is a failure that says how to get one.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from bilten_app.cli.browser import require_browser
from bilten_app.infra.embedded import EmbeddedAnvil, EmbeddedPostgres
from bilten_app.infra.runtime import Runtime
from tests.chain import Chain
from tests.e2e.seed import Scene, given_scene
from tests.onchain import World
from tests.server import a_site
from tests.tokens import chain_settings

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
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A chain with our contracts, whose blocks are final after two others."""
    with EmbeddedAnvil(tmp_path_factory.mktemp("chain"), slots=1) as anvil:
        chain = Chain(anvil.dsn)
        yield World.deployed(chain)
        chain.close()


@pytest.fixture(scope="session")
async def site(
    postgres: EmbeddedPostgres, world: World, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The site, seeded before its worker starts."""
    folder = tmp_path_factory.mktemp("site")
    async with a_site(postgres, folder, chain_settings(world, folder)) as running:
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
