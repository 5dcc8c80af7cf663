"""What every answer to a GET can do: show some of its fields, be known again, and be small.

The routes know nothing of it: their JSON is held back here until it is whole, which it soon is,
since every list comes in pages.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bilten_app.api.problems import problem
from bilten_app.api.tags import is_known, tag_of
from bilten_app.infra.log import correlation_id
from bilten_app.infra.packing import coding_of, packed
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import best_locale, msgid

JSON, CURSOR = b"application/json", "next_cursor"
MOST_FIELDS, LONGEST = 40, 1000
WORTH_PACKING = 1400
NO_SUCH_FIELD = msgid("This answer has no such field.")
TOO_MANY = msgid("Name 40 fields at most.")

type Wanted = dict[str, "Wanted"]


class UnknownFields(Invalid):
    """`fields` names what the answer has not."""

    code = "unknown_fields"


class Answers:
    """An ASGI layer between the envelope and the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET in the shape that was asked for; leave everything else alone."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        held = _Held(send)
        await self._app(scope, receive, held)
        if held.start is None:
            return
        headers = Headers(scope=scope)
        try:
            start, body = shaped(held.start, held.body, _asked(scope), headers)
        except UnknownFields as refusal:
            locale = best_locale(headers.get("accept-language", ""))
            answer = problem(refusal, request_id=correlation_id(), locale=locale)
            await answer(scope, receive, send)
            return
        await send(start)
        await send({"type": "http.response.body", "body": body})


class _Held:
    """Keeps an answer of JSON back, and lets every other one pass."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_json(message):
            self.start = message
        elif self.start is None:
            await self._send(message)
        else:
            self.body += message.get("body", b"")


def shaped(
    start: Message, body: bytes, wanted: Wanted, asked: Mapping[str, str]
) -> tuple[Message, bytes]:
    """Return an answer with its tag, with the fields that are wanted, packed where it is worth it.

    Raises UnknownFields.
    """
    headers = MutableHeaders(raw=list(start["headers"]))
    if wanted:
        body = json.dumps(
            picked(json.loads(body), wanted), ensure_ascii=False, separators=(",", ":")
        ).encode()
    if wanted or "etag" not in headers:
        headers["ETag"] = f"W/{tag_of(body)}"
    headers.setdefault("Cache-Control", "private, no-cache")
    headers.add_vary_header("Accept-Encoding")
    status = start["status"]
    if is_known(headers["ETag"], asked.get("if-none-match", "")):
        status, body = HTTPStatus.NOT_MODIFIED, b""
        del headers["Content-Type"]
    elif len(body) >= WORTH_PACKING and (coding := coding_of(asked.get("accept-encoding", ""))):
        body = packed(body, coding)
        headers["Content-Encoding"] = coding
    if status == HTTPStatus.NOT_MODIFIED:
        del headers["Content-Length"]
    else:
        headers["Content-Length"] = str(len(body))
    return {**start, "status": int(status), "headers": headers.raw}, body


def wanted_fields(typed: Sequence[str]) -> Wanted:
    """Read `code,event.title` as a tree; raise UnknownFields when it is too much."""
    names = [name for each in typed for name in each.split(",") if name.strip()]
    if len(names) > MOST_FIELDS or sum(map(len, names)) > LONGEST:
        raise UnknownFields({"fields": TOO_MANY})
    tree: Wanted = {}
    for name in names:
        place = tree
        for part in name.strip().split("."):
            place = place.setdefault(part, {})
    return tree


def picked(shown: Any, wanted: Wanted) -> Any:
    """Return the fields that are wanted; where a list goes on is always among them.

    Raises UnknownFields for one that is not there.
    """
    if wanted and isinstance(shown, dict) and CURSOR in shown:
        return _some(shown, {**wanted, CURSOR: {}})
    return _some(shown, wanted)


def _some(shown: Any, wanted: Wanted) -> Any:
    if not wanted or shown is None:
        return shown
    if isinstance(shown, list):
        return [_some(each, wanted) for each in shown]
    if not isinstance(shown, dict) or not wanted.keys() <= shown.keys():
        raise UnknownFields({"fields": NO_SUCH_FIELD})
    return {name: _some(shown[name], within) for name, within in wanted.items()}


def _asked(scope: Scope) -> Wanted:
    query = scope.get("query_string", b"")
    if b"fields=" not in query:
        return {}
    return wanted_fields(parse_qs(query.decode("latin-1")).get("fields", []))


def _is_json(start: Message) -> bool:
    kinds = (value for name, value in start["headers"] if name == b"content-type")
    return start["status"] == HTTPStatus.OK and next(kinds, b"").startswith(JSON)
