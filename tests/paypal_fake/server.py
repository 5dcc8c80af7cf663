"""A stand-in for PayPal over real HTTP, in the shapes of its documentation: tokens, request ids,
orders, captures, refunds, disputes, the transaction report, the check of webhook signatures.
"""

import base64
import copy
import json
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from bilten_app.kit.clock import Clock
from tests.loopback import free_port, serving
from tests.paypal_fake.merchant import Merchant, Thing, known
from tests.paypal_fake.shapes import Problem

CLIENT_ID, CLIENT_SECRET = "client", "secret"


@dataclass(slots=True)
class PayPalFake:
    """One merchant's PayPal over HTTP; `down` makes every call fail as in an outage."""

    merchant: Merchant
    down: bool = False
    tokens: set[str] = field(default_factory=set[str])
    token_count: int = 0
    _kept: dict[str, Thing] = field(default_factory=dict[str, Thing])

    @property
    def origin(self) -> str:
        """The address of the API."""
        return self.merchant.origin

    async def answer(self, request: Request) -> Response:
        """Answer one call of the API."""
        if self.down:
            return JSONResponse({"name": "INTERNAL_SERVICE_ERROR"}, 503)
        body = await request.body()
        if request.url.path == "/v1/oauth2/token":
            return self._token(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return JSONResponse({"error": "invalid_token"}, 401)
        try:
            return JSONResponse(self._once(request, body))
        except Problem as problem:
            return JSONResponse(problem.body, problem.status)

    def _token(self, request: Request) -> Response:
        account = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {account}":
            return JSONResponse({"error": "invalid_client"}, 401)
        self.token_count += 1
        token = secrets.token_hex(8)
        self.tokens.add(token)
        told = {"access_token": token, "token_type": "Bearer", "expires_in": 32_400}
        return JSONResponse(told)

    def _once(self, request: Request, body: bytes) -> Thing:
        key = request.headers.get("paypal-request-id")
        kept = f"{request.url.path} {key}"
        if key and kept in self._kept:
            return self._kept[kept]
        answer = copy.deepcopy(self._do(request, body))
        if key:
            self._kept[kept] = answer
        return answer

    def _do(self, request: Request, body: bytes) -> Thing:
        method, path = request.method, request.url.path.strip("/").split("/")
        match path[:2]:
            case ["v2", _]:
                return self._payments(method, path[1:], body)
            case ["v1", "customer"]:
                return self._disputes(method, path[3:], request, body)
            case ["v1", "reporting"]:
                asked = parse_qs(request.url.query)
                return self.merchant.report({name: values[0] for name, values in asked.items()})
            case ["v1", "notifications"]:
                return self.merchant.verify(body)
        raise Problem("RESOURCE_NOT_FOUND", status=404)

    def _payments(self, method: str, path: list[str], body: bytes) -> Thing:
        shop = self.merchant
        match method, path:
            case "POST", ["checkout", "orders"]:
                return shop.create(json.loads(body))
            case "GET", ["checkout", "orders", ref]:
                return shop.order(ref)
            case "POST", ["checkout", "orders", ref, "capture"]:
                return shop.capture(shop.order(ref))
            case "GET", ["payments", "captures", ref]:
                return shop.capture_by_id(ref)
            case "POST", ["payments", "captures", ref, "refund"]:
                asked = json.loads(body)
                return shop.refund(shop.capture_by_id(ref), asked["amount"], asked.get("custom_id"))
            case "GET", ["payments", "refunds", ref]:
                return known(shop.refunds, ref)
        raise Problem("RESOURCE_NOT_FOUND", status=404)

    def _disputes(self, method: str, path: list[str], request: Request, body: bytes) -> Thing:
        match method, path:
            case "GET", []:
                (capture,) = parse_qs(request.url.query)["disputed_transaction_id"]
                return self.merchant.disputes_of(capture)
            case "GET", [ref]:
                return known(self.merchant.disputes, ref)
            case "POST", [ref, "provide-evidence"]:
                return self.merchant.take_evidence(ref, request.headers["content-type"], body)
        raise Problem("RESOURCE_NOT_FOUND", status=404)


@asynccontextmanager
async def paypal_fake(clock: Clock) -> AsyncGenerator[PayPalFake]:
    """Serve a fresh merchant's PayPal on a loopback port."""
    port = free_port()
    fake = PayPalFake(Merchant(clock, f"http://127.0.0.1:{port}"))
    app = FastAPI(openapi_url=None)
    app.add_api_route("/{path:path}", fake.answer, methods=["GET", "POST"])
    async with serving(app, port):
        yield fake
