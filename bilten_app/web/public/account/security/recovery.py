"""Ten codes for the day on which everything else is lost: shown once."""

from typing import ClassVar
from urllib.parse import quote

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.service import Browser
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.web.auth.ways import SECURITY
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import banner, skeleton
from bilten_app.web.parts.fields import button, button_class, link_button
from bilten_app.web.parts.links import plain_a
from bilten_app.web.words import t


class RecoveryState(rx.State):
    """The codes, while they are shown."""

    _access: ClassVar[str] = "user"

    codes: list[str] = []
    file: str = ""
    left: int = 0
    sure: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Make the codes when there are none yet; those that there are cannot be shown again."""
        self.sure = False
        await self._show(rt, actor, visit, only_first=True)
        self.loaded = True

    @handler
    async def ask(self) -> None:
        """Ask first: the old codes end."""
        self.sure = True

    @handler
    async def renew(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Make ten new codes."""
        self.sure = False
        await self._show(rt, actor, visit, only_first=False)

    async def _show(self, rt: Runtime, actor: Actor, visit: Visit, *, only_first: bool) -> None:
        browser = Browser(visit.address, self.router.headers.user_agent)
        codes = await identity.make_recovery_codes(
            rt, actor, browser=browser, only_first=only_first
        )
        self.codes = [shown_code(one) for one in codes]
        self.file = "data:text/plain;charset=utf-8," + quote("\n".join(self.codes) + "\n")
        async with rt.read() as session:
            self.left = await queries.recovery_left(session, actor)


def page() -> rx.Component:
    """The page."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Recovery codes"), class_name="text-title"),
            rx.el.p(
                t("Each signs you in once when you have lost your telephone and your app."),
                class_name="mt-2 text-muted",
            ),
        ),
        rx.cond(
            RecoveryState.loaded,
            rx.cond(RecoveryState.codes, _codes(), _kept()),
            skeleton("h-60 w-full"),
        ),
        class_name="flex flex-col gap-6",
    )


def _codes() -> rx.Component:
    return rx.el.div(
        banner(t("Keep them where nobody else looks. They are shown this once."), tone="warn"),
        card(
            rx.el.ol(
                rx.foreach(
                    RecoveryState.codes,
                    lambda one: rx.el.li(one, class_name="tabular font-mono text-[0.9375rem]"),
                ),
                class_name="grid list-decimal gap-2 ps-6 sm:grid-cols-2 sm:gap-x-10",
            ),
        ),
        plain_a(
            t("Download them"),
            href=RecoveryState.file,
            download="bilten-recovery-codes.txt",
            class_name=button_class("quiet", wide=True),
        ),
        link_button(t("I have kept them"), href=SECURITY, size="large", wide=True),
        class_name="flex flex-col gap-4",
    )


def _kept() -> rx.Component:
    sure = rx.el.div(
        banner(t("The codes you have kept stop working."), tone="warn"),
        button(t("Make ten new codes"), on_click=RecoveryState.renew, wide=True),
        class_name="flex flex-col gap-4",
    )
    return rx.el.div(
        rx.el.p(
            t("{n} of your codes are left. They were shown when they were made.",
              n=RecoveryState.left)
        ),
        rx.cond(
            RecoveryState.sure,
            sure,
            button(t("Make new codes"), look="quiet", on_click=RecoveryState.ask, wide=True),
        ),
        link_button(t("Back to security"), href=SECURITY, look="quiet", wide=True),
        class_name="flex flex-col gap-4",
    )  # fmt: skip
