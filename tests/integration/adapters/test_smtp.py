"""The SMTP adapter against a server that listens on loopback."""

import socket
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller

from bilten_app.adapters.smtp import SmtpSender
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.messages import Attachment, Email, Undeliverable

EMAIL = Email(
    message_id="0001@bilten.test",
    to="lea@example.com",
    subject="Deine Tickets für „Jazz“",
    html="<p>Grüße</p>",
    text="Grüße",
    attachments=(Attachment("tickets.pdf", "application/pdf", b"%PDF-1.7"),),
    reply_to="hello@nile.example",
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Server:
    """Keeps what it is given, or answers as it was told."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=default)
        self.taken.append(cast("EmailMessage", message))
        return self.answers.get("DATA", "250 OK")


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    handler = Server()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


async def send(url: str, clock: FrozenClock) -> None:
    await SmtpSender(url, "Bilten <tickets@bilten.test>", clock).send(EMAIL)


async def test_a_mail_arrives_whole(server: tuple[Server, str], clock: FrozenClock) -> None:
    handler, url = server

    await send(url, clock)

    (mail,) = handler.taken
    assert mail["Message-ID"] == "<0001@bilten.test>"
    assert mail["Subject"] == EMAIL.subject
    assert mail["From"] == "Bilten <tickets@bilten.test>"
    assert mail["Reply-To"] == "hello@nile.example"
    assert mail["Date"].datetime == clock.now()
    body, rich = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert body
    assert rich
    assert body.get_content().strip() == "Grüße"
    assert rich.get_content().strip() == "<p>Grüße</p>"
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("tickets.pdf", b"%PDF-1.7")


@pytest.mark.parametrize(
    ("step", "answer", "refusal"),
    [
        ("RCPT", "550 no such user", Undeliverable),
        ("RCPT", "450 mailbox is busy", Unavailable),
        ("DATA", "554 we do not like it", Undeliverable),
        ("DATA", "451 try later", Unavailable),
    ],
)
async def test_a_refusal_says_whether_to_try_again(
    server: tuple[Server, str], clock: FrozenClock, step: str, answer: str, refusal: type[Exception]
) -> None:
    handler, url = server
    handler.answers[step] = answer

    with pytest.raises(refusal):
        await send(url, clock)


async def test_a_password_is_not_sent_in_the_clear(
    server: tuple[Server, str], clock: FrozenClock
) -> None:
    handler, url = server

    with pytest.raises(Unavailable):
        await send(url.replace("//", "//user:secret@"), clock)

    assert handler.taken == []


async def test_a_server_that_is_away_is_unavailable(clock: FrozenClock) -> None:
    with pytest.raises(Unavailable):
        await send(f"smtp://127.0.0.1:{free_port()}", clock)
