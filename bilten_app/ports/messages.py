"""Sending mail, and text messages."""

from dataclasses import dataclass, field
from typing import Protocol

from bilten_app.kit.errors import Refused
from bilten_app.kit.text import msgid


class Undeliverable(Refused):
    """The mail server will never take this mail, however often it is asked."""

    code = "undeliverable"
    text = msgid("Mail to this address is refused. Please check the address.")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    filename: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Email:
    """A mail ready to go.

    `message_id` is ours, like `id@host` without brackets, so that a repeated send is recognised.
    `stop_url` ends mails like this one by one POST (RFC 8058); empty for what has to come.
    """

    message_id: str
    to: str
    subject: str
    html: str
    text: str
    attachments: tuple[Attachment, ...] = field(default=())
    reply_to: str | None = None
    stop_url: str = ""


class EmailSender(Protocol):
    """Takes a mail to its way. Outages raise Unavailable, a final no raises Undeliverable."""

    async def send(self, email: Email) -> None:
        """Hand the mail over."""
        ...


@dataclass(frozen=True, slots=True)
class Sms:
    """A text message ready to go, to a number like `+4915123456789`; its id is ours."""

    message_id: str
    to: str
    text: str


class SmsSender(Protocol):
    """Takes a text message to its way. Outages raise Unavailable, a final no Undeliverable."""

    async def send(self, sms: Sms) -> None:
        """Hand the message over."""
        ...
