"""The audit log of the platform: by who, what, about what and when."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.identity import queries as identity
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import AuditSearch
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.typed import whole_day
from bilten_app.web.admin.membership import LOG
from bilten_app.web.audit_words import Line, ids_in, labels_in, line_of
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.audit import columns
from bilten_app.web.parts.feedback import empty
from bilten_app.web.parts.fields import button, text_field
from bilten_app.web.parts.icons import icon
from bilten_app.web.parts.links import native_form, plain_a
from bilten_app.web.parts.listing import Asked, Filter, Listing, listing
from bilten_app.web.words import t

FIELDS = ("who", "about", "what", "since", "until")
LONGEST = 100


class LogState(rx.State):
    """One page of the whole log."""

    _access: ClassVar[str] = "staff"

    rows: list[Line] = []
    listing: Listing = Listing()
    asked: dict[str, str] = {}
    file: str = ""
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names."""
        asked = Asked.of(self, LOG)
        told = {name: asked.chosen(name)[:LONGEST] for name in FIELDS}
        wanted = await search_of(rt, told)
        async with rt.read() as session:
            page = await reporting.audit(session, actor, wanted, cursor=asked.cursor)
            found = list(page.rows)
            names = await identity.names(session, labels_in(found))
            cards = await events.cards(session, ids_in(found))
            teams = await organizers.by_ids(session, ids_in(found))
        subjects = {str(one.id): one.title for one in cards.values()}
        subjects |= {str(one.id): one.name for one in teams.values()}
        self.rows = [line_of(row, names, subjects, visit.locale) for row in found]
        self.asked, self.file = told, f"{LOG}/lines.csv?{urlencode(told)}"
        narrowed = [Filter(name, name, (), value, look="links") for name, value in told.items()]
        listed = asked.listing(filters=narrowed, following=page.next_cursor)
        self.listing = Listing(before=listed.before, after=listed.after, clear=listed.clear)
        self.loaded = True


def page() -> rx.Component:
    """The page, top to bottom."""
    nothing = empty(
        t("Nothing like this was written down"),
        t("Try fewer conditions, or a longer time."),
        name="search",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Audit log"), class_name="text-title"),
            plain_a(
                icon("download"),
                t("As a file"),
                href=LogState.file,
                class_name="inline-flex min-h-11 items-center gap-2 font-medium text-brand",
            ),
            class_name="flex flex-wrap items-end justify-between gap-4",
        ),
        _conditions(),
        listing(LogState, t("Audit log"), columns(), nothing=nothing),
        class_name="flex flex-col gap-6",
    )


def _conditions() -> rx.Component:
    def field(label: str, name: str, kind: str = "text", hint: str | None = None) -> rx.Component:
        shown = LogState.asked[name]
        return text_field(label, name=name, type=kind, hint=hint, default_value=shown, key=shown)

    return native_form(
        field(t("Who"), "who", hint=t("An e-mail address, or an id.")),
        field(t("About"), "about", hint=t("The id of a person, an order or an event.")),
        field(t("What"), "what", hint=t("How it begins, like orders.")),
        field(t("From"), "since", "date"),
        field(t("Until"), "until", "date"),
        rx.el.div(button(t("Search"), type="submit"), class_name="self-end"),
        action=LOG,
        method="get",
        class_name="grid items-start gap-4 sm:grid-cols-3",
    )


async def search_of(rt: Runtime, told: Mapping[str, str]) -> AuditSearch:
    """Return what is looked for; days are those of UTC, both with them."""
    since, until = _day(told.get("since", "")), _day(told.get("until", ""))
    return AuditSearch(
        actor=await _label(rt, told.get("who", "").strip()),
        subject=told.get("about", "").strip(),
        verb=told.get("what", "").strip(),
        since=since,
        until=until + timedelta(days=1) if until else None,
    )


async def _label(rt: Runtime, typed: str) -> str:
    """Return how the log names whom somebody typed: an address, an id, or a kind like `system`."""
    if "@" in typed:
        async with rt.read() as session:
            return f"user:{await identity.user_id_by_email(session, typed) or typed}"
    try:
        return f"user:{UUID(typed)}"
    except ValueError:
        return typed


def _day(typed: str) -> datetime | None:
    day = whole_day(typed)
    return datetime.combine(day, time(), UTC) if day else None
