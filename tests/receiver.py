"""A program of an organization that takes webhooks: a real server on loopback, as bad as told."""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import h11

SLOW, ENDLESS, REDIRECT = "slow", "endless", "redirect"


@dataclass
class Heard:
    """One request as it arrived."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        """Whether one of the signatures was made with the secret, as Standard Webhooks say."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{wanted}" in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """What was heard, and what is answered: a status, or something bad, for all requests."""

    port: int = 0
    name: str = "127.0.0.1"
    scheme: str = "http"
    answer: int | str = 200
    says: bytes = b"thanks"
    heard: list[Heard] = field(default_factory=list[Heard])
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    open: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.name}:{self.port}/hooks?shop=1"

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.heard]

    @property
    def kinds(self) -> list[str]:
        return [one.told["type"] for one in self.heard]

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.add(writer)
        try:
            self.heard.append(await _request(reader))
            self.arrived.set()
            if self.answer == SLOW:
                await self.let_go.wait()
            writer.write(self._head())
            writer.write(self.says)
            while self.answer == ENDLESS:
                writer.write(b"and more " * 1000)
                await writer.drain()
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the caller has heard enough
        finally:
            self.open.discard(writer)
            writer.close()

    def _head(self) -> bytes:
        if self.answer == REDIRECT:
            return b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n"
        status = self.answer if isinstance(self.answer, int) else 200
        return f"HTTP/1.1 {status} Told\r\nConnection: close\r\n\r\n".encode()


@asynccontextmanager
async def receiving(tls: ssl.SSLContext | None = None) -> AsyncGenerator[Receiver]:
    """Take webhooks on a free loopback port."""
    receiver = Receiver(scheme="https" if tls else "http")
    server = await asyncio.start_server(receiver.converse, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.close()
        for writer in receiver.open:
            writer.transport.abort()


async def _request(reader: asyncio.StreamReader) -> Heard:
    connection, headers, body = h11.Connection(h11.SERVER), dict[str, str](), b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            data = await reader.read(65_536)
            if not data:
                raise ConnectionError("nobody spoke")
            connection.receive_data(data)
        elif isinstance(event, h11.Request):
            headers = {name.decode(): value.decode() for name, value in event.headers}
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return Heard(headers, body)
