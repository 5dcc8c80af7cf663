"""People with an account: found by a part of their name or address."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity.public import PersonView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import number, say
from bilten_app.web.admin.membership import PEOPLE
from bilten_app.web.admin.words import NOBODY, STAFF_WORDS, SUSPENDED, person_state, states
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list."""

    href: str
    name: str
    email: str
    role: str
    sessions: str
    since: str
    state: str
    tone: str


class PeopleState(rx.State):
    """One page of people."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names."""
        asked = Asked.of(self, PEOPLE)
        state = asked.chosen("state", among=[SUSPENDED])
        async with rt.read() as session:
            page = await identity.accounts(
                session, actor, now=rt.clock.now(), words=asked.q,
                suspended=state == SUSPENDED, cursor=asked.cursor,
            )  # fmt: skip
        self.rows = [_row(one, visit.locale) for one in page.rows]
        self.listing = asked.listing(
            filters=[states(state, visit.locale)], following=page.next_cursor
        )
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Person"), lambda row: named(row.name, row.email, href=row.href), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Platform"), lambda row: row.role),
        Column(t("Signed in"), lambda row: row.sessions, side="end"),
        Column(t("Since"), lambda row: when(row.since)),
    ]
    nobody = empty(
        t("Nobody has an account yet"), t("They show here once they sign up."), name="users"
    )
    return rx.el.div(
        rx.el.h1(t("People"), class_name="text-title"),
        listing(PeopleState, t("People"), columns, nothing=nobody, placeholder=t("Name or e-mail")),
        class_name="flex flex-col gap-6",
    )


def _row(one: PersonView, locale: str) -> Row:
    words, tone = person_state(one)
    return Row(
        href=f"{PEOPLE}/{one.id}",
        name=one.name or say(NOBODY, locale),
        email=one.email,
        role=say(STAFF_WORDS[one.staff_role], locale) if one.staff_role else "",
        sessions=number(one.sessions, locale),
        since=one.created_at.isoformat(),
        state=say(words, locale),
        tone=tone,
    )
