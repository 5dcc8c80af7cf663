"""A forgotten password: asking for a link, and choosing another by it."""

from typing import ClassVar

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.identity.public import LinkGone, LinkPurpose
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.web.auth.ways import RESET, SIGN_IN
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.parts.feedback import message
from bilten_app.web.parts.fields import link_button, password_field, text_field
from bilten_app.web.public.account.sheet import (
    LINK,
    back_to_signing_in,
    carried,
    filed_under,
    form,
    sheet,
)
from bilten_app.web.public.account.sign_in import mended, trouble
from bilten_app.web.words import t


class ResetState(rx.State):
    """Asking for the link; the answer is the same whether there is an account."""

    _access: ClassVar[str] = "public"

    email: str = ""
    sent: str = ""
    trouble: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, visit: Visit) -> None:
        """Read the address."""
        asked = self.router.url.query_parameters
        self.email, self.sent = asked.get("email", "")[:254], asked.get("sent", "")[:254]
        self.trouble = trouble(asked, visit.locale)
        self.errors = mended(asked, visit.locale, "email")
        self.loaded = True


class NewPasswordState(rx.State):
    """Choosing a password by the mailed link."""

    _access: ClassVar[str] = "public"

    token: str = ""
    email: str = ""
    trouble: str = ""
    errors: dict[str, str] = {}
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Look whether the link still works."""
        self.token, self.email = self.router.url.path.rpartition("/")[2], ""
        asked = self.router.url.query_parameters
        self.trouble = trouble(asked, visit.locale)
        self.errors = mended(asked, visit.locale, "password")
        try:
            async with rt.read() as session:
                link = await queries.mailed_link(
                    session, token=self.token, visitor=actor.visitor, now=rt.clock.now()
                )
            self.email = link.email if link.purpose is LinkPurpose.reset else ""
        except LinkGone:
            pass
        self.loaded = True


def ask() -> rx.Component:
    """The page that asks for a link."""
    return rx.el.div(
        rx.el.div(rx.cond(ResetState.sent, _answer()), role="status"),
        rx.cond(ResetState.sent, rx.fragment(), _question()),
    )


def _question() -> rx.Component:
    return sheet(
        t("Forgot your password?"),
        t("Tell us your address, and we mail you a link to choose another."),
        form(
            "/auth/reset",
            text_field(
                t("E-mail"), name="email", type="email", auto_complete="email", required=True,
                default_value=ResetState.email, error=ResetState.errors["email"], max_length=254,
            ),
            words=t("Mail me a link"),
            loaded=ResetState.loaded,
        ),
        back_to_signing_in(),
        trouble=ResetState.trouble,
    )  # fmt: skip


def _answer() -> rx.Component:
    return message(
        "mail",
        t("Look into your mail"),
        t(
            "If there is an account for {email}, a mail with a link is on its way. The link works "
            "for one hour.",
            email=ResetState.sent,
        ),
        link_button(t("Try another address"), href=RESET, look="quiet"),
        rx.el.a(t("Back to signing in"), href=SIGN_IN, class_name=LINK),
    )


def choose() -> rx.Component:
    """The page the mailed link leads to."""
    return rx.cond(
        NewPasswordState.loaded,
        rx.cond(NewPasswordState.email, _choice(), _gone()),
        message("lock", t("One moment"), t("We are looking at your link.")),
    )


def _choice() -> rx.Component:
    return sheet(
        t("Choose a new password"),
        t("For {email}. You are signed out everywhere.", email=NewPasswordState.email),
        form(
            "/auth/new-password",
            carried("token", NewPasswordState.token),
            filed_under(NewPasswordState.email),
            password_field(
                t("New password"), name="password", kind="new-password",
                hint=t("At least 12 characters."), error=NewPasswordState.errors["password"],
            ),
            words=t("Set the password"),
        ),
        trouble=NewPasswordState.trouble,
    )  # fmt: skip


def _gone() -> rx.Component:
    return message(
        "warning",
        t("This link does not work any more"),
        t("It was used before, or it is older than one hour."),
        link_button(t("Get a new link"), href=RESET),
    )
