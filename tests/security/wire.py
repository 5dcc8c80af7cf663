"""A browser's socket without a browser: Socket.IO spoken by hand, so that anything can be said."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from reflex.utils.format import format_event_handler
from reflex_base.registry import RegistrationContext
from websockets.asyncio.client import ClientConnection, connect

from bilten_app.kit.ids import new_token
from bilten_app.web import site as pages

ANSWER_WITHIN_S = 10
EVENTS_OF_A_SOCKET = 50  # a burst of 60 is taken from one
BIGGEST = 32 * 1024 * 1024
ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate"
NOTICE = "bilten_app___web___handler____notice_state"

type Delta = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Wire:
    """An open socket; `token` is what the browser keeps to find its state again."""

    socket: ClientConnection
    dial: Callable[[], Awaitable[ClientConnection]]
    token: str
    path: str = "/"
    sent: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def send(self, name: str, payload: object = None, **more: object) -> None:
        """Send one event as the compiled page would, or as nobody should."""
        event = {
            "name": name,
            "payload": {} if payload is None else payload,
            "router_data": {"pathname": self.path, "asPath": self.path, "query": {}},
            "token": self.token,
            **more,
        }
        await self.say("event", event)

    async def say(self, kind: str, *data: object) -> None:
        """Emit a Socket.IO event."""
        await self.socket.send(f"42/_event,{json.dumps([kind, *data])}")

    async def settle(self) -> Delta:
        """Wait until everything sent before is done; return the whole state."""
        await self.send(HYDRATE)
        while True:
            update = await self.hear()
            if "is_hydrated_rx_state_" in (update.get("delta") or {}).get(ROOT, {}):
                return update["delta"]

    async def pace(self) -> None:
        """Stay below what is taken from one socket: go on with another one in time."""
        self.sent += 1
        if self.sent % EVENTS_OF_A_SOCKET == 0:
            await self.settle()
            await self.socket.close()
            self.socket = await self.dial()

    async def ask(self, name: str, payload: object = None, **more: object) -> Delta:
        """Send one event and return the whole state afterwards."""
        await self.send(name, payload, **more)
        return await self.settle()

    async def open(self, path: str, state: str, query: Mapping[str, str] | None = None) -> Delta:
        """Go to a page as its script does; return the whole state once it is loaded."""
        self.path = path
        asked = "&".join(f"{name}={value}" for name, value in (query or {}).items())
        routed = {"pathname": path, "asPath": f"{path}?{asked}" if asked else path}
        routed["query"] = dict(query or {})  # pyright: ignore[reportArgumentType]
        return await self.ask(event_name(state, "open"), router_data=routed)

    async def hear(self) -> dict[str, Any]:
        """Return the next update, answering pings on the way."""
        while True:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                frame = str(await self.socket.recv())
            if frame == "2":
                await self.socket.send("3")
            elif frame.startswith("42/_event,"):
                kind, *data = json.loads(frame.removeprefix("42/_event,"))
                if kind == "event":
                    self.heard.append(data[0])
                    return data[0]


@asynccontextmanager
async def a_wire(
    origin: str,
    *,
    token: str | None = None,
    cookie: str = "",
    headers: Mapping[str, str] | None = None,
    path: str = "/",
) -> AsyncGenerator[Wire]:
    """Open a socket as the page at `path` does."""
    token = token or new_token()
    address = f"{origin.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={token}"
    sent = {"Origin": origin, **({"Cookie": cookie} if cookie else {}), **(headers or {})}

    async def dial() -> ClientConnection:
        socket = await connect(
            address, additional_headers=sent, max_size=BIGGEST, proxy=None, close_timeout=1
        )
        try:
            assert str(await socket.recv()).startswith("0")
            await socket.send("40/_event,")
            while not str(await socket.recv()).startswith("40/_event,"):
                continue
        except BaseException:
            await socket.close()
            raise
        return socket

    wire = Wire(await dial(), dial, token, path)
    try:
        yield wire
    finally:
        await wire.socket.close()


def event_name(state: str, handler: str) -> str:
    """Return the name by which a browser calls a handler of one of our states."""
    found = [
        name
        for name, known in RegistrationContext.get().event_handlers.items()
        if known.states[0].__name__ == state and name.endswith(f".{handler}")
    ]
    assert len(found) == 1, found
    return found[0]


def owner_of(name: str) -> str:
    """Return the name of the state that a handler belongs to."""
    return RegistrationContext.get().event_handlers[name].states[0].__name__


def our_handlers() -> dict[str, list[str]]:
    """Return every handler of our own by its name, with the names of what the browser sends."""
    assert pages.PAGES
    known = RegistrationContext.get().event_handlers
    return {
        format_event_handler(each.handler): list(each.handler._parameters)[1:]
        for name, each in known.items()
        if each.states[0].__module__.startswith("bilten_app.") and not name.endswith(".setvar")
    }


def told(state: Delta) -> str:
    """Return the sentence that the frame shows."""
    return next(
        (str(v["text_rx_state_"]) for name, v in state.items() if name.endswith(NOTICE)), ""
    )
