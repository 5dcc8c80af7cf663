"""The sandbox calls us over connections that stay open, and over new ones when those are gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bilten_app.adapters.sandbox.line import Lines

TAKEN = b"HTTP/1.1 204 No Content\r\ndate: today\r\n\r\n"
REFUSED = b"HTTP/1.1 422 Unprocessable\r\nContent-Length: 5\r\n\r\nno no"
ENDLESS = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
CUT = b"HTTP/1.1 200 OK\r\ncontent-le"


@dataclass(slots=True)
class Host:
    """Answers every request with the next of what it was told to say."""

    answers: list[bytes]
    stays: bool = True
    heard: list[bytes] = field(default_factory=list[bytes])
    connections: int = 0
    port: int = 0

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while self.answers:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heard.append(head + await reader.readexactly(2))
            answer = self.answers.pop(0)
            writer.write(answer)
            if not self.stays or answer == CUT:
                break
        writer.close()


@asynccontextmanager
async def listening(host: Host) -> AsyncIterator[Lines]:
    async with await asyncio.start_server(host.listen, "127.0.0.1", 0) as server:
        host.port = server.sockets[0].getsockname()[1]
        lines = Lines("127.0.0.1", host.port)
        try:
            yield lines
        finally:
            await lines.close()


async def test_one_connection_serves_many_calls() -> None:
    host = Host([TAKEN, REFUSED, TAKEN])
    async with listening(host) as lines:
        statuses = [await lines.post("/told", b"{}", {"X-Signed": "yes"}) for _ in range(3)]

    assert statuses == [204, 422, 204]
    assert host.connections == 1
    assert host.heard[0].startswith(b"POST /told HTTP/1.1\r\n")
    assert b"\r\nX-Signed: yes\r\n" in host.heard[0]
    assert host.heard[0].endswith(b"\r\n\r\n{}")


async def test_a_connection_that_was_closed_meanwhile_is_replaced() -> None:
    host = Host([TAKEN, TAKEN], stays=False)
    async with listening(host) as lines:
        first = await lines.post("/told", b"{}", {})
        second = await lines.post("/told", b"{}", {})

    assert (first, second) == (204, 204)
    assert host.connections == 2


@pytest.mark.parametrize("answer", [ENDLESS, CUT])
async def test_an_answer_without_a_known_end_is_none(answer: bytes) -> None:
    async with listening(Host([answer])) as lines:
        assert await lines.post("/told", b"{}", {}) == 0


async def test_nobody_answers_with_zero() -> None:
    host = Host([TAKEN])
    async with listening(host) as lines:
        pass

    assert await lines.post("/told", b"{}", {}) == 0
