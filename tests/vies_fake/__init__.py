"""A stand-in for VIES over real HTTP, in the shapes of its REST interface.

The last digits of a number say what is answered, as in its own test service: `…100` is valid,
`…200` is not, `…300` and the next are states and services that do not answer.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from tests.loopback import free_port, serving

PROBLEMS = {
    "BAD": "INVALID_INPUT",
    "300": "SERVICE_UNAVAILABLE",
    "301": "MS_UNAVAILABLE",
    "302": "MS_MAX_CONCURRENT_REQ",
}
SILENT = {"DE", "ES"}


@dataclass(slots=True)
class ViesFake:
    """The register; `asked` is what it was asked: country, number, and who asks.

    While it is `down` no state answers; `revoked` are numbers that were valid before.
    """

    origin: str
    down: bool = False
    revoked: set[str] = field(default_factory=set[str])
    asked: list[tuple[str, str, str, str]] = field(default_factory=list[tuple[str, str, str, str]])

    async def answer(self, request: Request) -> Response:
        """Answer one inquiry."""
        told: dict[str, str] = await request.json()
        country, number = told["countryCode"], told["vatNumber"]
        requester = told.get("requesterMemberStateCode", ""), told.get("requesterNumber", "")
        self.asked.append((country, number, *requester))
        if number.endswith("html"):
            return HTMLResponse("<h1>Request rejected</h1>")
        if self.down or number.endswith("500"):
            return JSONResponse({"message": "Internal error"}, 500)
        if problem := PROBLEMS.get(number[-3:]):
            return JSONResponse({"actionSucceed": False, "errorWrappers": [{"error": problem}]})
        return JSONResponse(self._said(country, number, has_requester=any(requester)))

    def _said(self, country: str, number: str, *, has_requester: bool) -> dict[str, Any]:
        is_valid = number.endswith("100") and number not in self.revoked
        return {
            "countryCode": country,
            "vatNumber": number,
            "requestDate": "2026-06-01T12:00:00.000Z",
            "valid": is_valid,
            "requestIdentifier": f"WAPIAAAA{len(self.asked):08}" if has_requester else "",
            "name": f"Example {country}" if is_valid and country not in SILENT else "---",
            "address": "---",
        }


@asynccontextmanager
async def vies_fake() -> AsyncGenerator[ViesFake]:
    """Open the register on a port of its own."""
    port = free_port()
    fake = ViesFake(f"http://127.0.0.1:{port}")
    app = FastAPI()
    app.add_api_route("/check-vat-number", fake.answer, methods=["POST"])
    async with serving(app, port):
        yield fake
