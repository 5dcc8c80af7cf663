"""Webhooks over HTTP: to public addresses only, once resolved, for so long and so much.

The connection is made to an address, not to a name, so what was checked is what is called; TLS
still asks for the name. No connection is kept: two names at one address must each prove themselves
(docs/adr/0018).
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Mapping
from functools import cache
from urllib.parse import SplitResult, urlsplit

import httpx

from bilten_app.kit.addresses import is_loopback, is_public
from bilten_app.ports.hooks import HookAnswer, HookTrouble

PATIENCE_S = 10.0
MOST_READ = 2048
AGENT = "Bilten-Webhooks/1"


class _Troubled(Exception):
    def __init__(self, trouble: HookTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class HttpHooks:
    """Posts to what strangers named. `to_loopback` opens this machine itself, for development."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        to_loopback: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._client = client
        self._to_loopback = to_loopback
        self._patience_s = patience_s

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HookAnswer:
        """Post and return what came of it; the patience covers the name, call and answer."""
        began = time.monotonic()
        status, said, trouble = None, b"", None
        try:
            async with asyncio.timeout(self._patience_s):
                request = await self._request(url, headers, body)
                status, said = await self._asked(request)
        except _Troubled as error:
            trouble = error.trouble
        except (TimeoutError, httpx.TimeoutException):
            trouble = HookTrouble.timeout
        except httpx.HTTPError as error:
            trouble = _trouble_of(error)
        took_ms = round((time.monotonic() - began) * 1000)
        told = said.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
        return HookAnswer(status, told, took_ms, trouble)

    async def _request(self, url: str, headers: Mapping[str, str], body: bytes) -> httpx.Request:
        parts = urlsplit(url)
        address = await self._address_of(parts)
        host = f"[{address}]" if ":" in address else address
        where = parts._replace(netloc=host if parts.port is None else f"{host}:{parts.port}")
        name = parts.hostname or ""
        return self._client.build_request(
            "POST",
            where.geturl(),
            content=body,
            headers={
                **headers,
                "Host": parts.netloc,
                "User-Agent": AGENT,
                "Accept-Encoding": "identity",
            },
            extensions={"sni_hostname": name},
        )

    async def _address_of(self, parts: SplitResult) -> str:
        """Return the address to connect to; one bad one among several spoils the name."""
        if not parts.hostname or "@" in parts.netloc or parts.scheme not in {"http", "https"}:
            raise _Troubled(HookTrouble.bad_url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                parts.hostname, port, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as error:
            raise _Troubled(HookTrouble.unknown_name) from error
        addresses = [str(each[4][0]) for each in found]
        if self._to_loopback and all(is_loopback(each) for each in addresses):
            return addresses[0]
        if not all(is_public(each) for each in addresses):
            raise _Troubled(HookTrouble.private_address)
        if parts.scheme != "https":
            raise _Troubled(HookTrouble.bad_url)
        return addresses[0]

    async def _asked(self, request: httpx.Request) -> tuple[int, bytes]:
        answer = await self._client.send(request, stream=True, follow_redirects=False)
        said = b""
        try:
            async for part in answer.aiter_raw(MOST_READ):
                said += part
                if len(said) >= MOST_READ:
                    break
        finally:
            await answer.aclose()
        return answer.status_code, said[:MOST_READ]


def open_client() -> httpx.AsyncClient:
    """Return a client that keeps no connection and no cookie, and knows no proxy."""
    return httpx.AsyncClient(
        verify=_trusted(),
        trust_env=False,
        timeout=PATIENCE_S,
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=0),
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Return whose certificates are believed: read once, it takes 40 ms."""
    return httpx.create_ssl_context(trust_env=False)


def _trouble_of(error: httpx.HTTPError) -> HookTrouble:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return HookTrouble.bad_certificate
        cause = cause.__cause__ or cause.__context__
    return HookTrouble.unreachable
