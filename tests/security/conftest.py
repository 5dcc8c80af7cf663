"""A real site under attack."""

from collections.abc import AsyncIterator

import httpx
import pytest
import redis.asyncio as redis

from bilten_app.infra.embedded import EmbeddedPostgres
from tests.security.world import World, given_world
from tests.server import Site, a_site


@pytest.fixture(scope="session")
async def attacked(
    postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Site, World]]:
    """A site with two organizers, running."""
    async with a_site(postgres, tmp_path_factory.mktemp("attacked")) as site:
        world = await given_world(site.rt)
        site.start()
        yield site, world


@pytest.fixture
async def site(attacked: tuple[Site, World]) -> AsyncIterator[Site]:
    """The site, with every rate limit forgotten, and healthy after what was done to it."""
    site = attacked[0]
    assert site.settings.redis_url
    async with redis.from_url(site.settings.redis_url.get_secret_value()) as counters:
        await counters.flushdb()
    yield site
    assert site.web.is_running
    assert site.worker.is_running


@pytest.fixture
def world(attacked: tuple[Site, World]) -> World:
    """Whoever there is on the site."""
    return attacked[1]


@pytest.fixture
async def browser(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A client that follows no redirect and keeps its cookies."""
    async with httpx.AsyncClient(base_url=site.origin, trust_env=False, timeout=20) as client:
        yield client
