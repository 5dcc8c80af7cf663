"""Calls to providers: briefly, so much, and none to one that has failed again and again."""

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import httpx

from bilten_app.adapters.outward import Barred, ask_outward, read_at_most
from bilten_app.infra.breaker import Breaker
from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.hooks import HookTrouble
from bilten_app.ports.signin import NotVouched, Registration

PATIENCE_S = 8.0
MOST_READ = 262_144
AGENT = "Bilten-SignIn/1"
# Breakers are kept for so many providers; organizations name their own.
MOST_KNOWN = 1_000


class Caller:
    """Asks for JSON. `to_loopback` lets strangers name this machine itself, for development."""

    def __init__(
        self,
        outside: httpx.AsyncClient,
        inside: httpx.AsyncClient,
        clock: Clock,
        *,
        to_loopback: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._outside = outside
        self._inside = inside
        self._clock = clock
        self._to_loopback = to_loopback
        self._patience_s = patience_s
        self._breakers: dict[str, Breaker] = {}

    async def json(
        self,
        registration: Registration,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: str = "",
    ) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the object that came back. Raises Unavailable or NotVouched."""
        breaker = self._breaker(registration.name)
        if not breaker.admits():
            raise Unavailable
        try:
            async with asyncio.timeout(self._patience_s):
                status, said = await self._asked(registration, method, url, headers or {}, body)
        except Barred as error:
            if error.trouble is HookTrouble.unknown_name:
                breaker.failed()
                raise Unavailable from error
            raise NotVouched(f"{url} is not called: {error.trouble}") from error
        except (TimeoutError, httpx.HTTPError) as error:
            breaker.failed()
            raise Unavailable from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            breaker.failed()
            raise Unavailable
        breaker.succeeded()
        return status, _object(url, said)

    async def _asked(
        self,
        registration: Registration,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: str,
    ) -> tuple[int, bytes]:
        told = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        told["User-Agent"], said = AGENT, body.encode()
        if not registration.is_ours:
            return await ask_outward(
                self._outside, method, url, headers=told, body=said, most=MOST_READ,
                to_loopback=self._to_loopback,
            )  # fmt: skip
        request = self._inside.build_request(method, url, headers=told, content=said or None)
        answer = await self._inside.send(request, stream=True, follow_redirects=False)
        return answer.status_code, await read_at_most(answer, MOST_READ)

    def _breaker(self, name: str) -> Breaker:
        breaker = self._breakers.pop(name, None) or Breaker(self._clock)
        while len(self._breakers) >= MOST_KNOWN:
            self._breakers.pop(next(iter(self._breakers)))
        self._breakers[name] = breaker
        return breaker


def _object(url: str, said: bytes) -> Mapping[str, Any]:
    try:
        told: object = json.loads(said)
    except ValueError as error:
        raise NotVouched(f"{url} answered no JSON") from error
    if not isinstance(told, dict):
        raise NotVouched(f"{url} answered no object")
    return cast("Mapping[str, Any]", told)
