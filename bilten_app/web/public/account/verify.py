"""Proving an address: waiting for the mail, and following its link."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.identity import queries
from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LinkGone, LinkPurpose
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.auth.ways import DESK, HOME, RESET, SIGN_IN, local_path
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.feedback import message
from bilten_app.web.parts.fields import button, link_button, password_field
from bilten_app.web.public.account.sheet import LINK, carried, form, sheet
from bilten_app.web.public.account.sign_in import trouble
from bilten_app.web.words import t


class MailState(rx.State):
    """Waiting for the mailed link to be followed."""

    _access: ClassVar[str] = "public"

    email: str = ""
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self, actor: Actor) -> Any:
        """Show where the mail went; who has proven their address goes on."""
        asked = self.router.url.query_parameters
        self.email, self.busy, self.loaded = (
            actor.email or asked.get("email", "")[:254],
            False,
            True,
        )
        return rx.redirect(local_path(asked.get("next", ""), DESK)) if actor.verified else None

    @handler
    async def again(self, rt: Runtime, actor: Actor, visit: Visit) -> AsyncIterator[None]:
        """Let the mail be sent again; the answer is the same whether there was one."""
        self.busy = True
        yield
        self.busy = False
        await identity.ask_again(rt, actor, email=self.email, address=visit.address)
        await notify(self, "good", say(msgid("Another mail is on its way."), visit.locale))


class LinkState(rx.State):
    """A mailed link, before it is followed."""

    _access: ClassVar[str] = "public"

    token: str = ""
    purpose: str = ""
    email: str = ""
    needs_password: bool = False
    trouble: str = ""
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Look at what the link is good for."""
        self.token = self.router.url.path.rpartition("/")[2]
        asked = self.router.url.query_parameters
        self.trouble = trouble(asked, visit.locale)
        self.purpose, self.email, self.needs_password = "", "", False
        try:
            async with rt.read() as session:
                link = await queries.mailed_link(
                    session, token=self.token, visitor=actor.visitor, now=rt.clock.now()
                )
            self.purpose, self.email = link.purpose.value, link.email
            self.needs_password = link.needs_password
        except LinkGone:
            pass
        self.loaded = True


def check_mail() -> rx.Component:
    """The page after signing up."""
    again = button(t("Send it again"), look="quiet", on_click=MailState.again, busy=MailState.busy)
    return message(
        "mail",
        t("Check your mail"),
        rx.cond(
            MailState.email,
            t(
                "We have written to {email}. Follow the link in that mail, and you can go on.",
                email=MailState.email,
            ),
            t("Follow the link in the mail that we have sent you, and you can go on."),
        ),
        rx.cond(MailState.email, again),
        rx.el.a(t("Later"), href=HOME, class_name=LINK),
    )


def verify() -> rx.Component:
    """The page the mailed link leads to."""
    return rx.cond(
        LinkState.loaded,
        rx.match(
            LinkState.purpose,
            (LinkPurpose.verify.value, _confirm()),
            (LinkPurpose.change.value, _use_new()),
            (LinkPurpose.undo.value, _take_back()),
            _gone(),
        ),
        message("mail", t("One moment"), t("We are looking at your link.")),
    )


def _confirm() -> rx.Component:
    password = rx.el.div(
        rx.el.p(
            t("You are using another browser than when you made the account."),
            class_name="mb-4 text-muted",
        ),
        password_field(
            t("Password"), name="password", hint=t("The one you chose when you made the account.")
        ),
    )  # fmt: skip
    return _step(
        t("Confirm your address"),
        t("One press, and {email} is confirmed and you are signed in.", email=LinkState.email),
        rx.cond(LinkState.needs_password, password),
        action="/auth/verify",
        words=t("Confirm and go on"),
        below=rx.cond(
            LinkState.needs_password,
            rx.el.p(
                t("Never chose one?"), " ",
                rx.el.a(t("Choose a password"), href=RESET, class_name=LINK),
                class_name="text-center text-muted",
            ),
        ),
    )  # fmt: skip


def _use_new() -> rx.Component:
    return _step(
        t("Use this address?"),
        t("Your account moves to {email}. The old address is told.", email=LinkState.email),
        action="/auth/new-address",
        words=t("Use this address"),
    )


def _take_back() -> rx.Component:
    return _step(
        t("Take your address back?"),
        t(
            "Your account returns to {email}, everybody is signed out, and you choose a new "
            "password.",
            email=LinkState.email,
        ),
        action="/auth/old-address",
        words=t("Take it back"),
    )


def _gone() -> rx.Component:
    return message(
        "warning",
        t("This link does not work any more"),
        t("It was used before, or it is too old. If you confirmed your address, just sign in."),
        link_button(t("Sign in"), href=SIGN_IN),
        rx.el.a(t("Forgot your password?"), href=RESET, class_name=LINK),
    )


def _step(
    title: str,
    text: str,
    *fields: rx.Component,
    action: str,
    words: str,
    below: rx.Component | None = None,
) -> rx.Component:
    return sheet(
        title,
        text,
        form(action, carried("token", LinkState.token), *fields, words=words),
        below or rx.fragment(),
        trouble=LinkState.trouble,
    )
