"""Mail through an SMTP server.

`smtps://` speaks TLS from the first byte. `smtp://` turns to TLS when the server offers it, and
insists on it before a password is sent.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NoReturn
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.messages import Email, Undeliverable

TIMEOUT_S = 20
FINAL = range(500, 600)
PORTS = {"smtp": 587, "smtps": 465}


class SmtpSender:
    """Hands mails to the server at `url`, in the name of `sender`."""

    def __init__(self, url: str, sender: str, clock: Clock) -> None:
        self._server = urlsplit(url)
        self._sender = sender
        self._clock = clock

    async def send(self, email: Email) -> None:
        """Hand the mail over, or raise Unavailable or Undeliverable."""
        server = self._server
        is_tls = server.scheme == "smtps"
        message = self._message(email)
        try:
            await aiosmtplib.send(
                message,
                hostname=server.hostname,
                port=server.port or PORTS[server.scheme],
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=is_tls,
                start_tls=True if server.username and not is_tls else None,
                timeout=TIMEOUT_S,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            _refuse(error)

    def _message(self, email: Email) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = email.to
        message["Subject"] = email.subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{email.message_id}>"
        message["Auto-Submitted"] = "auto-generated"
        if email.stop_url:
            message["List-Unsubscribe"] = f"<{email.stop_url}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if email.reply_to:
            message["Reply-To"] = email.reply_to
        message.set_content(email.text)
        message.add_alternative(email.html, subtype="html")
        for attachment in email.attachments:
            kind, _, subtype = attachment.mime.partition("/")
            message.add_attachment(
                attachment.content, maintype=kind, subtype=subtype, filename=attachment.filename
            )
        return message


def _refuse(error: Exception) -> NoReturn:
    """Raise what the error means: no try will ever help, or a later one may.

    Only what is said of this recipient or this mail is final; all else is our own set-up.
    """
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]) if first.code in FINAL:
            raise Undeliverable from error
        case aiosmtplib.SMTPDataError(code=code) if code in FINAL:
            raise Undeliverable from error
        case _:
            raise Unavailable from error
