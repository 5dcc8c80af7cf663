"""Keeps barred networks out, before anything is done for them, and counts who is refused."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bilten_app.domains.perimeter.public import Barred
from bilten_app.domains.perimeter.service import Watch
from bilten_app.kit.addresses import caller_address
from bilten_app.kit.text import best_locale, say

# Asked by the machines around us, from addresses that a rule may cover.
ALWAYS_OPEN = "/health/"
CUT = 4403  # how a connection of a page is closed
# What a stranger tries out is answered like this; a page's own refusals are sentences with a 200.
REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})


class Barrier:
    """An ASGI wrapper around the API, the documents and the pages."""

    def __init__(self, app: ASGIApp, watch: Watch, *, proxies: int) -> None:
        self._app = app
        self._watch = watch
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn barred networks away; note what the others are refused."""
        headers = Headers(scope=scope)
        peer = scope.get("client")
        address = caller_address(
            headers.getlist("x-forwarded-for"), peer[0] if peer else "", self._proxies
        )
        if self._watch.is_barred(address) and not scope["path"].startswith(ALWAYS_OPEN):
            await _turn_away(scope, receive, send, headers)
            return
        if scope["type"] == "websocket":
            socket = _Socket(receive, send, partial(self._watch.is_barred, address))
            await self._app(scope, socket.receive, socket.send)
            return
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, receive, noting)
        if status in REFUSALS:
            await self._watch.refused(address)


class _Socket:
    """An open connection of a page: what comes in after its network was barred ends it."""

    def __init__(self, receive: Receive, send: Send, is_barred: Callable[[], bool]) -> None:
        self._receive = receive
        self._send = send
        self._is_barred = is_barred
        self._is_cut = False

    async def receive(self) -> Message:
        """Return what the browser says, or that it has gone."""
        message = await self._receive()
        if message["type"] == "websocket.receive" and self._is_barred():
            self._is_cut = True
            await self._send({"type": "websocket.close", "code": CUT})
            return {"type": "websocket.disconnect", "code": CUT}
        return message

    async def send(self, message: Message) -> None:
        """Tell the browser, unless it was cut off."""
        if not self._is_cut:
            await self._send(message)


async def _turn_away(scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": CUT})
        return
    words = say(Barred.text, best_locale(headers.get("accept-language", "")))
    answer = PlainTextResponse(words, Barred.status, {"cache-control": "no-store"})
    await answer(scope, receive, send)
