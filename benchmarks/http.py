"""A small HTTP client that costs little beside the server it measures: one connection each."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON; a refusal is an error of the benchmark."""
        if self.status >= 400:
            raise RuntimeError(f"{self.status}: {self.body[:300]!r}")
        return json.loads(self.body)


class Door:
    """One keep-alive connection to the server at `origin`.

    `address` is whom the server, which believes one proxy here, takes us for: a buyer among many.
    """

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self.address = ""
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._origin = origin

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page."""
        return await self._ask("GET", path, b"", headers or {})

    async def post(self, path: str, value: object, key: str = "") -> Answer:
        """Send JSON, with an idempotency key where one is given."""
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return await self._ask("POST", path, json.dumps(value).encode(), headers)

    async def submit(self, path: str, form: str) -> Answer:
        """Send a form as a browser on the same site does."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self._origin,
            "Sec-Fetch-Site": "same-origin",
        }
        return await self._ask("POST", path, form.encode(), headers)

    async def _ask(self, method: str, path: str, body: bytes, more: Mapping[str, str]) -> Answer:
        head = {"Host": f"{self._host}:{self._port}", "Content-Length": str(len(body)), **more}
        if self.address:
            head["X-Forwarded-For"] = self.address
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        told = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in told[1:] if line)
        }
        return Answer(int(told[0].split(" ")[1]), headers, await self._body(headers))

    async def _body(self, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return await self._reader.readexactly(int(headers.get("content-length", "0")))
        whole = b""
        while size := int(await self._reader.readline(), 16):
            whole += await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()
        return whole
