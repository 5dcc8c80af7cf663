"""Text messages through Twilio, or through any gateway that takes a JSON POST.

Only public addresses are called (adapters/outward.py), each answer is read to a limit, and who
fails again and again is left alone for a while. Neither knows a message again by an id of ours:
after a crash between sending and marking, a code may come twice, which is the same code.
"""

import base64
import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

import httpx
import structlog

from bilten_app.adapters.outward import Barred, ask_outward
from bilten_app.infra.breaker import Breaker
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.messages import Sms, Undeliverable

LONGEST_ANSWER = 65_536
MESSAGING_SERVICE = "MG"
# What is said of this message; all else that is refused is our own set-up.
FINAL = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
log = structlog.get_logger(__name__)


class Refused(Exception):
    """A gateway will never take this message."""


@dataclass(frozen=True, slots=True)
class Line:
    """A way to a gateway, with its breaker; `to_loopback` opens this machine, for development."""

    client: httpx.AsyncClient
    breaker: Breaker
    to_loopback: bool = False

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> None:
        """Hand something over, or raise Unavailable or Undeliverable. Nothing sent is logged."""
        if not self.breaker.admits():
            raise Unavailable
        try:
            status, _ = await ask_outward(
                self.client, "POST", url, headers=headers, body=body, most=LONGEST_ANSWER,
                to_loopback=self.to_loopback,
            )  # fmt: skip
        except (httpx.HTTPError, Barred) as error:
            self.breaker.failed()
            log.warning("the text gateway does not answer", error=type(error).__name__)
            raise Unavailable from error
        if status in FINAL:
            self.breaker.succeeded()
            raise Undeliverable from Refused(f"the text gateway answered {status}")
        if not HTTPStatus(status).is_success:
            self.breaker.failed()
            log.warning("the text gateway refuses us", status=status)
            raise Unavailable
        self.breaker.succeeded()


class TwilioSms:
    """Sends by Twilio's Messages resource, from a number or a messaging service."""

    def __init__(self, line: Line, base: str, account: str, token: str, sender: str) -> None:
        self._line = line
        self._url = f"{base.rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json"
        self._proof = base64.b64encode(f"{account}:{token}".encode()).decode()
        is_service = sender.startswith(MESSAGING_SERVICE)
        self._from = ("MessagingServiceSid" if is_service else "From", sender)

    async def send(self, sms: Sms) -> None:
        """Hand the message over."""
        headers = {
            "Authorization": f"Basic {self._proof}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = urlencode([("To", sms.to), self._from, ("Body", sms.text)])
        await self._line.post(self._url, headers, form.encode())


class HttpSms:
    """Sends by a POST of `{"id", "to", "text"}`, with a bearer token where one is set."""

    def __init__(self, line: Line, url: str, token: str = "") -> None:
        self._line = line
        self._url = url
        self._proof = {"Authorization": f"Bearer {token}"} if token else {}

    async def send(self, sms: Sms) -> None:
        """Hand the message over."""
        headers = {**self._proof, "Content-Type": "application/json"}
        body = json.dumps({"id": sms.message_id, "to": sms.to, "text": sms.text})
        await self._line.post(self._url, headers, body.encode())
