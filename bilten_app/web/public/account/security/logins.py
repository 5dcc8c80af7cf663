"""The part of the security page about signing in by others."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.service import Browser
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.auth.ways import LOGINS
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.data import badge
from bilten_app.web.parts.fields import button
from bilten_app.web.parts.providers import provider_button
from bilten_app.web.public.account.others import offered, title_of
from bilten_app.web.public.account.security.section import section
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A provider, linked or not; instants are ISO."""

    name: str
    title: str
    email: str
    since: str
    used_at: str
    is_linked: bool


class LoginsState(rx.State):
    """By whom I sign in."""

    _access: ClassVar[str] = "user"

    logins: list[LoginRow] = []

    @handler
    async def look(self, rt: Runtime, actor: Actor) -> None:
        """Show them."""
        await self._look_again(rt, actor)

    @handler
    async def unlink(self, rt: Runtime, actor: Actor, visit: Visit, provider: str) -> None:
        """Let one open the account no more."""
        browser = Browser(visit.address, self.router.headers.user_agent)
        await identity.unlink_login(rt, actor, provider=provider, browser=browser)
        await self._look_again(rt, actor)
        await notify(self, "good", say(msgid("It opens your account no more."), visit.locale))

    async def _look_again(self, rt: Runtime, actor: Actor) -> None:
        async with rt.read() as session:
            mine = {one.provider: one for one in await queries.logins(session, actor)}
        names = [one.name for one in offered(rt)]
        self.logins = [
            LoginRow(
                name, title_of(rt, name),
                one.email if one else "",
                one.since.isoformat() if one else "",
                one.used_at.isoformat() if one and one.used_at else "",
                is_linked=one is not None,
            )
            for name in [*names, *(each for each in mine if each not in names)]
            for one in [mine.get(name)]
        ]  # fmt: skip


def logins() -> rx.Component:
    """By whom one signs in; nothing where nobody is offered."""
    return rx.cond(
        LoginsState.logins,
        section(
            t("Sign in by others"),
            t("They say who you are; your password stays as it is."),
            rx.el.ul(
                rx.foreach(LoginsState.logins, _login),
                class_name="flex flex-col divide-y divide-line",
            ),
            anchor=LOGINS,
        ),
    )


def _login(row: LoginRow) -> rx.Component:
    unlink = button(
        t("Unlink"), look="danger", size="small", on_click=LoginsState.unlink(row.name),
        aria_label=t("Unlink {provider}", provider=row.title),
    )  # fmt: skip
    link = provider_button(row.name, t("Link {provider}", provider=row.title), purpose="link")
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.title, class_name="font-medium"),
                rx.cond(row.is_linked, badge(t("Linked"), tone="good")),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.p(row.email, class_name="mt-1 text-sm text-muted break-words empty:hidden"),
            rx.cond(
                row.is_linked,
                rx.el.p(
                    t("Since {when}", when=when(row.since)),
                    rx.cond(
                        row.used_at,
                        rx.fragment(" · ", t("used {when}", when=when(row.used_at))),
                    ),
                    class_name="mt-1 text-sm text-muted",
                ),
            ),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(row.is_linked, unlink, link),
        class_name="flex flex-wrap items-center gap-3 py-4 first:pt-0 last:pb-0",
    )
