"""Text messages of a development machine: they are read where its mails are."""

from html import escape

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.ports.messages import Email, Sms

SUBJECT = "SMS"


class SmsSink:
    """Shows every message on the mailbox page instead of sending it."""

    def __init__(self, sink: MailSink) -> None:
        self._sink = sink

    async def send(self, sms: Sms) -> None:
        """Keep the message; the same id is kept once."""
        html = f"<p>{escape(sms.text)}</p>"
        await self._sink.send(Email(sms.message_id, sms.to, SUBJECT, html, sms.text))
