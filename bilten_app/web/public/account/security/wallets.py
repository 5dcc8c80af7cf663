"""The part of the security page about wallets."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.service import Browser
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.fields import button
from bilten_app.web.public.account.security.section import section
from bilten_app.web.public.account.wallet import wallet_form
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class WalletRow:
    """A wallet; instants are ISO, `chain` is empty where its key opens on every chain."""

    id: str
    address: str
    short: str
    chain: str
    since: str
    used_at: str


class WalletsState(rx.State):
    """My wallets."""

    _access: ClassVar[str] = "user"

    wallets: list[WalletRow] = []
    is_offered: bool = False
    has_any: bool = False

    @handler
    async def look(self, rt: Runtime, actor: Actor) -> None:
        """Show them."""
        await self._look_again(rt, actor)

    @handler
    async def unlink(self, rt: Runtime, actor: Actor, visit: Visit, wallet_id: UUID) -> None:
        """Let one open the account no more."""
        browser = Browser(visit.address, self.router.headers.user_agent)
        await identity.unlink_wallet(rt, actor, wallet_id=wallet_id, browser=browser)
        await self._look_again(rt, actor)
        await notify(self, "good", say(msgid("It opens your account no more."), visit.locale))

    async def _look_again(self, rt: Runtime, actor: Actor) -> None:
        names = rt.settings.chain_names
        self.is_offered = bool(names)
        async with rt.read() as session:
            found = await queries.wallets(session, actor)
        self.wallets = [
            WalletRow(
                str(one.id), one.address, shortened(one.address),
                names.get(one.chain_id, str(one.chain_id)) if one.chain_id else "",
                one.since.isoformat(), one.used_at.isoformat() if one.used_at else "",
            )
            for one in found
        ]  # fmt: skip
        self.has_any = bool(self.wallets)


def shortened(address: str) -> str:
    """Return what people know of an address: how it begins and how it ends."""
    return f"{address[:6]}…{address[-4:]}"


def wallets() -> rx.Component:
    """What opens the account by a signature; nothing where wallets do not sign in."""
    return rx.cond(
        WalletsState.is_offered | WalletsState.has_any,
        section(
            t("Wallets"),
            t("A wallet signs that you own it. That costs nothing and sends nothing."),
            rx.el.ul(
                rx.foreach(WalletsState.wallets, _wallet),
                class_name="flex flex-col divide-y divide-line empty:hidden",
            ),
            rx.cond(WalletsState.is_offered, wallet_form(t("Link a wallet"), purpose="link")),
            anchor="wallets",
        ),
    )


def _wallet(row: WalletRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.short, aria_hidden="true", title=row.address),
                rx.el.span(row.address, class_name="sr-only"),
                class_name="font-medium tabular-nums",
            ),
            rx.el.p(
                rx.cond(row.chain, rx.fragment(row.chain, " · ")),
                t("Since {when}", when=when(row.since)),
                rx.cond(row.used_at, rx.fragment(" · ", t("used {when}", when=when(row.used_at)))),
                class_name="mt-1 text-sm text-muted",
            ),
            class_name="min-w-0 flex-1",
        ),
        button(
            t("Unlink"), look="danger", size="small", on_click=WalletsState.unlink(row.id),
            aria_label=t("Unlink {provider}", provider=row.short),
        ),
        class_name="flex flex-wrap items-center gap-3 py-4 first:pt-0 last:pb-0",
    )  # fmt: skip
