"""Requests to what strangers named: to public addresses only, and to the one that was checked.

The connection is made to an address, not to a name, so what was checked is what is called; TLS
still asks for the name. No connection is kept: two names at one address must each prove themselves
(docs/adr/0018).
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from functools import cache
from urllib.parse import SplitResult, urlsplit

import httpx

from bilten_app.kit.addresses import is_loopback, is_public
from bilten_app.ports.hooks import HookTrouble

PATIENCE_S = 10.0


class Barred(Exception):
    """This address is not called."""

    def __init__(self, trouble: HookTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


async def outward_request(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    to_loopback: bool = False,
) -> httpx.Request:
    """Return a request to the address that a name has now. Raises Barred.

    `to_loopback` opens this machine itself, over http, for development.
    """
    parts = _split(url)
    address = await _address_of(parts, to_loopback=to_loopback)
    host = f"[{address}]" if ":" in address else address
    where = parts._replace(netloc=host if parts.port is None else f"{host}:{parts.port}")
    return client.build_request(
        method,
        where.geturl(),
        content=body or None,
        headers={**headers, "Host": parts.netloc, "Accept-Encoding": "identity"},
        extensions={"sni_hostname": parts.hostname or ""},
    )


async def ask_outward(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    most: int,
    to_loopback: bool = False,
) -> tuple[int, bytes]:
    """Return the status and the first `most` bytes of an answer; no redirect is followed.

    Raises Barred, or what the client raises.
    """
    request = await outward_request(
        client, method, url, headers=headers, body=body, to_loopback=to_loopback
    )
    answer = await client.send(request, stream=True, follow_redirects=False)
    return answer.status_code, await read_at_most(answer, most)


def open_client() -> httpx.AsyncClient:
    """Return a client that keeps no connection and no cookie, and knows no proxy."""
    return httpx.AsyncClient(
        verify=trusted(),
        trust_env=False,
        timeout=PATIENCE_S,
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=0),
    )


@cache
def trusted() -> ssl.SSLContext:
    """Return whose certificates are believed: read once, it takes 40 ms."""
    return httpx.create_ssl_context(trust_env=False)


async def read_at_most(answer: httpx.Response, most: int) -> bytes:
    """Return the beginning of an answer that is streamed, and hang up."""
    said = b""
    try:
        async for part in answer.aiter_raw(min(most, 65_536)):
            said += part
            if len(said) >= most:
                break
    finally:
        await answer.aclose()
    return said[:most]


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_whole, parts = False, urlsplit("")
    if not is_whole or "@" in parts.netloc or parts.scheme not in {"http", "https"}:
        raise Barred(HookTrouble.bad_url)
    return parts


async def _address_of(parts: SplitResult, *, to_loopback: bool) -> str:
    """Return the address to connect to; one bad one among several spoils the name."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            parts.hostname, port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise Barred(HookTrouble.unknown_name) from error
    addresses = [str(each[4][0]) for each in found]
    if to_loopback and all(is_loopback(each) for each in addresses):
        return addresses[0]
    if not all(is_public(each) for each in addresses):
        raise Barred(HookTrouble.private_address)
    if parts.scheme != "https":
        raise Barred(HookTrouble.bad_url)
    return addresses[0]
