"""Attempts on the port itself: headers, bodies, paths, redirects."""

import json
import socket
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest

from bilten_app.kit.ids import new_token
from tests.security.world import World, guest_cookie
from tests.server import Site

KINDS = [
    "/", "/discover", "/e/{slug}", "/sign-in", "/organizer", "/nowhere", "/orders/{order}/{secret}",
    "/tickets/{ticket}/{ticket_secret}", "/api/v1/events", "/api/v1/nothing", "/api/openapi.json",
    "/api/docs", "/sandbox/mail", "/sandbox/pay/cs_0", "/scan/", "/ping", "/robots.txt",
    "/sitemap.xml", "/bilten.js", "/media/0198f5c2-4b1e-7a9d-8f00-6a2b1c3d4e5f/800.webp",
    "/oauth/authorize", "/.well-known/jwks.json", "/.well-known/oauth-authorization-server",
]  # fmt: skip
POSTS = [
    "/auth/sign-in", "/auth/sign-up", "/auth/sign-out", "/auth/verify", "/auth/reset",
    "/auth/new-password", "/auth/password", "/auth/email", "/auth/second", "/auth/prove",
    "/auth/factors/confirm", "/auth/factors/remove", "/auth/passkeys/options",
    "/auth/passkeys/sign-in", "/auth/passkeys/add", "/auth/with/oidc",
    "/auth/with/oidc/callback", "/auth/link-login", "/auth/work", "/auth/wallets",
    "/auth/wallets/message", "/sandbox/pay/cs_0", "/sandbox/pay/cs_0/bank",
    "/api/v1/holds", "/api/v1/orders", "/api/v1/scanner/enrol",
    "/api/v1/scanner/scans", "/api/v1/webhooks/sandbox", "/uploads/events/{slug}/cover",
    "/uploads/organization/{home}/logo", "/_upload", "/_event/",
    "/uploads/apps/00000000-0000-0000-0000-000000000000/logo", "/oauth/token", "/oauth/revoke",
    "/oauth/introspect",
]  # fmt: skip


def address(path: str, world: World) -> str:
    """Return a path with its blanks filled by what an organizer has."""
    desk = world.ours
    return path.format(
        slug=desk.slug, home=desk.home, order=desk.order.code, secret=desk.order.secret,
        ticket=desk.ticket_code, ticket_secret=desk.ticket_secret,
    )  # fmt: skip


@pytest.mark.parametrize("path", KINDS)
async def test_every_kind_of_answer_is_guarded_by_its_headers(
    browser: httpx.AsyncClient, world: World, path: str
) -> None:
    answer = await browser.get(address(path, world))

    assert answer.status_code < 500
    if answer.headers.get("content-type", "").startswith(("text/html", "image/svg")):
        policy = answer.headers["content-security-policy"]
        assert "unsafe-eval" not in policy
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
        assert "object-src 'none'" in policy or "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/orders/{order}/{secret}", "/tickets/{ticket}/{ticket_secret}"])
async def test_an_address_with_a_secret_is_told_to_nobody(
    browser: httpx.AsyncClient, world: World, path: str
) -> None:
    headers = (await browser.get(address(path, world))).headers

    assert headers["referrer-policy"] == "no-referrer"
    assert "noindex" in headers["x-robots-tag"]
    assert "private" in headers["cache-control"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=lambda headers: "-".join(headers.values()),
)
async def test_a_foreign_page_can_post_nothing(
    browser: httpx.AsyncClient, world: World, path: str, headers: dict[str, str]
) -> None:
    cookie = {"cookie": world.ours.cookie}

    answer = await browser.post(address(path, world), headers=headers | cookie, content=b"{}")

    assert answer.status_code == 403


async def test_what_apple_posts_from_its_own_site_does_nothing_by_itself(
    browser: httpx.AsyncClient, world: World
) -> None:
    sent = {"origin": "https://appleid.apple.com", "cookie": world.ours.cookie}

    answer = await browser.post(
        "/auth/with/apple/callback", headers=sent, data={"code": "a", "state": "b"}
    )

    assert answer.headers["location"] == "/auth/with/apple/callback?state=b&code=a"
    assert "set-cookie" not in answer.headers


async def test_what_a_saml_provider_posts_does_nothing_by_itself(
    browser: httpx.AsyncClient, world: World
) -> None:
    sent = {"origin": "https://login.example.com", "cookie": world.ours.cookie}

    answer = await browser.post(
        f"/auth/saml/team-{'0' * 32}/acs", headers=sent, data={"SAMLResponse": "PGEvPg=="}
    )

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/api/v1/events", "/_event/", "/ping"])
async def test_no_answer_is_opened_to_a_foreign_page(
    browser: httpx.AsyncClient, path: str, method: str
) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}

    answer = await browser.request(method, path, headers=asked)

    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("in_chunks", [False, True], ids=["declared", "in-chunks"])
async def test_a_body_that_is_too_large_is_refused(
    browser: httpx.AsyncClient, world: World, path: str, *, in_chunks: bool
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(16 * 16):
            yield b"x" * 65_536

    content = endless() if in_chunks else b"x" * (13 * 1_048_576)
    kind = "application/json" if "/api/" in path else "application/x-www-form-urlencoded"
    if path.startswith("/uploads"):
        kind = "multipart/form-data; boundary=x"
    sent = {"content-type": kind, "cookie": guest_cookie()}
    sent |= {"idempotency-key": new_token()}
    try:
        status = (
            await browser.post(address(path, world), content=content, headers=sent)
        ).status_code
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        status = 413  # it hung up in the middle of the body

    # 404, 405 and 401 come before a byte of the body is read.
    assert status in {400, 401, 404, 405, 413}


@pytest.mark.parametrize("path", POSTS)
def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(
    site: Site, world: World, path: str
) -> None:
    headers = "Content-Type: application/json\r\nContent-Length: 20000000\r\n"

    status, _ = ask_raw(site.origin, address(path, world), method="POST", headers=headers)

    assert status == 413


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd", "/assets/../../../etc/passwd", "/scan/../../etc/passwd",
        "/..%2f..%2f..%2fetc/passwd", "/scan/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/scan/%2e%2e/%2e%2e/pyproject.toml", "/assets/%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
        "/media/..%2f..%2fmaster.key/800.webp", "/media/x/800.webp", "/scan//etc/passwd",
        "/assets/..%5c..%5cpyproject.toml", "/fonts/%00", "/%00", "/scan/%00", "//etc/passwd",
        "/.env", "/.git/config", "/rxconfig.py", "/bilten.stamp", "/assets/reflex-env-..%2f.js",
        "/_upload/../../etc/passwd", "/i18n/..%2f..%2f..%2fpyproject.toml",
        "/e/%00", "/orders/%00/%00", "/tickets/%00/%00", "/e/%ff%fe", "/api/v1/events/%00",
        "/media/0198f5c2-4b1e-7a9d-8f00-6a2b1c3d4e5f/99999999999999999999999999.webp",
        "/discover?q=%00", "/discover?q=%ed%a0%80", "/discover?cursor=abc&page=-1",
        "/api/v1/events?q=%00", "/api/v1/events?cursor=AAAA", "/api/v1/events?size=1e9",
        "/sign-in?next=//[", "/sandbox/pay/%00", "/sandbox/mail/%00", "/verify/%00",
        "/orders/%00/%00/tickets.pdf", "/tickets/%00/%00/event.ics", "/api/v1/orders/%00",
        "/organizer/events/%00/attendees.csv",
    ],
)  # fmt: skip
async def test_no_path_leads_out_of_its_folder_or_breaks_anything(site: Site, path: str) -> None:
    status, body = ask_raw(site.origin, path)

    assert status < 500, body[:500]
    assert b"root:x:" not in body
    assert b"[project]" not in body
    assert b"Traceback" not in body


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "//[", "http:evil.example",
        " //evil.example", "/%09/evil.example\r\nSet-Cookie: a=b", "///evil.example",
        "/..//evil.example",
    ],
)  # fmt: skip
async def test_signing_in_leads_nowhere_else(
    browser: httpx.AsyncClient, world: World, next_: str
) -> None:
    typed = {"email": world.theirs.email, "password": "a calm harbour at dusk", "next": next_}

    answer = await browser.post("/auth/sign-in", data=typed)

    there = urlsplit(str(httpx.URL("http://home.test").join(answer.headers["location"])))
    assert answer.status_code == 303
    assert there.netloc == "home.test"
    assert "a" not in answer.cookies


@pytest.mark.parametrize("secret", ["x", "A" * 20, "%00", "..", "é" * 20])
@pytest.mark.parametrize(
    "path",
    [
        "/orders/{code}/{secret}", "/checkout/{code}/{secret}", "/tickets/{ticket}/{secret}",
        "/orders/{code}/{secret}/tickets.pdf", "/tickets/{ticket}/{secret}/event.ics",
        "/api/v1/orders/{code}?secret={secret}", "/api/v1/tickets/{ticket}?secret={secret}",
    ],
)  # fmt: skip
async def test_a_wrong_secret_opens_nothing(
    browser: httpx.AsyncClient, world: World, path: str, secret: str
) -> None:
    desk = world.ours
    asked = path.format(code=desk.order.code, ticket=desk.ticket_code, secret=secret)

    answer = await browser.get(asked, headers={"cookie": world.theirs.cookie})

    assert answer.status_code in {404, 422, 401}
    assert "noor@guests.example.com" not in answer.text
    assert "Noor Aziz" not in answer.text


async def test_the_secret_of_another_order_opens_nothing(
    browser: httpx.AsyncClient, world: World
) -> None:
    answer = await browser.get(f"/orders/{world.ours.order.code}/{world.theirs.order.secret}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b'"x"', b'{"id":1}', b'{"id":"e","charge":{}}', b"\xff\xfe",
        json.dumps({"id": "x" * 10_000, "charge": None}).encode(),
    ],
)  # fmt: skip
async def test_a_webhook_without_its_signature_is_refused(
    browser: httpx.AsyncClient, body: bytes
) -> None:
    for headers in ({}, {"sandbox-signature": "t=1,v1=00"}, {"sandbox-signature": "é"}):
        encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
        answer = await browser.post("/api/v1/webhooks/sandbox", content=body, headers=encoded)

        assert 400 <= answer.status_code < 500


def ask_raw(origin: str, path: str, *, method: str = "GET", headers: str = "") -> tuple[int, bytes]:
    """Ask for a path exactly as it is written."""
    place = urlsplit(origin)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as door:
        asked = f"{method} {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n"
        door.sendall(f"{asked}{headers}\r\n".encode())
        answer = b"".join(iter(lambda: door.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body
