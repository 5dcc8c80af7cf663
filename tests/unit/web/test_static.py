"""The threshold: who may ask, how much, and what every answer carries."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bilten_app.web.static import (
    MEGABYTE,
    Threshold,
    cache_control,
    script_hashes,
    without_slash,
)

HOME = "https://tickets.example"
EVIL = "https://evil.example"


async def page(_: Request) -> HTMLResponse:
    return HTMLResponse("<h1>Bilten</h1>")


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def house(*, allows_any_host: bool = False) -> Threshold:
    routes = [Route("/", page), Route("/echo", echo, methods=["POST"])]
    return Threshold(Starlette(routes=routes), origin=HOME, allows_any_host=allows_any_host)


async def ask(method: str, path: str, base: str = HOME, **given: Any) -> httpx.Response:
    transport = httpx.ASGITransport(house())
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        return await client.request(method, path, **given)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": HOME}, 200),
        ({"origin": EVIL}, 403),
        ({"origin": "null"}, 403),
        ({"origin": f"{HOME}.evil.example"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_only_our_own_pages_change_things(headers: dict[str, str], status: int) -> None:
    assert (await ask("POST", "/echo", headers=headers)).status_code == status


async def test_a_link_from_elsewhere_opens() -> None:
    answer = await ask("GET", "/", headers={"origin": EVIL, "sec-fetch-site": "cross-site"})

    assert answer.status_code == 200


async def test_a_foreign_host_is_turned_away() -> None:
    assert (await ask("GET", "/", base=EVIL)).status_code == 403


@pytest.mark.parametrize(
    ("origin", "opens"), [(HOME, True), (EVIL, False), ("null", False), (None, True)]
)
async def test_a_socket_opens_only_for_our_own_pages(origin: str | None, opens: bool) -> None:  # noqa: FBT001
    reached: list[str] = []
    sent: list[Any] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["type"])

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"tickets.example")] + ([(b"origin", origin.encode())] if origin else [])
    scope = {"type": "websocket", "path": "/_event", "headers": headers, "scheme": "wss"}
    await Threshold(inside, origin=HOME, allows_any_host=False)(scope, receive, send)

    assert (reached == ["websocket"]) is opens
    assert [message["type"] for message in sent] == ([] if opens else ["websocket.close"])


async def test_a_body_has_a_limit_that_its_length_tells() -> None:
    assert (await ask("POST", "/echo", content=b"x" * MEGABYTE)).status_code == 413


async def test_a_body_has_a_limit_that_counting_tells() -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    assert (await ask("POST", "/echo", content=endless())).status_code == 413


async def test_every_answer_carries_the_headers() -> None:
    headers = (await ask("GET", "/")).headers

    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert "max-age" in headers["strict-transport-security"]


async def test_a_page_gives_each_browser_its_visitor_cookie_once() -> None:
    first = (await ask("GET", "/")).headers["set-cookie"]
    known = {"cookie": first.partition(";")[0]}

    second = await ask("GET", "/", headers=known)

    assert all(word in first for word in ("HttpOnly", "SameSite=Lax", "Secure"))
    assert "set-cookie" not in second.headers


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [
        ("/assets/entry-a1.js", 200, "public, max-age=31536000, immutable"),
        ("/assets/entry-a1.js", 404, "no-store"),
        ("/assets/reflex-env-a1.js", 200, "public, max-age=300"),
        ("/fonts/a.woff2", 200, "public, max-age=31536000"),
        ("/e/oud", 200, "no-cache"),
        ("/api/v1/events", 200, ""),
    ],
)
def test_what_has_a_hash_is_kept_for_ever(path: str, status: int, kept: str) -> None:
    assert cache_control(path, status) == kept


def test_a_script_in_a_page_is_known_by_its_hash() -> None:
    hashes = script_hashes(["let a = 1", ""])

    assert len(hashes) == 1
    assert next(iter(hashes)).startswith("'sha256-")


def test_an_unknown_address_is_left_as_it_is() -> None:
    assert without_slash("/nobody/was/here") == "/nobody/was/here"
    assert without_slash("/../etc/passwd.txt") == "/../etc/passwd.txt"
