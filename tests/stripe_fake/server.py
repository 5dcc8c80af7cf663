"""A stand-in for Stripe over real HTTP, for the official SDK to talk to.

Keys, versions, idempotency and parameters are checked as Stripe checks them; what it does not know
it refuses. Its hosted page is at `/c/pay/{session}`.
"""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

import httpx
import stripe
from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from bilten_app.kit.clock import Clock
from tests.loopback import free_port, serving
from tests.stripe_fake import checkout, saved
from tests.stripe_fake.memory import Memory, Thing
from tests.stripe_fake.refusals import Refusal
from tests.stripe_fake.routes import ROUTES, Call
from tests.stripe_fake.strict import read_params

SECRET_KEY = "sk_test_fake"
WEBHOOK_SECRET = "whsec_fake"


@dataclass(slots=True)
class StripeFake:
    """One Stripe account; `down` makes every call fail as in an outage."""

    memory: Memory
    down: bool = False
    _answers: dict[str, tuple[str, JSONResponse]] = field(
        default_factory=dict[str, tuple[str, JSONResponse]]
    )
    _told: int = 0

    @property
    def origin(self) -> str:
        """The address of the API and of the hosted page."""
        return self.memory.origin

    def webhooks(self) -> list[tuple[bytes, dict[str, str]]]:
        """Return the events told since the last time, signed now, oldest first."""
        news = self.memory.events[self._told :]
        self._told = len(self.memory.events)
        return [self.signed(event) for event in news]

    def signed(self, event: Thing) -> tuple[bytes, dict[str, str]]:
        """Return the body and the headers of an event that goes out now."""
        body = json.dumps(event)
        header = stripe.WebhookSignature.generate_signature_header(
            body, WEBHOOK_SECRET, self.memory.now()
        )
        return body.encode(), {"Stripe-Signature": header, "content-type": "application/json"}

    async def deliver(self, url: str, *, attempts: int = 3) -> list[int]:
        """Post what is new to an endpoint, each until it is taken; return every answer's status."""
        statuses: list[int] = []
        async with httpx.AsyncClient(trust_env=False) as client:
            for event in self.memory.events[self._told :]:
                for _ in range(attempts):
                    body, headers = self.signed(event)
                    answer = await client.post(url, content=body, headers=headers)
                    statuses.append(answer.status_code)
                    if answer.is_success:
                        break
        self._told = len(self.memory.events)
        return statuses

    def forget_keys(self) -> None:
        """Days have passed: repeated keys are no longer known."""
        self._answers.clear()

    async def answer(self, request: Request) -> Response:
        """Answer one call of the API."""
        if self.down:
            return JSONResponse({"error": {"type": "api_error", "message": "down"}}, 503)
        body = await request.body()
        try:
            self._admit(request)
            return self._once(request, body)
        except Refusal as refusal:
            return JSONResponse(refusal.body, refusal.status)

    def _admit(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {SECRET_KEY}":
            raise Refusal("Invalid API Key provided", status=401)
        if "stripe-version" not in request.headers:
            raise Refusal("A version of the API is needed")

    def _once(self, request: Request, body: bytes) -> Response:
        """Answer a repeated key as the first time, and refuse it for anything else."""
        key = request.headers.get("idempotency-key")
        print_ = f"{request.method} {request.url.path} {body.decode(errors='replace')}"
        if key and key in self._answers:
            known, answer = self._answers[key]
            if known != print_:
                text = "Keys for idempotent requests can only be used with the same parameters."
                raise Refusal(text, kind="idempotency_error")
            return Response(answer.body, answer.status_code, {"Idempotent-Replayed": "true"})
        try:
            answer = self._do(request, body)
        except Refusal as refusal:
            if refusal.status != 402:
                raise
            answer = JSONResponse(refusal.body, refusal.status)
        if key:
            self._answers[key] = (print_, answer)
        return answer

    def _do(self, request: Request, body: bytes) -> JSONResponse:
        path, account = request.url.path, request.headers.get("stripe-account", "")
        if path == "/v1/files":
            return JSONResponse(self.memory.add("file", "file", purpose=_purpose(body)))
        for route in ROUTES:
            found = route.path.fullmatch(path)
            if found and route.method == request.method:
                encoded = request.url.query if request.method == "GET" else body.decode()
                params = read_params(route.shape, encoded)
                call = Call(found.groupdict().get("id", ""), params, account)
                shown = route.act(self.memory, call)
                if shown["object"] == "list":
                    shown["url"] = path
                return JSONResponse(self.memory.expanded(shown, params.get("expand", [])))
        raise Refusal(f"Unrecognized request URL ({request.method}: {path}).", status=404)


@asynccontextmanager
async def stripe_fake(clock: Clock) -> AsyncGenerator[StripeFake]:
    """Serve a fresh Stripe account on a loopback port."""
    port = free_port()
    fake = StripeFake(Memory(clock, f"http://127.0.0.1:{port}"))
    app = FastAPI(openapi_url=None)
    _hosted_page(app, fake.memory)
    _bank_page(app, fake.memory)
    app.add_api_route("/v1/{path:path}", fake.answer, methods=["GET", "POST"])
    async with serving(app, port):
        yield fake


def _hosted_page(app: FastAPI, memory: Memory) -> None:
    @app.get("/c/pay/{ref}")
    async def show(ref: str) -> Response:
        session = checkout.current(memory, ref)
        if session["status"] == "complete":
            return RedirectResponse(session["success_url"], 303)
        return HTMLResponse(_form(session))

    @app.post("/c/pay/{ref}")
    async def pay(
        ref: str, card: Annotated[str, Form()], answer: Annotated[str, Form()] = ""
    ) -> Response:
        if answer:
            outcome = checkout.answer_challenge(memory, ref, approved=answer == "approve")
        else:
            outcome = checkout.pay(memory, ref, card.replace(" ", ""))
        session = memory.get("checkout.session", ref)
        if outcome == "paid":
            return RedirectResponse(session["success_url"], 303)
        return HTMLResponse(f"{outcome}{_form(session, challenge=outcome == 'challenge')}")


def _bank_page(app: FastAPI, memory: Memory) -> None:
    @app.get("/c/bank/{ref}")
    async def ask(ref: str) -> Response:
        intent = memory.get("payment_intent", ref)
        return HTMLResponse(f'<form method="post">{intent["amount"]}<button name="answer">')

    @app.post("/c/bank/{ref}")
    async def answer(ref: str, answer: Annotated[str, Form()]) -> Response:
        return RedirectResponse(saved.answer_bank(memory, ref, approved=answer == "approve"), 303)


def _form(session: Thing, *, challenge: bool = False) -> str:
    if session["status"] != "open":
        return "<p>This page has expired.</p>"
    answers = '<button name="answer" value="approve">Approve</button>' if challenge else ""
    amount = f"{session['amount_total']} {session['currency']}"
    return f'<form method="post">{amount}<input name="card" value="-">{answers}</form>'


def _purpose(body: bytes) -> Any:
    return "dispute_evidence" if b"dispute_evidence" in body else "unknown"
