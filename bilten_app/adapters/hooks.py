"""Webhooks over HTTP: to public addresses only, for so long and so much (docs/adr/0018)."""

import asyncio
import ssl
import time
from collections.abc import Mapping

import httpx

from bilten_app.adapters.outward import PATIENCE_S, Barred, ask_outward
from bilten_app.ports.hooks import HookAnswer, HookTrouble

MOST_READ = 2048
AGENT = "Bilten-Webhooks/1"


class HttpHooks:
    """Posts to what strangers named. `to_loopback` opens this machine itself, for development."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        to_loopback: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._client = client
        self._to_loopback = to_loopback
        self._patience_s = patience_s

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HookAnswer:
        """Post and return what came of it; the patience covers the name, call and answer."""
        began = time.monotonic()
        status, said, trouble = None, b"", None
        try:
            async with asyncio.timeout(self._patience_s):
                status, said = await ask_outward(
                    self._client, "POST", url, headers={**headers, "User-Agent": AGENT},
                    body=body, most=MOST_READ, to_loopback=self._to_loopback,
                )  # fmt: skip
        except Barred as error:
            trouble = error.trouble
        except (TimeoutError, httpx.TimeoutException):
            trouble = HookTrouble.timeout
        except httpx.HTTPError as error:
            trouble = _trouble_of(error)
        took_ms = round((time.monotonic() - began) * 1000)
        told = said.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
        return HookAnswer(status, told, took_ms, trouble)


def _trouble_of(error: httpx.HTTPError) -> HookTrouble:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return HookTrouble.bad_certificate
        cause = cause.__cause__ or cause.__context__
    return HookTrouble.unreachable
