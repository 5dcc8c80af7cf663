"""One person: where they belong, what they bought, and what staff can do."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from pydantic import BaseModel

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity import service
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.privacy import queries as privacy
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import StaffPermission, StaffRole
from bilten_app.kit.text import msgid, number, say
from bilten_app.web.admin.far import far_note
from bilten_app.web.admin.membership import LOG, ORGANIZATIONS, PEOPLE, only
from bilten_app.web.admin.words import NOBODY, STAFF_WORDS, ReasonForm, person_state
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import ROLE_WORDS, SOME_EVENTS
from bilten_app.web.organizer.parts import state_badge
from bilten_app.web.parts.data import card, loading_rows, stat, stats
from bilten_app.web.parts.feedback import banner, empty
from bilten_app.web.parts.fields import button, form, link_button, select_field, text_area
from bilten_app.web.parts.links import native_form
from bilten_app.web.words import said, t, when

MOST = 500
NOT_FOR_THEM = msgid("Nobody may act for this person, or the reason was missing.")


@dataclass(frozen=True, slots=True)
class TeamRow:
    """An organization somebody works for."""

    href: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A person, in words."""

    id: str = ""
    name: str = ""
    email: str = ""
    state: str = ""
    tone: str = "info"
    role: str = ""
    since: str = ""
    sessions: str = ""
    orders: str = ""
    suspended_for: str = ""
    is_suspended: bool = False
    flagged_at: str = ""
    log: str = ""
    teams: tuple[TeamRow, ...] = ()


class RoleForm(BaseModel):
    """What somebody is to the platform; empty for nobody of the staff."""

    staff_role: str = ""


class PersonState(rx.State):
    """One person."""

    _access: ClassVar[str] = "staff"

    person: Shown = Shown()
    trouble: str = ""
    errors: dict[str, str] = {}
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the person that the address names."""
        self.errors, self.missing = {}, False
        refused = self.router.url.query_parameters.get("refused", "")
        self.trouble = say(NOT_FOR_THEM, visit.locale) if refused else ""
        try:
            await self._read(rt, actor, visit, self.router.url.path.rpartition("/")[2])
        except NotFound:
            self.missing = True
        self.loaded = True

    @handler
    async def suspend(self, rt: Runtime, actor: Actor, visit: Visit, form: ReasonForm) -> None:
        """Shut the person out, or let them in again."""
        self.errors = {}
        act = service.restore_user if self.person.is_suspended else service.suspend_user
        async with rt.unit_of_work(actor) as uow:
            await act(uow, actor, user_id=held_id(self.person.id), reason=form.reason)
        await self._done(rt, actor, visit)

    @handler
    async def change_role(self, rt: Runtime, actor: Actor, visit: Visit, form: RoleForm) -> None:
        """Say what the person is to the platform."""
        role = StaffRole(form.staff_role) if form.staff_role in set(StaffRole) else None
        async with rt.unit_of_work(actor) as uow:
            await service.set_staff(uow, actor, user_id=held_id(self.person.id), role=role)
        await self._done(rt, actor, visit)

    async def _done(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        await self._read(rt, actor, visit, self.person.id)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit, user_id: str) -> None:
        key, locale = held_id(user_id), visit.locale
        async with rt.read() as session:
            found = await identity.account(session, actor, key, now=rt.clock.now())
            teams = await organizers.members_of(session, actor, key)
            bought = await orders.of_user(session, key, limit=MOST)
            erasure = await privacy.of_account(session, actor, key)
        is_leaving = erasure is not None and erasure.ended_at is None
        words, tone = person_state(found, is_leaving=is_leaving)
        many = number(len(bought), locale)
        self.person = Shown(
            id=str(found.id),
            name=found.name or say(NOBODY, locale),
            email=found.email,
            state=say(words, locale),
            tone=tone,
            role=found.staff_role or "",
            since=found.created_at.isoformat(),
            sessions=number(found.sessions, locale),
            orders=f"{many}+" if len(bought) == MOST else many,
            suspended_for=found.suspended_for,
            is_suspended=found.suspended_at is not None,
            flagged_at=found.flagged_at.isoformat() if found.flagged_at else "",
            log=f"{LOG}?who={found.id}",
            teams=tuple(
                TeamRow(
                    f"{ORGANIZATIONS}?q={name}",
                    name,
                    say(ROLE_WORDS[role] if role else SOME_EVENTS, locale),
                )
                for _, name, role in teams
            ),
        )


def page() -> rx.Component:
    """The page, top to bottom."""
    gone = empty(
        t("This person is not here"), t("There is no account with this id."),
        link_button(t("All people"), href=PEOPLE, look="quiet"), name="user",
    )  # fmt: skip
    return rx.cond(PersonState.missing, gone, rx.cond(PersonState.loaded, _shown(), loading_rows()))


def _shown() -> rx.Component:
    person = PersonState.person
    log = link_button(t("What they did"), href=person.log, look="quiet", class_name="self-start")
    return rx.el.div(
        rx.el.div(
            rx.el.a(t("All people"), href=PEOPLE, class_name="text-sm font-medium text-brand"),
            rx.el.div(
                rx.el.h1(person.name, class_name="text-title break-words"),
                state_badge(person.state, person.tone),
                class_name="mt-1 flex flex-wrap items-center gap-3",
            ),
            rx.el.p(person.email, class_name="text-muted break-words"),
        ),
        rx.cond(PersonState.trouble, banner(PersonState.trouble, tone="bad")),
        rx.cond(person.suspended_for, banner(person.suspended_for, tone="warn")),
        rx.cond(person.flagged_at, far_note(person.flagged_at)),
        stats(
            stat(t("Orders"), person.orders),
            stat(t("Signed in"), person.sessions, t("browsers")),
            stat(t("Account since"), when(person.since)),
        ),
        rx.cond(person.teams, _teams(person)),
        only(StaffPermission.audit_read, log),
        only(StaffPermission.impersonate, _acting(person)),
        only(StaffPermission.people_suspend, _suspending(person)),
        only(StaffPermission.roles_manage, _role(person)),
        class_name="flex max-w-3xl flex-col gap-6",
    )


def _teams(person: Any) -> rx.Component:
    def line(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.a(one.name, href=one.href, class_name="font-medium text-brand hover:underline"),
            rx.el.span(one.role, class_name="text-muted"),
            class_name="flex justify-between gap-4 py-2",
        )

    return card(
        rx.el.h2(t("Works for"), class_name="text-heading"),
        rx.el.ul(
            rx.foreach(person.teams.to(list[TeamRow]), line),
            class_name="mt-2 divide-y divide-line",
        ),
    )


def _acting(person: Any) -> rx.Component:
    words = t(
        "You see what they see for half an hour. You cannot move money, hand data out or change "
        "rights, and the log names you for all you do."
    )
    return card(
        rx.el.h2(t("Act in their name"), class_name="text-heading"),
        rx.el.p(words, class_name="mt-2 text-muted text-pretty"),
        native_form(
            text_area(t("Why"), name="act_reason", rows=2, required=True),
            rx.el.div(button(t("Act for {name}", name=person.name), look="quiet", type="submit")),
            action=f"{PEOPLE}/{person.id}/act",
            class_name="mt-4 flex flex-col gap-4",
        ),
    )


def _suspending(person: Any) -> rx.Component:
    words = rx.cond(person.is_suspended, t("Let them in again"), t("Suspend the account"))
    return card(
        rx.el.h2(words, class_name="text-heading"),
        form(
            text_area(t("Why"), name="reason", rows=2, error=PersonState.errors["reason"]),
            rx.el.div(button(words, look="danger", type="submit")),
            on_submit=PersonState.suspend,
            class_name="mt-4",
            key=person.state,
        ),
    )


def _role(person: Any) -> rx.Component:
    known = [(role.value, said(words)) for role, words in STAFF_WORDS.items()]
    options = [("", t("Nobody of the staff")), *known]
    return card(
        rx.el.h2(t("Role on the platform"), class_name="text-heading"),
        form(
            select_field(t("Role"), name="staff_role", options=options, default_value=person.role),
            rx.el.div(button(t("Save"), type="submit", look="quiet")),
            on_submit=PersonState.change_role,
            class_name="mt-4",
            key=person.id,
        ),
    )
