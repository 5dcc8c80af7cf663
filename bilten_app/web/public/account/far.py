"""The page behind the mail about a session from too far away: end it, without signing in."""

from typing import ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.identity import service as identity
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.browsers import browser_words
from bilten_app.kit.errors import NotFound
from bilten_app.kit.text import msgid
from bilten_app.web import shell
from bilten_app.web.auth.ways import RESET
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id
from bilten_app.web.page import Page
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import banner, skeleton
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.public.missing import not_found
from bilten_app.web.words import t, when

PATH = "/end-session"


class FarState(rx.State):
    """A session that may be a stranger's."""

    _access: ClassVar[str] = "public"

    address: str = ""
    browser: str = ""
    place: str = ""
    began_at: str = ""
    is_open: bool = False
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, visit: Visit) -> None:
        """Look which session the link of the address is about."""
        self.address, self.missing = self.router.url.path, False
        try:
            await self._look(rt, visit.locale)
        except NotFound:
            self.missing = True
        self.loaded = True

    @handler
    async def end(self, rt: Runtime, actor: Actor) -> None:
        """End it."""
        session_id, secret = self._link()
        async with rt.unit_of_work(actor) as uow:
            await identity.end_far_session(uow, rt.vault, session_id=session_id, secret=secret)
        self.is_open = False

    async def _look(self, rt: Runtime, locale: str) -> None:
        session_id, secret = self._link()
        async with rt.read() as session:
            found = await identity.far_session(
                session, rt.vault, session_id=session_id, secret=secret
            )
        self.is_open = found is not None
        if found:
            self.browser, self.place = browser_words(found.agent, locale), found.place
            self.began_at = found.began_at.isoformat()

    def _link(self) -> tuple[UUID, str]:
        session_id, _, secret = self.address.removeprefix(f"{PATH}/").partition("/")
        return held_id(session_id), secret


def page() -> rx.Component:
    """The page, top to bottom."""
    shown = rx.cond(FarState.missing, not_found(), rx.cond(FarState.is_open, _question(), _over()))
    return rx.cond(FarState.loaded, shown, skeleton("h-56 w-full"))


def _question() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("Was it not you?"), class_name="text-title"),
        card(
            rx.el.p(FarState.browser, class_name="font-medium"),
            rx.el.p(
                t("Signed in {when}", when=when(FarState.began_at)), " · ", FarState.place,
                class_name="mt-1 text-sm text-muted",
            ),
            button(
                t("End this session"), look="danger", wide=True, on_click=FarState.end,
                class_name="mt-5",
            ),
        ),
        rx.el.p(
            t("It was you, perhaps through a VPN? Then leave it open: nothing happens."),
            class_name="text-muted",
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _over() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("This session is over"), class_name="text-title"),
        banner(
            t("Whoever it was is signed out there. They knew your password: choose a new one now."),
            tone="good",
        ),
        link_button(t("Choose a new password"), href=RESET),
        class_name="flex flex-col gap-6",
    )


PAGE = Page(
    PATH + "/[session]/[secret]",
    page,
    msgid("End a session"),
    frame=shell.quiet,
    on_load=(FarState.open,),
    ready=FarState.loaded,
)
