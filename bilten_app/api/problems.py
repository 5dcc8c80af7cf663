"""Every refusal as RFC 9457 problem+json, in one place.

A program reads `code`, a person reads `detail`. What went wrong on our side never says why: the
request id in `instance` finds it in the log.
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from bilten_app.domains.apps.public import TokenRefused
from bilten_app.domains.programs.public import KeyRefused
from bilten_app.kit.errors import BiltenError, Invalid, NotFound, TooMany, Unauthenticated
from bilten_app.kit.text import best_locale, msgid, say

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/docs"
RETRY_UNAVAILABLE_S = 5
_WORD_BREAK = re.compile(r"(?<!^)(?=[A-Z])")


class Malformed(Invalid):
    """The body is not JSON."""

    status = 400
    code = "malformed"
    text = msgid("The body of this request is not JSON.")


class TooLarge(Invalid):
    """The body is longer than the API takes."""

    status = 413
    code = "too_large"
    text = msgid("The body of this request is too large.")


class WrongMethod(Invalid):
    """The address exists, but not for this method."""

    status = 405
    code = "wrong_method"
    text = msgid("This address does not take this method.")


class WrongMediaType(Invalid):
    """A body of another kind than JSON."""

    status = 415
    code = "wrong_media_type"
    text = msgid("Send JSON, and say so: Content-Type: application/json.")


class Problem(BaseModel):
    """A refusal (RFC 9457). `code` never changes its meaning; `detail` is a sentence for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/api/docs#sold_out",
                    "title": "Sold out",
                    "status": 409,
                    "detail": "Only 1 places are left. Choose fewer, or look again later.",
                    "instance": "urn:bilten:request:K7F3-Q2MA",
                    "code": "sold_out",
                    "fields": {"left": 1},
                    "problems": {},
                }
            ]
        }
    )

    type: str = Field(description="Where this kind of problem is described.")
    title: str = Field(description="What kind of problem it is, in a few words.")
    status: int = Field(description="The HTTP status, once more.")
    detail: str = Field(description="What happened and what to do, in the language asked for.")
    instance: str = Field(description="The request; support can find it by this.")
    code: str = Field(description="The machine's word for the problem.")
    fields: dict[str, str | int] = Field(description="The values that `detail` speaks of.")
    problems: dict[str, str] = Field(description="Field of the request → what to mend there.")


def problem(
    error: BiltenError, *, request_id: str, locale: str, problems: Mapping[str, str] | None = None
) -> Response:
    """Return the answer that refuses a request."""
    found = error.problems if isinstance(error, Invalid) else {}
    told = Problem(
        type=f"{DOCS}#{error.code}",
        title=title_of(type(error)),
        status=error.status,
        detail=say(error.text, locale, **error.fields),
        instance=f"urn:bilten:request:{request_id}",
        code=error.code,
        fields=error.fields,
        problems={**{name: say(text, locale) for name, text in found.items()}, **(problems or {})},
    )
    return JSONResponse(
        told.model_dump(), error.status, headers=_headers(error), media_type=MEDIA_TYPE
    )


def title_of(kind: type[BiltenError]) -> str:
    """Return the name of an error as words: SoldOut is “Sold out”."""
    return _WORD_BREAK.sub(" ", kind.__name__).capitalize()


def known_problems() -> Sequence[type[BiltenError]]:
    """Return every kind of refusal that has a code of its own, by status and code."""
    found: dict[str, type[BiltenError]] = {}
    waiting: list[type[BiltenError]] = [BiltenError]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("bilten_app.") and "code" in vars(kind):
            found.setdefault(kind.code, kind)
        waiting += kind.__subclasses__()
    return sorted(found.values(), key=lambda kind: (kind.status, kind.code))


def install(api: FastAPI) -> None:
    """Answer every refusal of this app as a problem."""
    api.add_exception_handler(BiltenError, _of_ours)
    api.add_exception_handler(RequestValidationError, _of_validation)
    api.add_exception_handler(HTTPException, _of_framework)


def answer(
    request: Request, error: BiltenError, problems: Mapping[str, str] | None = None
) -> Response:
    """Return the problem for this request, in the language it asked for."""
    request_id = str(structlog.contextvars.get_contextvars().get("correlation_id", ""))
    locale = best_locale(request.headers.get("accept-language", ""))
    return problem(error, request_id=request_id, locale=locale, problems=problems)


async def _of_ours(request: Request, error: Exception) -> Response:
    return answer(request, cast("BiltenError", error))


async def _of_validation(request: Request, error: Exception) -> Response:
    found = cast("RequestValidationError", error).errors()
    if any(item["type"] == "json_invalid" for item in found):
        return answer(request, Malformed())
    if any(item["loc"][:1] == ("path",) for item in found):
        return answer(request, NotFound())
    return answer(request, Invalid(), {_place(item): str(item["msg"]) for item in found})


async def _of_framework(request: Request, error: Exception) -> Response:
    status = cast("HTTPException", error).status_code
    kinds: dict[int, type[BiltenError]] = {
        HTTPStatus.BAD_REQUEST: Malformed,
        HTTPStatus.UNAUTHORIZED: Unauthenticated,
        HTTPStatus.NOT_FOUND: NotFound,
        HTTPStatus.METHOD_NOT_ALLOWED: WrongMethod,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: WrongMediaType,
    }
    refusal = answer(request, kinds.get(status, Invalid)())
    allowed = (cast("HTTPException", error).headers or {}).get("Allow")
    if allowed:
        refusal.headers["Allow"] = allowed
    return refusal


def _place(item: Mapping[str, Any]) -> str:
    """Return where in the request a problem is, like `lines.0.quantity`."""
    place = [str(part) for part in item["loc"]]
    return (
        ".".join(place[1:] if place[0] in {"body", "query", "header", "cookie"} else place)
        or "body"
    )


def _headers(error: BiltenError) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after_s)
    elif error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_UNAVAILABLE_S)
    elif error.status == HTTPStatus.UNAUTHORIZED:
        bad = ', error="invalid_token"' if isinstance(error, (KeyRefused, TokenRefused)) else ""
        headers["WWW-Authenticate"] = f'Bearer realm="bilten"{bad}'
    return headers
