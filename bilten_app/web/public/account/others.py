"""Signing in by others: the buttons that lead to them, and linking one to an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.identity.public import WALLET, ClaimGone
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web import door
from bilten_app.web.auth.arrival import CLAIM_COOKIE
from bilten_app.web.auth.ways import HOME, SECURITY
from bilten_app.web.handler import handler
from bilten_app.web.parts.data import card
from bilten_app.web.parts.feedback import skeleton
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t

TEAM = msgid("Your organization's login")
YOUR_WALLET = msgid("Your wallet")
BROUGHT = msgid(
    "{provider} says who you are, but we do not know that login yet. Sign in once with what you "
    "have here, or make an account. Then we link it."
)
BROUGHT_WALLET = msgid(
    "Your wallet has signed, but we do not know it yet. Sign in once with what you have here, "
    "or make an account. Then we link it."
)


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """Somebody by whom people sign in."""

    name: str
    title: str


def offered(rt: Runtime) -> Sequence[ProviderRow]:
    """Return the providers that have their keys, in the order of their buttons."""
    return [ProviderRow(one.name, one.title) for one in rt.gateways.registrations.values()]


def title_of(rt: Runtime, provider: str) -> str:
    """Return what a provider is called."""
    if provider == WALLET:
        return say(YOUR_WALLET, door.visit().locale)
    known = rt.gateways.registrations.get(provider)
    if known:
        return known.title
    return say(TEAM, door.visit().locale)


def brought_words(rt: Runtime, provider: str) -> str:
    """Return what is said to whom a provider or a wallet brought, and we do not know."""
    words = BROUGHT_WALLET if provider == WALLET else BROUGHT
    return say(words, door.visit().locale, provider=title_of(rt, provider))


class LinkLoginState(rx.State):
    """Whom this browser brought, and to whom it would be linked."""

    _access: ClassVar[str] = "user"

    provider: str = ""
    is_wallet: bool = False
    known_as: str = ""
    email: str = ""
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor) -> Any:
        """Look at it; where there is nothing to link, one's security is the place to go."""
        token = door.read_cookies(self.router.headers.cookie).get(CLAIM_COOKIE, "")
        try:
            async with rt.read() as session:
                claim = await queries.login_claim(session, token=token, now=rt.clock.now())
        except ClaimGone:
            return rx.redirect(SECURITY)
        self.provider, self.known_as = title_of(rt, claim.provider), claim.known_as
        self.is_wallet = claim.provider == WALLET
        self.email, self.loaded = actor.email, True
        return None


def page() -> rx.Component:
    """The page that asks whether they shall belong together."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Link your login"), class_name="text-title"),
            rx.el.p(
                t("From then on either opens your account."), class_name="mt-2 text-muted"
            ),
        ),
        rx.cond(LinkLoginState.loaded, _asked(), skeleton("h-48 w-full")),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _asked() -> rx.Component:
    return rx.el.div(
        card(
            rx.el.dl(
                _line(LinkLoginState.provider, LinkLoginState.known_as),
                _line(t("Your account here"), LinkLoginState.email),
                class_name="flex flex-col gap-4",
            )
        ),
        native_form(
            button(
                rx.cond(
                    LinkLoginState.is_wallet,
                    t("Link the wallet to my account"),
                    t("Link {provider} to my account", provider=LinkLoginState.provider),
                ),
                size="large", wide=True, type="submit",
            ),
            action="/auth/link-login",
        ),
        link_button(t("Not now"), href=HOME, look="quiet", size="large", wide=True),
        class_name="flex flex-col gap-4",
    )  # fmt: skip


def _line(term: Any, words: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(term, class_name="text-sm text-muted"),
        rx.el.dd(
            rx.cond(words, words, t("an account without an address")),
            class_name="font-medium break-words",
        ),
    )
