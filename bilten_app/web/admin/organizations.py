"""Organizations: found by a part of their name, suspended and restored with a reason."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.organizers import service
from bilten_app.domains.organizers.public import OrganizationView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.text import msgid, number, say
from bilten_app.web.admin.membership import LOG, ORGANIZATIONS, only
from bilten_app.web.admin.words import SUSPENDED, ReasonForm, state_of, states
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.feedback import dialog, empty
from bilten_app.web.parts.fields import button, form, text_area
from bilten_app.web.parts.listing import Asked, Column, Listing, listing, named
from bilten_app.web.words import t, when


@dataclass(frozen=True, slots=True)
class Row:
    """An organization in the list."""

    id: str = ""
    name: str = ""
    members: str = ""
    since: str = ""
    state: str = ""
    tone: str = "info"
    why: str = ""
    is_suspended: bool = False
    log: str = ""


class OrganizationsState(rx.State):
    """One page of organizations."""

    _access: ClassVar[str] = "staff"

    rows: list[Row] = []
    listing: Listing = Listing()
    row: Row = Row()
    asking: bool = False
    errors: dict[str, str] = {}
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the page that the address names."""
        self.asking, self.errors = False, {}
        await self._read(rt, actor, visit)
        self.loaded = True

    @handler
    async def ask(self, organizer_id: str) -> None:
        """Ask why."""
        self.row = next((row for row in self.rows if row.id == organizer_id), Row())
        self.asking, self.errors = True, {}

    @handler
    async def keep(self) -> None:
        """Leave it as it is."""
        self.asking = False

    @handler
    async def suspend(self, rt: Runtime, actor: Actor, visit: Visit, form: ReasonForm) -> None:
        """Take the organization off the site, or let it go on."""
        self.errors = {}
        act = service.restore if self.row.is_suspended else service.suspend
        async with rt.unit_of_work(actor) as uow:
            await act(uow, actor, organizer_id=held_id(self.row.id), reason=form.reason)
        self.asking = False
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        asked = Asked.of(self, ORGANIZATIONS)
        state = asked.chosen("state", among=[SUSPENDED])
        async with rt.read() as session:
            page = await organizers.all_organizations(
                session, actor, words=asked.q, only_suspended=state == SUSPENDED,
                cursor=asked.cursor,
            )  # fmt: skip
        self.rows = [_row(one, visit.locale) for one in page.rows]
        self.listing = asked.listing(
            filters=[states(state, visit.locale)], following=page.next_cursor
        )


def page() -> rx.Component:
    """The page, top to bottom."""
    columns = [
        Column(t("Organization"), lambda row: named(row.name, row.why), place="lead"),
        Column(t("State"), lambda row: state_badge(row.state, row.tone), place="mark"),
        Column(t("Members"), lambda row: row.members, side="end"),
        Column(t("Since"), lambda row: when(row.since)),
        Column("", _acts, side="end"),
    ]
    nothing = empty(
        t("No organizations yet"), t("They show here once somebody founds one."), name="users"
    )
    return rx.el.div(
        rx.el.h1(t("Organizations"), class_name="text-title"),
        listing(
            OrganizationsState, t("Organizations"), columns, nothing=nothing, placeholder=t("Name")
        ),
        _asking(OrganizationsState.row),
        class_name="flex flex-col gap-6",
    )


def _acts(row: Any) -> rx.Component:
    words = rx.cond(row.is_suspended, t("Restore"), t("Suspend"))
    return rx.el.div(
        only(
            StaffPermission.audit_read,
            rx.el.a(t("Log"), href=row.log, class_name="font-medium text-brand hover:underline"),
        ),
        only(
            StaffPermission.people_suspend,
            button(words, look="quiet", size="small", on_click=OrganizationsState.ask(row.id)),
        ),
        class_name="flex flex-wrap items-center justify-end gap-3",
    )


def _asking(row: Any) -> rx.Component:
    words = rx.cond(row.is_suspended, t("Restore"), t("Suspend"))
    follows = rx.cond(
        row.is_suspended,
        t("Its events come back to the site, and can be sold again."),
        t("Its events leave the site at once and sell nothing. Tickets that were sold stay valid."),
    )
    title = rx.cond(
        row.is_suspended, t("Restore {name}?", name=row.name), t("Suspend {name}?", name=row.name)
    )
    return dialog(
        title,
        rx.el.p(follows, class_name="mt-3 text-muted text-pretty"),
        form(
            text_area(t("Why"), name="reason", rows=3, error=OrganizationsState.errors["reason"]),
            rx.el.div(
                button(words, look="danger", type="submit"),
                button(t("Keep it as it is"), look="quiet", on_click=OrganizationsState.keep),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=OrganizationsState.suspend,
            class_name="mt-5",
            key=row.id,
        ),
        id="suspend-organization",
        is_open=OrganizationsState.asking,
        on_close=OrganizationsState.keep,
    )


def _row(one: OrganizationView, locale: str) -> Row:
    words, tone = state_of(one.suspended_at)
    return Row(
        id=str(one.id),
        name=one.name,
        members=number(one.members, locale),
        since=one.created_at.isoformat(),
        state=say(words, locale),
        tone=tone,
        why=one.suspended_for,
        is_suspended=one.suspended_at is not None,
        log=f"{LOG}?about={one.id}",
    )
