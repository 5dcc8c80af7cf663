"""Text messages over HTTP, to a gateway that listens on loopback."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from bilten_app.adapters.sms import HttpSms, Line, TwilioSms
from bilten_app.infra.breaker import Breaker
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.messages import Sms, SmsSender, Undeliverable
from tests.loopback import free_port, serving

SMS = Sms("0001", "+4915123456789", "123456 is your code.")


@dataclass
class Gateway:
    """Keeps what it is sent, and answers as it was told."""

    url: str
    status: int = 201
    heard: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def take(path: str, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
            is_json = "json" in request.headers["content-type"]
            said = await request.json() if is_json else dict(await request.form())
            self.heard.append((path, dict(request.headers), said))
            return Response('{"sid": "SM1"}', self.status)

        return app


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    port = free_port()
    gateway = Gateway(f"http://127.0.0.1:{port}")
    async with serving(gateway.app(), port):
        yield gateway


@pytest.fixture
async def line(clock: FrozenClock) -> AsyncIterator[Line]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield Line(client, Breaker(clock), to_loopback=True)


def twilio(line: Line, gateway: Gateway, sender: str = "+4930123456") -> SmsSender:
    return TwilioSms(line, gateway.url, "AC7", "hush", sender)


async def test_twilio_gets_a_form_with_our_name_and_password(line: Line, gateway: Gateway) -> None:
    await twilio(line, gateway).send(SMS)
    await twilio(line, gateway, "MG7").send(SMS)

    (path, headers, first), (_, _, second) = gateway.heard
    assert path == "2010-04-01/Accounts/AC7/Messages.json"
    assert base64.b64decode(headers["authorization"].removeprefix("Basic ")) == b"AC7:hush"
    assert first == {"To": SMS.to, "From": "+4930123456", "Body": SMS.text}
    assert second == {"To": SMS.to, "MessagingServiceSid": "MG7", "Body": SMS.text}


async def test_any_other_gateway_gets_json_with_a_token(line: Line, gateway: Gateway) -> None:
    await HttpSms(line, f"{gateway.url}/send", "hush").send(SMS)

    ((path, headers, said),) = gateway.heard
    assert (path, headers["authorization"]) == ("send", "Bearer hush")
    assert said == {"id": "0001", "to": SMS.to, "text": SMS.text}


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(400, Undeliverable), (422, Undeliverable), (401, Unavailable), (429, Unavailable),
     (302, Unavailable), (503, Unavailable)],
)  # fmt: skip
async def test_a_refusal_is_final_only_when_it_is_about_the_message(
    line: Line, gateway: Gateway, status: int, refusal: type[Exception]
) -> None:
    gateway.status = status

    with pytest.raises(refusal):
        await twilio(line, gateway).send(SMS)


async def test_a_gateway_that_fails_again_and_again_is_left_alone(
    line: Line, gateway: Gateway
) -> None:
    gateway.status = 503
    for _ in range(20):
        with pytest.raises(Unavailable):
            await twilio(line, gateway).send(SMS)

    assert 0 < len(gateway.heard) < 20


async def test_a_gateway_that_does_not_answer_is_left_alone(line: Line) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/send"
    for _ in range(20):
        with pytest.raises(Unavailable):
            await HttpSms(line, nobody).send(SMS)

    assert not line.breaker.admits()


async def test_no_private_address_is_called(
    line: Line, gateway: Gateway, clock: FrozenClock
) -> None:
    guarded = Line(line.client, Breaker(clock))

    with pytest.raises(Unavailable):
        await HttpSms(guarded, f"{gateway.url}/send").send(SMS)

    assert gateway.heard == []
