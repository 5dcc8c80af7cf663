"""What a phone fetches before a public page runs, by the bytes on the wire: no time is measured."""

import re
from html import unescape

import httpx
import pytest

from tests.e2e.conftest import Site

AIM = 160_000
ADDRESS = re.compile(r'<(?:script|link)\b[^>]*\b(?:src|href)="(/[^"]+\.(?:js|css))"')
BLOCKS = re.compile(
    r'<link\b[^>]*rel="stylesheet"|<script(?![^>]*\b(?:defer|async|type)\b)[^>]*src='
)
WITHOUT_SCRIPTS = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
PAGES = ("/", "/discover", "/e/{slug}")


async def html_of(site: Site, client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path.format(slug=site.scene.slug))
    assert answer.status_code == 200
    return WITHOUT_SCRIPTS.sub("", answer.text)


async def weight_of(client: httpx.AsyncClient, address: str) -> int:
    """Return how many bytes a script or sheet has as browsers get it."""
    async with client.stream("GET", address, headers={"Accept-Encoding": "br"}) as answer:
        assert answer.status_code == 200
        return len(b"".join([part async for part in answer.aiter_raw()]))


@pytest.mark.parametrize("path", PAGES)
async def test_code_of_a_public_page_stays_under_the_aim(site: Site, path: str) -> None:
    async with httpx.AsyncClient(base_url=site.origin, trust_env=False) as client:
        addresses = set(ADDRESS.findall(unescape(await html_of(site, client, path))))
        weights = {address: await weight_of(client, address) for address in addresses}

    assert any("/entry.client-" in address for address in weights)
    assert any(address.endswith(".css") for address in weights)
    assert sum(weights.values()) < AIM, weights


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_is_fetched_before_a_public_page_is_seen(site: Site, path: str) -> None:
    async with httpx.AsyncClient(base_url=site.origin, trust_env=False) as client:
        html = await html_of(site, client, path)

    assert "<bilten-ssr>" in html
    assert not BLOCKS.findall(html)
