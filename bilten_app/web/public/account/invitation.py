"""The page a mailed invitation leads to: what it is for, and coming in."""

from typing import Any, ClassVar
from urllib.parse import urlencode

import reflex as rx

from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.domains.organizers.public import InvitationFor, InvitationGone
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, say
from bilten_app.web.auth.ways import CHECK_MAIL, DESK, SIGN_IN, SIGN_UP
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import ROLE_WORDS
from bilten_app.web.parts.feedback import message
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import t

FOR_EVENT = msgid("{role}, for one event")


class InvitationState(rx.State):
    """An invitation, as whoever holds its link sees it."""

    _access: ClassVar[str] = "public"

    organizer: str = ""
    role: str = ""
    sent_by: str = ""
    email: str = ""
    refused: str = ""
    signed_in: bool = False
    is_mine: bool = False
    verified: bool = False
    sign_in: str = ""
    sign_up: str = ""
    check_mail: str = ""
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show the invitation that the address holds."""
        token = self.router.url.path.rpartition("/")[2]
        self.refused, self.loaded = "", True
        try:
            async with rt.read() as session:
                found = await queries.invitation_of(session, token, now=rt.clock.now())
                organizer = await queries.by_id(session, found.organizer_id)
        except InvitationGone as gone:
            self.refused = say(gone.text, visit.locale)
            return
        role = say(ROLE_WORDS[found.role], visit.locale)
        self.role = say(FOR_EVENT, visit.locale, role=role) if found.event_id else role
        self.organizer, self.sent_by, self.email = organizer.name, found.sent_by, found.email
        self.signed_in, self.verified = actor.user_id is not None, actor.verified
        self.is_mine = actor.email.casefold() == found.email.casefold()
        back = urlencode({"next": f"/invitation/{token}", "email": found.email})
        self.sign_in, self.sign_up = f"{SIGN_IN}?{back}", f"{SIGN_UP}?{back}"
        self.check_mail = f"{CHECK_MAIL}?{back}"

    @handler
    async def accept(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Come in, and go to the desk."""
        token = self.router.url.path.rpartition("/")[2]
        self.busy = True
        yield
        self.busy = False
        try:
            async with rt.unit_of_work(actor) as uow:
                await organizers.accept_invitation(uow, actor, token=token)
        except (InvitationGone, InvitationFor) as refusal:
            self.refused = say(refusal.text, visit.locale, **refusal.fields)
            return
        yield rx.redirect(DESK)


def page() -> rx.Component:
    """The page, top to bottom."""
    refused = message(
        "warning", t("This invitation does not work"), InvitationState.refused,
        link_button(t("To the start"), href="/", look="quiet"),
    )  # fmt: skip
    return rx.cond(
        InvitationState.loaded,
        rx.cond(InvitationState.refused, refused, _invitation()),
        message("mail", t("One moment"), t("We are looking for your invitation.")),
    )


def _invitation() -> rx.Component:
    return message(
        "users",
        t("Join {organizer}", organizer=InvitationState.organizer),
        t("{name} invites {email} into the team as: {role}.", name=InvitationState.sent_by,
          email=InvitationState.email, role=InvitationState.role),
        rx.cond(InvitationState.signed_in, rx.cond(InvitationState.is_mine, _mine(), _anothers()),
                _nobody()),
    )  # fmt: skip


def _mine() -> rx.Component:
    accept = button(t("Join the team"), on_click=InvitationState.accept, busy=InvitationState.busy)
    first = link_button(t("Confirm your address first"), href=InvitationState.check_mail)
    return rx.cond(InvitationState.verified, accept, first)


def _anothers() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            t("You are signed in with another address. Sign out, and open the link again."),
            class_name="text-muted",
        ),
        native_form(button(t("Sign out"), look="quiet", type="submit"), action="/auth/sign-out"),
        class_name="flex flex-col items-start gap-4",
    )


def _nobody() -> rx.Component:
    return rx.el.div(
        link_button(t("Sign in"), href=InvitationState.sign_in),
        link_button(t("Make an account"), href=InvitationState.sign_up, look="quiet"),
        class_name="flex flex-wrap gap-3",
    )
