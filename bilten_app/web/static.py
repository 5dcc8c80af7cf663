"""The outermost layer of the one port: who may ask, how much, and what every answer carries.

Checks Host and Origin, limits bodies, adds the security headers, gives each browser its visitor
cookie, and mends how the compiled frontend is served: cache headers, addresses without a trailing
slash, and the one script that names the host.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bilten_app.web.compiled import CLIENT, STARTER
from bilten_app.web.door import VISITOR_COOKIE, read_cookies

MEGABYTE = 1_048_576
BODY_LIMITS = (
    ("/_upload", 12 * MEGABYTE),
    ("/uploads/", 12 * MEGABYTE),
    ("/api/", 2 * MEGABYTE),
    ("", MEGABYTE // 2),
)
TOO_LARGE = "This is larger than we take here."
LONGEST_NUMBER = 19
YEAR_S = 31_536_000
# Long, and heeded by browsers only on what they show: it is not sent along with every script.
POLICY = "content-security-policy"
# Apple and SAML providers answer by a form on their own site, and mail programs end mails from
# wherever they run: what they post is believed by what is in it, not by a cookie.
POSTED_FROM_ELSEWHERE = re.compile(
    r"/auth/with/apple/callback|/auth/saml/team-[0-9a-f]{32}/acs|/unsubscribe/[\w/-]{1,200}"
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ENV_SCRIPT = re.compile(r"/assets/reflex-env-[\w-]+\.js")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
BAKED_HOST = re.compile(r"(ws|http)s?://localhost:\d+")


class Threshold:
    """An ASGI wrapper around everything the port serves."""

    def __init__(self, app: ASGIApp, *, origin: str, allows_any_host: bool) -> None:
        self._app = app
        self._origin = origin
        self._host = urlsplit(origin).netloc
        self._allows_any_host = allows_any_host
        self._headers = security_headers(origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then serve it with the headers every answer carries."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_welcome(scope, headers):
            await _turn_away(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        await self._serve(scope, receive, send, headers)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        path = scope["path"]
        limit = next(size for start, size in BODY_LIMITS if path.startswith(start))
        answer = _Answer(send, path, self._headers, headers)
        if ENV_SCRIPT.fullmatch(path):
            await env_script(path, headers, scope)(scope, receive, answer)
            return
        if "\0" in path:
            await PlainTextResponse("Not found", 404)(scope, receive, answer)
            return
        if _declared(headers) > limit:
            await PlainTextResponse(TOO_LARGE, 413)(scope, receive, answer)
            return
        await self._app(scope, _limited(receive, limit), answer)

    def _is_welcome(self, scope: Scope, headers: Headers) -> bool:
        """Refuse foreign hosts, and foreign pages that open sockets or change things."""
        host = headers.get("host", "")
        if not (self._allows_any_host or host == self._host):
            return False
        method = scope.get("method", "")
        if scope["type"] == "http" and (
            method in SAFE_METHODS or POSTED_FROM_ELSEWHERE.fullmatch(scope["path"])
        ):
            return True
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in {"none", "same-origin"}
        return origin == self._origin or (self._allows_any_host and _host_of(origin) == host)


class Compiled:
    """The compiled pages, found without a trailing slash."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the file of a page on the page's own address."""
        if scope["type"] == "http":
            scope = {**scope, "path": without_slash(scope["path"])}
        await self._app(scope, receive, send)


class _Answer:
    """Adds headers to the start of a response."""

    def __init__(
        self, send: Send, path: str, security: list[tuple[str, str]], asked: Headers
    ) -> None:
        self._send = send
        self._path = path
        self._security = security
        self._asked = asked

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._complete(MutableHeaders(scope=message), message["status"])
        await self._send(message)

    def _complete(self, headers: MutableHeaders, status: int) -> None:
        kind = headers.get("content-type", "")
        is_page = kind.startswith("text/html")
        for name, value in self._security:
            if name != POLICY or is_page or kind.startswith("image/svg"):
                headers.setdefault(name, value)
        caching = cache_control(self._path, status)
        if caching:
            headers.setdefault("cache-control", caching)
        if is_page and VISITOR_COOKIE not in read_cookies(self._asked.get("cookie", "")):
            headers.append("set-cookie", visitor_cookie(secure=self._is_secure()))

    def _is_secure(self) -> bool:
        return any(name == "strict-transport-security" for name, _ in self._security)


def cache_control(path: str, status: int) -> str:
    """Return how long an answer may be kept: names with a hash for ever, pages not at all."""
    if status >= 400:
        return "no-store"
    if path.startswith("/assets/") and not ENV_SCRIPT.fullmatch(path):
        return f"public, max-age={YEAR_S}, immutable"
    if path.startswith(("/fonts/", "/brand/")):
        return f"public, max-age={YEAR_S}"
    if path.startswith("/i18n/") or path.endswith((".js", ".css", ".webmanifest", ".svg")):
        return "public, max-age=300"
    return "" if path.startswith(("/api/", "/media/")) else "no-cache"


def security_headers(origin: str) -> list[tuple[str, str]]:
    """Return the headers every answer carries; scripts run only from here or by their hash."""
    compiled = (file.read_text(encoding="utf-8") for file in CLIENT.rglob("*.html"))
    scripts = chain((STARTER,), *(INLINE_SCRIPT.findall(html) for html in compiled))
    hashes = " ".join(sorted(script_hashes(scripts)))
    policy = (
        "default-src 'self'; "
        f"script-src 'self' {hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    headers = [
        (POLICY, policy),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=()"),
        ("cross-origin-opener-policy", "same-origin"),
    ]
    if origin.startswith("https://"):
        headers.append(("strict-transport-security", f"max-age={YEAR_S}; includeSubDomains"))
    return headers


def script_hashes(scripts: Iterable[str]) -> set[str]:
    """Return the CSP source of every inline script."""
    return {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
        if script
    }


def visitor_cookie(*, secure: bool) -> str:
    """Return a new visitor cookie: a guest finds the same order again by it."""
    token = secrets.token_urlsafe(24)
    suffix = "; Secure" if secure else ""
    return f"{VISITOR_COOKIE}={token}; Path=/; Max-Age={YEAR_S}; HttpOnly; SameSite=Lax{suffix}"


def without_slash(path: str) -> str:
    """Return the compiled file of a page, so that `/tickets` is not redirected to `/tickets/`."""
    name = path.strip("/")
    if not name or "." in name or not (CLIENT / name).is_dir():
        return path
    return f"/{name}.html" if (CLIENT / f"{name}.html").is_file() else f"/{name}/index.html"


def env_script(path: str, headers: Headers, scope: Scope) -> Response:
    """Return the script that names the host, with the host it was asked from."""
    file = CLIENT / path.lstrip("/")
    if not file.is_file():
        return PlainTextResponse("Not found", 404)
    scheme = headers.get("x-forwarded-proto", scope["scheme"])
    secure = "s" if scheme == "https" else ""
    host = re.sub(r"[^\w.:\[\]-]", "", headers.get("host", ""))
    text = BAKED_HOST.sub(
        lambda found: f"{found[1]}{secure}://{host}", file.read_text(encoding="utf-8")
    )
    return Response(text, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _host_of(origin: str) -> str | None:
    """Return host and port of an origin; none for `null` and for what is no address."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isdigit() and len(length) < LONGEST_NUMBER else 0


def _limited(receive: Receive, limit: int) -> Receive:
    """Count what arrives, since a body in chunks does not tell its length."""
    seen = 0

    async def take() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, TOO_LARGE)
        return message

    return take


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
        return
    refusal: Any = PlainTextResponse("This request came from somewhere else.", 403)
    await refusal(scope, receive, send)
