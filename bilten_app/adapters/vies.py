"""The VAT register of the European Union (VIES), over its REST interface.

It forwards each question to the state that gave the number, and often that state does not answer:
then nobody knows, which is not the same as no.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx
import structlog

from bilten_app.infra.breaker import Breaker
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.vat import VatAnswer

PATIENCE_S = 8
# VIES names Greece as its numbers do.
PREFIXES = {"GR": "EL"}
NOT_A_NUMBER = "INVALID_INPUT"
log = structlog.get_logger(__name__)


class ViesRegister:
    """Asks VIES, and leaves it alone for a while when it fails again and again.

    `requester` is our own VAT id: with it VIES numbers each inquiry, which proves that we asked.
    """

    def __init__(self, client: httpx.AsyncClient, breaker: Breaker, requester: str = "") -> None:
        self._client = client
        self._breaker = breaker
        self._requester = requester

    async def check(self, country: str, number: str) -> VatAnswer:
        """Return what the register says of a number, or raise Unavailable."""
        if not self._breaker.admits():
            raise Unavailable
        try:
            answer = _understood(await self._asked(country, number))
        except Unavailable:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return answer

    async def _asked(self, country: str, number: str) -> Mapping[str, Any]:
        wanted = {"countryCode": PREFIXES.get(country, country), "vatNumber": number}
        if self._requester:
            wanted["requesterMemberStateCode"] = self._requester[:2]
            wanted["requesterNumber"] = self._requester[2:]
        try:
            answer = await self._client.post("/check-vat-number", json=wanted)
            told: Mapping[str, Any] | list[Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable from error
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(told, Mapping):
            raise Unavailable
        return told


def open_client(api_base: str) -> httpx.AsyncClient:
    """Return a client that waits PATIENCE_S for an answer."""
    return httpx.AsyncClient(base_url=api_base, timeout=PATIENCE_S)


def _understood(told: Mapping[str, Any]) -> VatAnswer:
    problems = [str(one.get("error")) for one in told.get("errorWrappers") or ()]
    if NOT_A_NUMBER in problems:
        return VatAnswer(is_valid=False)
    if problems or not isinstance(told.get("valid"), bool):
        log.warning("the VAT register did not answer", problems=problems)
        raise Unavailable
    return VatAnswer(
        is_valid=told["valid"],
        company=_known(told.get("name")),
        evidence=_known(told.get("requestIdentifier")),
    )


def _known(word: object) -> str:
    """Return what a state tells; some tell nothing, and say so with dashes."""
    words = str(word or "").strip()
    return "" if set(words) <= {"-"} else words
