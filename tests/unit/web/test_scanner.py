"""The scanner's files come with the scanner's policy, and nothing else comes."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bilten_app.web.scanner import Scanner


@pytest.fixture
def door(tmp_path: Path) -> httpx.AsyncClient:
    (tmp_path / "index.html").write_text("<title>Gate</title>", encoding="utf-8")
    (tmp_path / "scanner.js").write_text("1", encoding="utf-8")
    app = Starlette(routes=[Mount("/scan", Scanner(tmp_path))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bilten.test")


async def test_the_page_runs_only_its_own_scripts_and_may_use_the_camera(
    door: httpx.AsyncClient,
) -> None:
    page = await door.get("/scan/")

    assert page.status_code == 200
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["permissions-policy"] == "camera=(self)"
    assert page.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/scan/missing.js", "/scan/..%2fconftest.py", "/scan/%00"])
async def test_what_was_not_built_is_not_served(door: httpx.AsyncClient, path: str) -> None:
    assert (await door.get(path)).status_code == 404
