"""The part of the page where one gets a copy of one's data, and the address it is fetched at."""

from typing import ClassVar
from uuid import UUID

import reflex as rx
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from bilten_app.domains.privacy import queries
from bilten_app.domains.privacy import service as privacy
from bilten_app.domains.privacy.public import ExportState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.text import number
from bilten_app.web import door
from bilten_app.web.auth.asking import Asking
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.clock import pulse
from bilten_app.web.parts.fields import button
from bilten_app.web.parts.fields.buttons import button_class
from bilten_app.web.parts.links import plain_a
from bilten_app.web.public.account.security.section import section
from bilten_app.web.words import t, when

BEAT_S = 1.0
KIB = 1024

router = APIRouter(include_in_schema=False)


class CopyState(rx.State):
    """My copy: none, being made, or ready to be fetched."""

    _access: ClassVar[str] = "user"

    stands: str = ""
    done: int = 0
    parts: int = 0
    size: str = ""
    href: str = ""
    expires_at: str = ""
    beat_s: float = 0.0

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show the latest copy."""
        await self._look(rt, actor, visit.locale)

    @handler
    async def look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """See how far it is."""
        await self._look(rt, actor, visit.locale)

    @handler
    async def make(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Let a copy be made."""
        await privacy.ask_export(rt, actor)
        await self._look(rt, actor, visit.locale)

    async def _look(self, rt: Runtime, actor: Actor, locale: str) -> None:
        async with rt.read() as session:
            found = await queries.my_export(session, actor)
        if found is None:
            self.stands, self.beat_s = "", 0.0
            return
        is_made = found.state is ExportState.ready
        self.stands, self.done, self.parts = found.state.value, found.done, found.parts
        self.size = number(max(found.size // KIB, 1), locale)
        self.href = f"/account/privacy/copies/{found.id}.zip"
        self.expires_at = found.expires_at.isoformat() if found.expires_at else ""
        self.beat_s = 0.0 if is_made else BEAT_S


def copy_part() -> rx.Component:
    """Draw the part."""
    return section(
        t("A copy of your data"),
        t(
            "Everything we know of you as files for people and programs, with your tickets and "
            "invoices. It takes a moment, and is kept for seven days."
        ),
        rx.el.div(
            rx.match(
                CopyState.stands,
                ("queued", _progress()),
                ("running", _progress()),
                ("ready", _ready()),
                rx.fragment(),
            ),
            aria_live="polite",
        ),
        rx.cond(
            CopyState.beat_s > 0,
            pulse(seconds=CopyState.beat_s, on_beat=CopyState.look),
            rx.el.div(
                button(
                    rx.cond(CopyState.stands == "ready", t("Make a new copy"), t("Make a copy")),
                    look="quiet",
                    on_click=CopyState.make,
                )
            ),
        ),
        anchor="copy",
    )


def _progress() -> rx.Component:
    return rx.el.div(
        rx.el.progress(
            value=CopyState.done,
            max=rx.cond(CopyState.parts > 0, CopyState.parts, 1),
            aria_label=t("Making your copy"),
            class_name="h-2 w-full accent-brand",
        ),
        rx.el.p(
            rx.cond(
                CopyState.parts > 0,
                t("{done} of {parts} parts", done=CopyState.done, parts=CopyState.parts),
                t("It begins in a moment."),
            ),
            class_name="mt-2 text-sm text-muted",
        ),
        rx.el.p(
            t("You may leave this page. We write to you when it is ready."),
            class_name="text-sm text-muted",
        ),
    )


def _ready() -> rx.Component:
    return rx.el.div(
        plain_a(
            t("Download it ({size} KB)", size=CopyState.size),
            href=CopyState.href,
            download=True,
            class_name=button_class(),
        ),
        rx.el.p(
            t("It is deleted {when}.", when=when(CopyState.expires_at)),
            class_name="mt-2 text-sm text-muted",
        ),
    )


@router.get("/account/privacy/copies/{export_id}.zip")
async def fetch(export_id: UUID, visit: Asking) -> Response:
    """Return one's own copy; another's is not there."""
    try:
        content = await privacy.fetch_export(door.runtime(), visit.actor, export_id=export_id)
    except BiltenError as refusal:
        return PlainTextResponse(refusal.text.format_map(refusal.fields), refusal.status)
    headers = {
        "Content-Disposition": 'attachment; filename="bilten-data.zip"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type="application/zip", headers=headers)
