"""The development mailbox: mails go into a table, and pages show them.

Who can open the pages reads every mail, sign-in links too: only `dev` has them.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bilten_app.kit.clock import Clock
from bilten_app.ports.messages import Attachment, Email

PAGE = 50
POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail as it arrived."""

    email: Email
    arrived_at: datetime


class MailSink:
    """Keeps every mail instead of sending it; the same message id is kept once."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def send(self, email: Email) -> None:
        """Keep the mail."""
        async with self._engine.begin() as db:
            await db.execute(
                text(
                    "INSERT INTO sandbox.mails (message_id, recipient, subject, html, plain,"
                    " attachments, arrived_at) VALUES (:id, :to, :subject, :html, :plain,"
                    " CAST(:attachments AS jsonb), :now) ON CONFLICT (message_id) DO NOTHING"
                ),
                {
                    "id": email.message_id,
                    "to": email.to,
                    "subject": email.subject,
                    "html": email.html,
                    "plain": email.text,
                    "attachments": json.dumps([_packed(file) for file in email.attachments]),
                    "now": self._clock.now(),
                },
            )

    async def newest(self, *, to: str = "", before: str = "") -> list[KeptMail]:
        """Return the latest mails, without files, to recipients that contain `to`."""
        async with self._engine.connect() as db:
            rows = await db.execute(
                text(
                    "SELECT message_id, recipient, subject, '' AS html, left(plain, 160) AS plain,"
                    " '[]'::jsonb AS attachments, arrived_at FROM sandbox.mails"
                    " WHERE position(lower(:to) IN lower(recipient)) > 0 AND (:before = '' OR"
                    " (arrived_at, message_id) < (SELECT arrived_at, message_id FROM sandbox.mails"
                    " WHERE message_id = :before))"
                    " ORDER BY arrived_at DESC, message_id DESC LIMIT :limit"
                ),
                {"to": to, "before": before, "limit": PAGE + 1},
            )
            return [_kept(row) for row in rows.mappings()]

    async def find(self, message_id: str) -> KeptMail | None:
        """Return one mail with its files."""
        async with self._engine.connect() as db:
            rows = await db.execute(
                text("SELECT * FROM sandbox.mails WHERE message_id = :id"), {"id": message_id}
            )
            row = rows.mappings().one_or_none()
        return _kept(row) if row else None


def mail_pages(sink: MailSink) -> APIRouter:
    """Return the pages under `/sandbox/mail`."""
    router = APIRouter(prefix="/sandbox/mail", include_in_schema=False)
    pages = _pages()

    def show(request: Request, page: str, status: int = 200, **values: object) -> Response:
        return pages.TemplateResponse(request, page, values, status_code=status, headers=POLICY)

    @router.get("", response_class=HTMLResponse)
    async def newest(  # pyright: ignore[reportUnusedFunction]
        request: Request,
        to: Annotated[str, Query(max_length=200)] = "",
        before: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        mails = await sink.newest(to=to.strip(), before=before)
        last = mails[PAGE - 1].email.message_id if len(mails) > PAGE else None
        return show(request, "mails.html", mails=mails[:PAGE], to=to, last=last)

    @router.get("/{message_id}", response_class=HTMLResponse)
    async def read(  # pyright: ignore[reportUnusedFunction]
        request: Request, message_id: str
    ) -> Response:
        mail = await sink.find(message_id)
        return show(request, "mail.html", status=200 if mail else 404, mail=mail)

    @router.get("/{message_id}/files/{place}")
    async def download(  # pyright: ignore[reportUnusedFunction]
        request: Request, message_id: str, place: int
    ) -> Response:
        mail = await sink.find(message_id)
        if mail is None or not 0 <= place < len(mail.email.attachments):
            return show(request, "mail.html", status=404, mail=None)
        file = mail.email.attachments[place]
        name = f"attachment; filename*=UTF-8''{quote(file.filename)}"
        return Response(file.content, 200, {"Content-Disposition": name, **POLICY}, file.mime)

    return router


def _pages() -> Jinja2Templates:
    folder = Path(__file__).with_name("templates")
    pages = Environment(loader=FileSystemLoader(folder), autoescape=True)
    filters = cast("dict[str, Any]", pages.filters)
    filters |= {"kilobytes": _kilobytes, "at": _at}
    return Jinja2Templates(env=pages)


def _kilobytes(content: bytes) -> str:
    return f"{max(1, round(len(content) / 1000))} kB"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _packed(file: Attachment) -> dict[str, str]:
    content = base64.b64encode(file.content).decode()
    return {"filename": file.filename, "mime": file.mime, "content": content}


def _unpacked(file: dict[str, Any]) -> Attachment:
    return Attachment(file["filename"], file["mime"], base64.b64decode(file["content"]))


def _kept(row: RowMapping) -> KeptMail:
    email = Email(
        message_id=row["message_id"],
        to=row["recipient"],
        subject=row["subject"],
        html=row["html"],
        text=row["plain"],
        attachments=tuple(_unpacked(file) for file in row["attachments"]),
    )
    return KeptMail(email, row["arrived_at"])
