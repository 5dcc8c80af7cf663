"""Sending mail."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    filename: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Email:
    """A mail ready to go; `message_id` is ours, so that a repeated send can be recognised."""

    message_id: str
    to: str
    subject: str
    html: str
    text: str
    attachments: tuple[Attachment, ...] = field(default=())
    reply_to: str | None = None


class EmailSender(Protocol):
    """Takes a mail to its way. Outages raise Unavailable."""

    async def send(self, email: Email) -> None:
        """Hand the mail over."""
        ...
