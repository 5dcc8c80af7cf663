"""One's own account: who I am, where I belong, and the way out."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.web.admin.membership import ADMIN
from bilten_app.web.auth.ways import CHECK_MAIL, DESK, SECURITY
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import ROLE_WORDS, SOME_EVENTS
from bilten_app.web.parts.data import badge, card
from bilten_app.web.parts.feedback import banner, skeleton
from bilten_app.web.parts.fields import button
from bilten_app.web.parts.icons import IconName, icon
from bilten_app.web.parts.links import native_form
from bilten_app.web.public.account import apps, cards, collection, details
from bilten_app.web.public.account.picture import face
from bilten_app.web.words import said, t


@dataclass(frozen=True, slots=True)
class TeamRow:
    """An organization of mine; the role is a sentence to say."""

    name: str
    role: str


PRIVACY = "/account/privacy"


class AccountState(rx.State):
    """Who I am here."""

    _access: ClassVar[str] = "user"

    name: str = ""
    email: str = ""
    verified: bool = False
    staff: bool = False
    teams: list[TeamRow] = []
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor) -> None:
        """Show the account."""
        async with rt.read() as session:
            mine = await organizers.memberships(session, actor)
        self.teams = [
            TeamRow(m.organizer.name, ROLE_WORDS[m.role] if m.role else SOME_EVENTS) for m in mine
        ]
        self.name, self.email, self.verified = actor.name, actor.email, actor.verified
        self.staff = bool(actor.staff) or actor.staff_waits
        self.loaded = True


def page() -> rx.Component:
    """The page of one's own account."""
    return rx.el.div(
        rx.el.h1(t("Your account"), class_name="text-title"),
        rx.cond(AccountState.loaded, _account(), skeleton("h-40 w-full")),
        class_name="flex flex-col gap-6",
    )


def _account() -> rx.Component:
    unproven = banner(
        t("Please confirm your e-mail address."), " ",
        rx.el.a(t("Send the link again"), href=CHECK_MAIL, class_name="font-medium underline"),
        tone="warn",
    )  # fmt: skip
    return rx.el.div(
        rx.cond(AccountState.verified, rx.fragment(), unproven),
        card(
            rx.el.div(
                face("size-14 text-lg"),
                rx.el.div(
                    rx.el.p(AccountState.name, class_name="text-heading break-words"),
                    rx.el.p(AccountState.email, class_name="mt-1 text-muted break-words"),
                    class_name="min-w-0",
                ),
                class_name="flex items-center gap-4",
            )
        ),
        _places(),
        native_form(
            button(t("Sign out"), look="quiet", wide=True, type="submit"), action="/auth/sign-out"
        ),
        class_name="flex flex-col gap-4",
    )


def _places() -> rx.Component:
    return rx.el.nav(
        _place("ticket", t("My tickets"), "/account/tickets", rx.fragment()),
        _place("wallet", t("My collection"), collection.PATH, rx.fragment()),
        _place("user", t("Profile"), details.PATH, rx.fragment()),
        _place("lock", t("Security"), SECURITY, rx.fragment()),
        _place("card", t("Saved cards"), cards.PATH, rx.fragment()),
        _place("eye", t("Privacy"), PRIVACY, rx.fragment()),
        _place("share", t("Apps with access"), apps.PATH, rx.fragment()),
        rx.foreach(
            AccountState.teams,
            lambda row: _place("chart", row.name, DESK, badge(said(row.role))),
        ),
        rx.cond(
            AccountState.teams,
            rx.fragment(),
            _place("plus", t("Sell your own tickets"), f"{DESK}/new", rx.fragment()),
        ),
        rx.cond(AccountState.staff, _place("shield", t("Platform"), ADMIN, rx.fragment())),
        aria_label=t("Your places"),
        class_name="flex flex-col divide-y divide-line rounded-card border border-line bg-surface",
    )


def _place(name: IconName, words: Any, href: str, end: rx.Component) -> rx.Component:
    return rx.el.a(
        icon(name),
        rx.el.span(words, class_name="min-w-0 flex-1 truncate font-medium"),
        end,
        href=href,
        class_name="flex min-h-14 items-center gap-3 px-5 hover:bg-sunken",
    )
