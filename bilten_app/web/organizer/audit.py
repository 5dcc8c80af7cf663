"""The audit log of the organization: who did what, and when."""

from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.identity import queries as identity
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import AuditSearch
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web.audit_words import TOPICS, Line, ids_in, labels_in, line_of
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import AUDIT, elsewhere, organization
from bilten_app.web.organizer.parts import settings_tabs
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.listing import Asked, Choice, Column, Filter, Listing, listing
from bilten_app.web.words import t, when

OWN_TOPICS = (
    "organizers.", "events.", "orders.", "payouts.", "seating.", "programs.", "apps.",
)  # fmt: skip


class AuditState(rx.State):
    """One page of the organization's audit log."""

    _access: ClassVar[str] = "organizer"

    rows: list[Line] = []
    listing: Listing = Listing()
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the page that the address names."""
        if away := await elsewhere(rt, actor, Permission.audit_read, whole=True):
            return away
        asked = Asked.of(self, AUDIT)
        mine = await organization(rt, actor)
        scope = actor.require(Permission.audit_read, mine.id)
        async with rt.read() as session:
            team = await organizers.team(session, scope)
            people = {str(one.user_id): one.name for one in team}
            who = asked.chosen("who", among=list(people))
            verb = asked.chosen("what", among=OWN_TOPICS)
            search = AuditSearch(actor=f"user:{who}" if who else "", verb=verb)
            page = await reporting.organizer_audit(session, scope, search, cursor=asked.cursor)
            found = list(page.rows)
            names = await identity.names(session, labels_in(found))
            cards = await events.cards(session, ids_in(found))
        subjects = {str(mine.id): mine.name} | {str(one.id): one.title for one in cards.values()}
        self.rows = [line_of(row, names, subjects, visit.locale) for row in found]
        every = Choice("", say(msgid("All"), visit.locale))
        self.listing = asked.listing(
            filters=[
                Filter(
                    "what", say(msgid("What"), visit.locale),
                    [every, *(Choice(one, say(TOPICS[one], visit.locale)) for one in OWN_TOPICS)],
                    verb,
                ),
                Filter(
                    "who", say(msgid("Who"), visit.locale),
                    [every, *(Choice(one, name) for one, name in people.items())], who,
                ),
            ],
            following=page.next_cursor,
        )  # fmt: skip
        self.loaded = True
        return None


def page() -> rx.Component:
    """The page, top to bottom."""
    nothing = empty(
        t("Nothing was done yet"),
        t("Whatever your team changes is written down here, and nobody can edit it."),
        name="list",
    )
    return rx.el.div(
        rx.el.h1(t("Audit log"), class_name="text-title"),
        settings_tabs("audit"),
        listing(AuditState, t("Audit log"), columns(), nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def columns() -> list[Column]:
    """Return the columns of audit lines."""
    return [
        Column(t("What"), _what, place="lead"),
        Column(t("Who"), lambda row: row.who),
        Column(t("About"), lambda row: rx.el.span(row.about, class_name="break-words")),
        Column(t("When"), lambda row: when(row.at)),
    ]


def _what(row: Any) -> rx.Component:
    """Say what was done, with all of its details: nothing of a log is cut off."""
    return rx.el.div(
        rx.el.p(row.what, class_name="font-medium"),
        rx.el.p(row.details, class_name="max-w-md text-sm text-muted break-words empty:hidden"),
        class_name="min-w-0",
    )
