"""The API as an application: routers, OpenAPI, problems, and its own reference page."""

import json
from collections import OrderedDict
from functools import cache
from typing import Any
from uuid import UUID

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, Response

from bilten_app.api import health, oauth, problems, webhooks
from bilten_app.api.answers import LONGEST, Answers
from bilten_app.api.deps import caller
from bilten_app.api.envelope import V1, Envelope
from bilten_app.api.reference import reference_page, trying_script
from bilten_app.api.shapes import PROBLEMS
from bilten_app.api.v1 import (
    apps,
    batch,
    box_office,
    cards,
    catalog,
    demand,
    keys,
    me,
    order_changes,
    order_imports,
    orders,
    organizer,
    organizer_changes,
    organizer_refunds,
    organizer_webhooks,
    resale,
    scanning,
    seats,
    tickets,
    waiting_list,
    waiting_room,
)
from bilten_app.infra.runtime import Runtime

PARTS = (
    catalog, seats, orders, cards, tickets, resale, waiting_room, waiting_list, scanning, organizer,
    organizer_refunds, organizer_changes, order_changes, box_office, order_imports, demand,
    keys, apps, organizer_webhooks, me, webhooks, batch,
)  # fmt: skip
TITLE, VERSION = "Bilten", "1"
ABOUT = """\
Find events, hold places, buy tickets, scan them at the door.

* Refusals are `application/problem+json` (RFC 9457); a `code` never changes its meaning.
* Requests that move places or money carry an `Idempotency-Key`: sent again, they are done once.
* Amounts are whole numbers of the currency's smallest unit. Instants are ISO 8601 in UTC.
* Long lists come in pages: pass `next_cursor` on as `cursor`.
* Every GET takes `fields=code,lines.quantity`: the answer has only those.
* Orders and tickets take `expand=event`: what belongs to them comes along in `expanded`.
* Every GET carries an `ETag`: sent back as `If-None-Match`, what did not change is a 304.
* `POST /v1/batch` asks for twenty things at once.
* A program sends `Authorization: Bearer blt_…`, a key from the organization's page for developers.
* A key that begins with `blt_test_` sees tests only: all is as always, but no money moves.
* Python programs have a client, `clients/python`: typed, patient, done once.
* An app that people let in sends an access token; see `/.well-known/oauth-authorization-server`.
* Each key has a pace: `RateLimit` says what is left of it, `Retry-After` when to go on.
* What goes away says so in `Deprecation`, `Sunset` and `Link`, half a year before at least.
* Every answer names its request in `X-Request-Id`.
"""
TAGS = [
    {"name": "Catalog", "description": "Public events. Answers carry an `ETag`."},
    {"name": "Orders", "description": "Hold places, place an order, pay."},
    {"name": "Tickets", "description": "What a paid order gives."},
    {"name": "Resale", "description": "Tickets that their holders sell on."},
    {"name": "Waiting", "description": "The room in front of a sale, the list behind a full one."},
    {"name": "You", "description": "Of who is signed in: for people, never for programs."},
    {"name": "Scanner", "description": "For devices at the door (spec/scan-verdict.md)."},
    {"name": "Organizer", "description": "For members of an organization, and for its programs."},
    {"name": "Webhooks", "description": "For payment gateways."},
    {"name": "Batch", "description": "Read many things at once."},
]


FIELDS = {
    "name": "fields",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "maxLength": LONGEST, "examples": ["title,venue.city"]},
    "description": "The answer shows only these.",
}


def create_api(rt: Runtime) -> FastAPI:
    """Return the application that has the API at `/api`; the roof adds the pages beside it.

    The API is an application of its own inside, so that its refusals are problems and those of the
    pages stay pages.
    """
    host = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    host.state.inside = _api()
    host.mount("/api", host.state.inside)
    host.include_router(health.router)
    host.include_router(oauth.router)
    move_in(host, rt)
    return host


def move_in(host: FastAPI, rt: Runtime) -> None:
    """Let an application serve a runtime, and forget what it knew of another."""
    inside: FastAPI = host.state.inside
    inside.state.rt = host.state.rt = rt
    inside.state.event_ids = OrderedDict[str, tuple[UUID, UUID]]()


@cache
def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API; `docs/openapi.json` is a copy."""
    return _api().openapi()


def _api() -> FastAPI:
    api = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        root_path_in_servers=False,
        generate_unique_id_function=lambda route: route.name,
    )
    for part in PARTS:  # one level deep: each more is another search for every request
        api.include_router(
            part.router, prefix=V1, responses=PROBLEMS, dependencies=[Depends(caller)]
        )
    api.add_api_route("/docs", _docs, include_in_schema=False, response_class=HTMLResponse)
    api.add_api_route("/try.js", _script, include_in_schema=False)
    api.openapi = lambda: _document(api)
    problems.install(api)
    api.add_middleware(Answers)
    api.add_middleware(Envelope)
    return api


async def _docs() -> HTMLResponse:
    return HTMLResponse(_reference(), headers={"Cache-Control": "public, max-age=300"})


async def _script() -> Response:
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(_trying(), media_type="text/javascript", headers=headers)


@cache
def _trying() -> str:
    return trying_script()


@cache
def _reference() -> str:
    return reference_page(openapi_document(), problems.known_problems())


def _document(api: FastAPI) -> dict[str, Any]:
    if api.openapi_schema is None:
        document = get_openapi(
            title=TITLE,
            version=VERSION,
            description=ABOUT,
            tags=TAGS,
            servers=[{"url": "/api"}],
            routes=api.routes,
        )
        schemas = document["components"]["schemas"]
        schemas["Problem"] = problems.Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for path in document["paths"].values():
            for method, operation in path.items():
                operation["responses"].pop("422", None)
                if method == "get":
                    _tell_shapes(operation)
        api.openapi_schema = document
    return api.openapi_schema


def _tell_shapes(operation: dict[str, Any]) -> None:
    """Say what `Answers` adds to each GET of JSON."""
    if "application/json" not in operation["responses"]["200"].get("content", {}):
        return
    operation["parameters"] = [*operation.get("parameters", ()), FIELDS]
    operation["responses"]["304"] = {"description": "The answer is still `If-None-Match`."}


if __name__ == "__main__":
    print(json.dumps(openapi_document(), indent=2, ensure_ascii=False))  # noqa: T201 - a command
