"""Reading many things at once: each is asked as if it had come alone."""

import json
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import Headers
from starlette.types import Message

from bilten_app.api.problems import answer
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.text import msgid

router = APIRouter(tags=["Batch"])

MOST = 20
# What says who asks; each request shows it again.
KEPT = ("type", "asgi", "http_version", "server", "client", "scheme")
SHOWN = frozenset({b"authorization", b"cookie", b"accept-language", b"x-forwarded-for"})


class NotForBatch(BiltenError):
    """What was asked for is a file, which has no place among answers in JSON."""

    status = 406
    code = "not_for_a_batch"
    text = msgid("This is a file. Please ask for it alone.")


class Read(BaseModel):
    """One thing to read."""

    path: str = Field(
        max_length=2000, pattern=r"^/v1/[\x21-\x7e]*$", examples=["/v1/events?size=2"]
    )


class BatchIn(BaseModel):
    """Things to read."""

    model_config = ConfigDict(extra="forbid")

    requests: list[Read] = Field(min_length=1, max_length=MOST)


class ReadOut(BaseModel):
    """How one was answered; `body` is a problem when it was refused."""

    status: int
    body: Any


class BatchOut(BaseModel):
    """The answers, in the order of the requests."""

    answers: list[ReadOut]


@router.post("/batch", summary="Read many things at once")
async def read_many(request: Request, asked: BatchIn) -> BatchOut:
    """Answer up to twenty GETs of this API, one after the other, each with its own status.

    Every one counts as a request and needs what it would need alone. Files, like a calendar's or a
    PDF, are refused with a 406.
    """
    return BatchOut(answers=[await _read(request, each.path) for each in asked.requests])


async def _read(request: Request, path: str) -> ReadOut:
    parts = urlsplit(path)
    root = request.scope.get("root_path", "")
    scope = {
        **{name: request.scope[name] for name in KEPT},
        "method": "GET",
        "root_path": root,
        "path": root + parts.path,
        "raw_path": (root + parts.path).encode(),
        "query_string": parts.query.encode(),
        "headers": [(name, value) for name, value in request.scope["headers"] if name in SHOWN],
        "state": {},
    }  # fmt: skip
    status, body, is_json = 0, b"", True

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, body, is_json
        if message["type"] == "http.response.start":
            status = message["status"]
            is_json = "json" in Headers(raw=message["headers"]).get("content-type", "json")
        elif is_json:
            body += message.get("body", b"")

    await request.app(scope, receive, send)
    if not is_json:
        refusal = answer(request, NotForBatch())
        status, body = refusal.status_code, bytes(refusal.body)
    return ReadOut(status=status, body=json.loads(body) if body else None)
