"""Proving the address: waiting for the mail, and following its link."""

from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LinkGone
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.auth.ways import CHECK_MAIL, DESK, HOME, SIGN_IN, local_path
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify
from bilten_app.web.parts.feedback import message
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.words import t


class MailState(rx.State):
    """Waiting for the mailed link to be followed."""

    _access: ClassVar[str] = "user"

    email: str = ""
    verified: bool = False
    next: str = ""
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self, actor: Actor) -> Any:
        """Show where the mail went; who has proven their address goes on."""
        self.email, self.verified = actor.email, actor.verified
        self.next = local_path(self.router.url.query_parameters.get("next", ""), DESK)
        self.loaded = True
        return rx.redirect(self.next) if actor.verified else None

    @handler
    async def again(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Send another link."""
        self.busy = True
        yield
        self.busy = False
        await identity.ask_verification(rt, actor)
        await notify(self, "good", say(msgid("A new link is on its way."), visit.locale))


class VerifyState(rx.State):
    """Following the mailed link."""

    _access: ClassVar[str] = "public"

    done: bool = False
    refused: str = ""
    signed_in: bool = False
    loaded: bool = False

    @handler
    async def open(self, uow: UnitOfWork, visit: Visit) -> None:
        """Accept the link that the address holds."""
        token = self.router.url.path.rpartition("/")[2]
        self.signed_in, self.loaded = uow.actor.user_id is not None, True
        try:
            await identity.verify(uow, token=token)
        except LinkGone as gone:
            self.done, self.refused = False, say(gone.text, visit.locale)
        else:
            self.done, self.refused = True, ""


def check_mail() -> rx.Component:
    """The page after signing up."""
    return message(
        "mail",
        t("Check your mail"),
        t(
            "Follow the link we sent to {email}, and your address is confirmed.",
            email=MailState.email,
        ),
        button(t("Send it again"), look="quiet", on_click=MailState.again, busy=MailState.busy),
        rx.el.a(t("Later"), href=HOME, class_name="font-medium text-brand hover:underline"),
    )  # fmt: skip


def verify() -> rx.Component:
    """The page the mailed link leads to."""
    on = rx.cond(
        VerifyState.signed_in,
        link_button(t("Go on"), href=DESK),
        link_button(t("Sign in"), href=SIGN_IN),
    )
    again = rx.cond(
        VerifyState.signed_in,
        link_button(t("Get a new link"), href=CHECK_MAIL),
        link_button(t("Sign in"), href=f"{SIGN_IN}?next={CHECK_MAIL}"),
    )
    return rx.cond(
        VerifyState.loaded,
        rx.cond(
            VerifyState.done,
            message("check", t("Your address is confirmed"), t("Everything is open now."), on),
            message("warning", t("This link does not work"), VerifyState.refused, again),
        ),
        message("mail", t("One moment"), t("We are checking your link.")),
    )
