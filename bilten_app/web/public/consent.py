"""Whether an app may act for a person: who asks, for what exactly, and both ways out."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.apps import queries
from bilten_app.domains.apps import service as apps
from bilten_app.domains.apps.public import AppUnknown, Question, QuestionGone
from bilten_app.domains.identity.service import Browser
from bilten_app.domains.organizers import queries as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import BY_OWN_HAND
from bilten_app.kit.text import say
from bilten_app.web.auth.ways import CONSENT, UNKNOWN_APP
from bilten_app.web.door import Visit
from bilten_app.web.handler import depart, handler
from bilten_app.web.organizer.developers.rows import SCOPE_WORDS
from bilten_app.web.parts.data import badge, card
from bilten_app.web.parts.event import Picture, picture_of
from bilten_app.web.parts.feedback import banner, message, skeleton
from bilten_app.web.parts.fields import button, link_button
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import plain_a
from bilten_app.web.session import initials_of
from bilten_app.web.words import t

PATH = f"{CONSENT}/[question]"
LOGO_WIDTH = 128
NO_PICTURE = Picture()


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """Something the app may do then; what moves money or hands data out is marked."""

    words: str
    is_grave: bool


class ConsentState(rx.State):
    """What an app asks of the person who is here."""

    _access: ClassVar[str] = "user"

    app: str = ""
    initials: str = ""
    logo: Picture = NO_PICTURE
    about: str = ""
    homepage: str = ""
    organization: str = ""
    leads_to: str = ""
    scopes: list[ScopeRow] = []
    email: str = ""
    where: str = ""
    gone: str = ""
    way: str = ""
    busy: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show what the app asks."""
        self.gone, self.way, self.busy, self.loaded = "", "", False, True
        if self._question() == UNKNOWN_APP:
            self.gone = say(AppUnknown.text, visit.locale)
            return
        try:
            async with rt.read() as session:
                asked = await queries.question(session, self._question(), now=rt.clock.now())
                mine = await organizers.memberships(session, actor)
        except QuestionGone as gone:
            self.gone = say(gone.text, visit.locale)
            return
        self._show(asked, visit.locale)
        self.email, self.where = actor.email, ", ".join(one.organizer.name for one in mine)

    @handler
    async def allow(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Let the app in, and go back to it."""
        self.busy = True
        yield
        self.busy = False
        browser = Browser(visit.address, self.router.headers.user_agent)
        self.way = await apps.allow(rt, actor, question=self._question(), browser=browser)
        await depart(self, self.way)

    @handler
    async def deny(self, rt: Runtime, actor: Actor) -> None:
        """Let it not in, and go back to it."""
        self.way = await apps.deny(rt, actor, question=self._question())
        await depart(self, self.way)

    def _question(self) -> str:
        return self.router.url.path.rpartition("/")[2]

    def _show(self, asked: Question, locale: str) -> None:
        self.app, self.about, self.homepage = asked.app, asked.about, asked.homepage
        self.organization, self.leads_to = asked.organization, asked.leads_to
        self.initials, self.logo = initials_of(asked.app), picture_of(asked.logo, LOGO_WIDTH)
        self.scopes = [
            ScopeRow(say(SCOPE_WORDS[scope], locale), scope in BY_OWN_HAND)
            for scope in asked.scopes
        ]


def page() -> rx.Component:
    """The page, top to bottom."""
    state = ConsentState
    gone = message(
        "warning", t("This does not work"), state.gone,
        link_button(t("To the start"), href="/", look="quiet"),
    )  # fmt: skip
    back = message(
        "check", t("Going back to {app}", app=state.app),
        t("If nothing happens, go there yourself."),
        plain_a(
            t("Go to {app}", app=state.app), href=state.way, class_name="font-medium text-brand"
        ),
    )  # fmt: skip
    shown = rx.cond(state.gone, gone, rx.cond(state.way, back, _question()))
    return rx.fragment(rx.cond(state.loaded, shown, skeleton("h-96 w-full")))


def _question() -> rx.Component:
    return rx.el.div(
        _who_asks(),
        card(
            rx.el.h2(t("It may then, in your name"), class_name="text-heading"),
            rx.el.ul(
                rx.foreach(ConsentState.scopes, _scope),
                class_name="mt-2 divide-y divide-line",
            ),
        ),
        _where(),
        rx.el.div(
            button(
                t("Let it in"), size="large", wide=True, on_click=ConsentState.allow,
                busy=ConsentState.busy,
            ),
            button(
                t("Do not let it in"), look="quiet", size="large", wide=True,
                on_click=ConsentState.deny,
            ),
            class_name="flex flex-col gap-3",
        ),
        rx.el.p(
            t("Either way you go on to {place}.", place=ConsentState.leads_to),
            class_name="text-center text-sm text-muted break-words",
        ),
        class_name="flex flex-col gap-6",
    )  # fmt: skip


def _who_asks() -> rx.Component:
    state = ConsentState
    home = plain_a(
        state.homepage, href=state.homepage, rel="noopener noreferrer nofollow", target="_blank",
        class_name="mt-1 inline-block break-all text-sm text-brand hover:underline",
    )  # fmt: skip
    logo = rx.el.img(
        src=state.logo.url, alt="",
        class_name="size-14 rounded-card border border-line bg-surface object-contain",
    )  # fmt: skip
    initials = rx.el.div(
        state.initials,
        aria_hidden="true",
        class_name="flex size-14 items-center justify-center rounded-card bg-brand-soft "
        "text-heading text-brand",
    )
    return rx.el.div(
        rx.cond(state.logo.url, logo, initials),
        rx.el.h1(
            t("Let {app} in?", app=state.app), class_name="mt-5 text-title text-balance break-words"
        ),
        rx.el.p(
            t("An app by {organization}, which is responsible for it.",
              organization=state.organization),
            class_name="mt-2 text-muted break-words",
        ),
        rx.cond(state.about, rx.el.p(state.about, class_name="mt-3 break-words")),
        rx.cond(state.homepage, home),
    )  # fmt: skip


def _scope(row: ScopeRow) -> rx.Component:
    return rx.el.li(
        icon("check", "size-5", class_name="mt-0.5 shrink-0 text-brand"),
        rx.el.span(row.words, class_name="min-w-0 flex-1"),
        rx.cond(row.is_grave, badge(t("Sensitive"), tone="warn")),
        class_name="flex items-start gap-3 py-3",
    )


def _where() -> rx.Component:
    """For whom, where, and what it never can."""
    state = ConsentState
    nowhere = banner(
        t("You belong to no organization, so there is nothing yet that it could do."), tone="warn"
    )
    return rx.el.div(
        rx.el.p(t("You are signed in as {email}.", email=state.email), class_name="break-words"),
        rx.cond(
            state.where,
            rx.el.p(
                t(
                    "It may never do more than your role allows, in: {where}. It gets nothing in "
                    "organizations that you join later.",
                    where=state.where,
                )
            ),
            nowhere,
        ),
        rx.el.p(
            t("It does not learn your password, and sees neither your tickets nor your cards."),
            " ",
            t("You can shut it out at any time, in your account under “Apps with access”."),
        ),
        class_name="flex flex-col gap-3 text-[0.9375rem] text-muted text-pretty",
    )  # fmt: skip
