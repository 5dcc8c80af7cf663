"""How a request goes out and comes back: keys, patience, and problems as exceptions."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpx
from pydantic import BaseModel

from bilten_client.errors import NoAnswer, Refused

LONGEST_WAIT_S = 60.0


class Transport:
    """A connection to one Bilten, with the key of one program. Use it as a context manager.

    What was refused for now (429, 503) is sent again when `Retry-After` says, and what got no
    answer after a growing pause, `retries` times at most; never a request that would then be done
    twice. `key` is an API key, an app's access token, or a scanner's token.
    """

    def __init__(
        self,
        key: str = "",
        *,
        origin: str,
        retries: int = 4,
        timeout_s: float = 30.0,
        locale: str = "en",
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Accept-Language": locale, "User-Agent": "bilten-client"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(
            base_url=f"{origin.rstrip('/')}/api", headers=headers, timeout=timeout_s,
            transport=transport, trust_env=False,
        )  # fmt: skip
        self._retries = retries
        self._sleep = sleep
        self.is_test = key.startswith("blt_test_")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the connections back."""
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """Return any answer as it comes: for `fields=` and for what this version does not know."""
        return json.loads(self._send("GET", path, query=query))

    def _ask[M: BaseModel](self, shape: type[M], method: str, path: str, **asked: Any) -> M:
        return shape.model_validate_json(self._send(method, path, **asked))

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: BaseModel | None = None,
        once: str | None = None,
        has_key: bool = False,
    ) -> bytes:
        """Send a request as often as it takes, and return the body of the answer.

        One that `has_key` names itself, by `once` or by chance, so that it is done once however
        often it is sent. Raises Refused, NoAnswer.
        """
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        if has_key:
            sent["Idempotency-Key"] = once or secrets.token_urlsafe(24)
        content = None
        if body is not None:
            content = body.model_dump_json(exclude_unset=True, by_alias=True)
            sent["Content-Type"] = "application/json"
        params = {name: _said(value) for name, value in (query or {}).items() if value is not None}
        is_safe = has_key or method in {"GET", "PUT", "DELETE"}
        for attempt in range(self._retries + 1):
            is_last = attempt == self._retries
            try:
                answer = self._http.request(
                    method, path, params=params, headers=sent, content=content
                )
            except httpx.TransportError as error:
                if is_last or not is_safe:
                    raise NoAnswer(f"{method} {path}: {error}") from error
                self._sleep(_pause(attempt))
                continue
            if answer.is_success:
                return answer.content
            refused = _refused(answer)
            if is_last or not _may_go_again(answer.status_code, is_safe=is_safe):
                raise refused
            self._sleep(_pause(attempt) if refused.retry_after_s is None else refused.retry_after_s)
        raise AssertionError("the last attempt returns or raises")


def _may_go_again(status: int, *, is_safe: bool) -> bool:
    """Whether a refused request may be sent again; at 429 nothing of it was done."""
    return status == httpx.codes.TOO_MANY_REQUESTS or (
        is_safe and status == httpx.codes.SERVICE_UNAVAILABLE
    )


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _pause(attempt: int) -> float:
    """Return how long to wait, in seconds: longer each time, and not all at once."""
    return min(2.0**attempt * (25 + secrets.randbelow(26)) / 100, LONGEST_WAIT_S)


def _refused(answer: httpx.Response) -> Refused:
    try:
        told = answer.json()
    except ValueError:
        told = {"title": answer.reason_phrase}
    return Refused(
        answer.status_code,
        told if isinstance(told, dict) else {},
        _seconds(answer.headers.get("Retry-After")),
    )


def _seconds(told: str | None) -> float | None:
    """Read `Retry-After`: seconds, or a date."""
    if told is None:
        return None
    try:
        wait = float(told)
    except ValueError:
        try:
            wait = parsedate_to_datetime(told).timestamp() - time.time()
        except ValueError:
            return None
    return min(max(wait, 0.0), LONGEST_WAIT_S)
