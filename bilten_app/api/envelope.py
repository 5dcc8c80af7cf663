"""What surrounds every request to the API: its id, the limit of its body, and the last resort."""

import time
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bilten_app.api.aging import headers_of, is_aging
from bilten_app.api.problems import TooLarge, problem
from bilten_app.domains.programs import service as programs
from bilten_app.domains.programs.public import Use
from bilten_app.infra.log import correlated
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.text import best_locale
from bilten_app.ports.limits import Allowance

MOST_BYTES = 1_048_576
REQUEST_ID = "x-request-id"
V1 = "/v1"
WINDOW_S = 60
# Where `deps` writes down which program it found, and what whoever asks may still ask.
PROGRAM, ALLOWANCE = "bilten.program", "bilten.allowance"

log = structlog.get_logger(__name__)


class Envelope:
    """Gives each request an id, and turns what nobody expected into a problem without a reason."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; nothing but a broken connection leaves this place."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        with correlated() as request_id:
            reply = _Reply(scope, send, request_id)
            headers = Headers(scope=scope)
            length = headers.get("content-length", "0")
            if length.isdigit() and int(length) > MOST_BYTES:
                await _refuse(scope, receive, reply, TooLarge(), request_id)
                return
            try:
                await self._app(scope, _limited(receive), reply)
            except Exception:
                if reply.has_started:
                    raise
                log.exception("an API request failed", path=scope["path"])
                await _refuse(scope, receive, reply, BiltenError(), request_id)
            if PROGRAM in scope:
                _count(scope, reply.status, request_id, time.perf_counter() - began)


class _Reply:
    """Sends the answer with the id of its request, and with what its caller may still ask."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self._scope = scope
        self._send = send
        self._request_id = request_id
        self.has_started = False
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started, self.status = True, message["status"]
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self._request_id
            if told := cast("tuple[str, Allowance] | None", self._scope.get(ALLOWANCE)):
                policy, allowed = told
                headers["RateLimit-Policy"] = f'"{policy}";q={allowed.limit};w={WINDOW_S}'
                left = max(allowed.left, 0)
                headers["RateLimit"] = f'"{policy}";r={left};t={allowed.resets_in_s}'
            headers.update(headers_of(self._scope.get("route")))
        await self._send(message)


def _count(scope: Scope, status: int, request_id: str, took_s: float) -> None:
    """Let a program's request be counted: by the pattern of its route, which holds no secret."""
    rt = cast("Runtime", scope["app"].state.rt)
    route = cast("Any", scope.get("route"))
    use = Use(
        program_id=cast("UUID", scope[PROGRAM]),
        at=rt.clock.now(),
        method=scope["method"],
        route=V1 + getattr(route, "path", ""),
        status=status,
        took_ms=round(took_s * 1000),
        request_id=request_id,
        is_aging=is_aging(route),
    )
    rt.soon(programs.note_uses, use)


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that did not say how long it is and does not end."""
    seen = 0

    async def take() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return take


async def _refuse(
    scope: Scope, receive: Receive, send: Send, error: BiltenError, request_id: str
) -> None:
    locale = best_locale(Headers(scope=scope).get("accept-language", ""))
    await problem(error, request_id=request_id, locale=locale)(scope, receive, send)
