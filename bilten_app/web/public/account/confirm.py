"""Showing again that it is oneself, on the way to something that cannot be taken back."""

from typing import ClassVar

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.organizers.queries import TEAM_PREFIX
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.web.auth.ways import HOME, RESET, local_path
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.fields import password_field
from bilten_app.web.parts.providers import provider_buttons
from bilten_app.web.public.account.others import (
    ProviderRow,
    offered,
    title_of,
)
from bilten_app.web.public.account.passkey import passkey_form
from bilten_app.web.public.account.sheet import LINK, below, carried, filed_under, form, sheet
from bilten_app.web.public.account.sign_in import mended, trouble
from bilten_app.web.public.account.wallet import wallet_form
from bilten_app.web.words import t


class ConfirmState(rx.State):
    """Where the person was on their way to."""

    _access: ClassVar[str] = "user"

    email: str = ""
    next: str = ""
    trouble: str = ""
    errors: dict[str, str] = {}
    providers: list[ProviderRow] = []
    has_password: bool = True
    has_wallet: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Read the address."""
        asked = self.router.url.query_parameters
        self.email, self.next = actor.email, local_path(asked.get("next", ""), HOME)
        self.trouble = trouble(asked, visit.locale)
        self.errors = mended(asked, visit.locale, "current")
        async with rt.read() as session:
            mine = {one.provider for one in await queries.logins(session, actor)}
            self.has_wallet = bool(await queries.wallets(session, actor))
            self.has_password = await queries.has_password(session, actor)
        teams = [name for name in mine if name.startswith(TEAM_PREFIX)]
        self.providers = [one for one in offered(rt) if one.name in mine] + [
            ProviderRow(name, title_of(rt, name)) for name in teams
        ]
        self.loaded = True


def page() -> rx.Component:
    """The page."""
    return sheet(
        t("Is it you?"),
        t("What comes next moves money or lets people in, so we ask again."),
        rx.cond(ConfirmState.has_password, _password()),
        passkey_form(t("Use a passkey"), purpose="prove", going=ConfirmState.next),
        provider_buttons(ConfirmState.providers, purpose="prove", going=ConfirmState.next),
        rx.cond(
            ConfirmState.has_wallet,
            wallet_form(t("Use a wallet"), purpose="prove", going=ConfirmState.next),
        ),
        below(rx.el.a(t("Forgot your password?"), href=RESET, class_name=LINK)),
        trouble=ConfirmState.trouble,
    )


def _password() -> rx.Component:
    return form(
        "/auth/prove",
        carried("next", ConfirmState.next),
        filed_under(ConfirmState.email),
        password_field(t("Password"), name="current", error=ConfirmState.errors["current"]),
        words=t("Go on"),
    )
