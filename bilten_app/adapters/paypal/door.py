"""The way to PayPal: one HTTP client, its token, and what its refusals mean to us."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import structlog

from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import NotFound, Unavailable

LIVE = "https://api-m.paypal.com"
PATIENCE_S = 10
SPARE = timedelta(minutes=1)
log = structlog.get_logger(__name__)

type Json = Mapping[str, Any]


class PayPalRefused(Exception):
    """PayPal understood and said no; `issue` is its word for why."""

    def __init__(self, issue: str) -> None:
        super().__init__(issue)
        self.issue = issue


class Door:
    """Calls PayPal with a token that is fetched when needed and kept while it is good."""

    def __init__(
        self, client: httpx.AsyncClient, client_id: str, client_secret: str, clock: Clock
    ) -> None:
        self._client = client
        self._account = httpx.BasicAuth(client_id, client_secret)
        self._clock = clock
        self._fetching = asyncio.Lock()
        self._token, self._good_until = "", datetime.min.replace(tzinfo=clock.now().tzinfo)

    async def get(self, path: str, **query: Any) -> Json:
        """Ask for something. Raises NotFound, Unavailable, PayPalRefused."""
        return await self._call("GET", path, params=query)

    async def post(self, path: str, body: Json | bytes, *, key: str = "") -> Json:
        """Send JSON, with an idempotency key when it changes something."""
        headers = {"Prefer": "return=representation", "Content-Type": "application/json"}
        if key:
            headers["PayPal-Request-Id"] = key
        if isinstance(body, bytes):
            return await self._call("POST", path, content=body, headers=headers)
        return await self._call("POST", path, json=body, headers=headers)

    async def upload(self, path: str, files: Mapping[str, tuple[str, bytes, str]]) -> Json:
        """Send a form with files: name to (file name, content, type)."""
        return await self._call("POST", path, files=files)

    async def _call(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **rest: Any
    ) -> Json:
        token = await self._fresh_token()
        answer = await self._send(method, path, token, headers, rest)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            self._good_until = self._clock.now()
            answer = await self._send(method, path, await self._fresh_token(), headers, rest)
        return _understood(answer)

    async def _send(
        self,
        method: str,
        path: str,
        token: str,
        headers: Mapping[str, str] | None,
        rest: dict[str, Any],
    ) -> httpx.Response:
        signed = {**(headers or {}), "Authorization": f"Bearer {token}"}
        try:
            return await self._client.request(method, path, headers=signed, **rest)
        except httpx.HTTPError as error:
            raise Unavailable from error

    async def _fresh_token(self) -> str:
        async with self._fetching:
            if self._clock.now() + SPARE < self._good_until:
                return self._token
            try:
                answer = await self._client.post(
                    "/v1/oauth2/token",
                    data={"grant_type": "client_credentials"},
                    auth=self._account,
                )
            except httpx.HTTPError as error:
                raise Unavailable from error
            told = _understood(answer)
            self._token = str(told["access_token"])
            self._good_until = self._clock.now() + timedelta(seconds=int(told["expires_in"]))
            return self._token


def open_client(api_base: str) -> httpx.AsyncClient:
    """Return a client that waits PATIENCE_S for an answer."""
    return httpx.AsyncClient(base_url=api_base or LIVE, timeout=PATIENCE_S)


def _understood(answer: httpx.Response) -> Json:
    if answer.is_success:
        return answer.json() if answer.content else {}
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        log.error("PayPal does not accept the keys", status=answer.status_code)
        raise Unavailable
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or answer.is_server_error:
        raise Unavailable
    if answer.status_code == HTTPStatus.NOT_FOUND:
        raise NotFound
    raise PayPalRefused(_issue(answer))


def _issue(answer: httpx.Response) -> str:
    """Return PayPal's word for a refusal, like ORDER_NOT_APPROVED."""
    try:
        told: Any = answer.json()
    except ValueError:
        return "UNREADABLE"
    details: list[Json] = told.get("details", [])
    issues = [str(detail["issue"]) for detail in details if "issue" in detail]
    return issues[0] if issues else str(told.get("name"))
