"""Calls to our own web process over connections that stay open, as a gateway's servers have them.

A general client costs more than all that the webhook sets off: this one knows one address, sends
whole requests, and looks at nothing of an answer but its status.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

ANSWERS_WITHIN_S = 10.0
AWAY = (OSError, EOFError, ValueError, asyncio.LimitOverrunError)

type Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Lines:
    """Connections to one host; as many as there are calls at the same moment."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: list[Line] = []

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Return the status of the answer, 0 for none."""
        told = {"Host": f"{self._host}:{self._port}", "Content-Length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        request = f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                return await self._ask(request)
        except AWAY:
            return 0

    async def close(self) -> None:
        """Hang up."""
        while self._idle:
            _, writer = self._idle.pop()
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _ask(self, request: bytes) -> int:
        """Ask over an idle connection, and over a new one when that was closed meanwhile."""
        if self._idle:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                return await self._ask_over(self._idle.pop(), request)
        return await self._ask_over(await asyncio.open_connection(self._host, self._port), request)

    async def _ask_over(self, line: Line, request: bytes) -> int:
        reader, writer = line
        try:
            writer.write(request)
            status = await _status(reader)
        except BaseException:
            writer.close()
            raise
        self._idle.append(line)
        return status


async def _status(reader: asyncio.StreamReader) -> int:
    """Read a whole answer; one whose end we cannot know is no answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    if "transfer-encoding" in headers:
        raise ValueError(headers["transfer-encoding"])
    await reader.readexactly(int(headers.get("content-length", "0")))
    return int(head[0].split(" ")[1])
