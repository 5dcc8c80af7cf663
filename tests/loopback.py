"""A small HTTP server on a loopback port, inside this process, for the time of a test."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import h11
import httpx
from fastapi import FastAPI


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@asynccontextmanager
async def serving(app: FastAPI, port: int) -> AsyncGenerator[None]:
    """Serve `app`, one request on each connection."""
    inside = httpx.ASGITransport(app)

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        try:
            request = await _heard(connection, reader)
            answer = await inside.handle_async_request(request)
            writer.write(_said(connection, answer, await answer.aread()))
            await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", port)
    async with server:
        yield


async def _heard(connection: h11.Connection, reader: asyncio.StreamReader) -> httpx.Request:
    line: h11.Request | None = None
    body = b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65_536))
        elif isinstance(event, h11.Request):
            line = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and line:
            url = f"http://127.0.0.1{line.target.decode()}"
            headers = [(bytes(k), bytes(v)) for k, v in line.headers]
            return httpx.Request(line.method.decode(), url, headers=headers, content=body)
        else:
            raise ConnectionError("the client went away")


def _said(connection: h11.Connection, answer: httpx.Response, body: bytes) -> bytes:
    headers = [*answer.headers.raw, (b"connection", b"close")]
    parts = (
        connection.send(h11.Response(status_code=answer.status_code, headers=headers)),
        connection.send(h11.Data(data=body)) if body else b"",
        connection.send(h11.EndOfMessage()),
    )
    return b"".join(part or b"" for part in parts)
