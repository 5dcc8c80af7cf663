"""What the team page remembers, and what can be done there."""

from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.events import queries as events
from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.roles import Permission, Role
from bilten_app.kit.text import msgid, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.desk import event_choices, event_options, organization
from bilten_app.web.organizer.team.rows import (
    NOBODY,
    InvitationRow,
    MemberRow,
    invitation_rows,
    member_rows,
)
from bilten_app.web.parts.listing import Choice

WHOLE = "whole"
NO_EVENT = msgid("Choose an event.")


class InviteForm(BaseModel):
    """Who is asked in, and as what."""

    email: str = Field(max_length=254)
    role: Role
    event: str = Field(WHOLE, max_length=40)


class RoleForm(BaseModel):
    """What a member becomes; nothing is for some events only."""

    new_role: str = Field("", max_length=20)


class EventRoleForm(BaseModel):
    """What a member becomes for one event."""

    event_id: str = Field("", max_length=40)
    event_role: Role


class TeamState(rx.State):
    """The team of the desk's organization."""

    _access: ClassVar[str] = "organizer"

    members: list[MemberRow] = []
    invitations: list[InvitationRow] = []
    events: list[Choice] = []
    row: MemberRow = NOBODY
    acting: str = ""
    may_manage: bool = False
    round: int = 0
    errors: dict[str, str] = {}
    busy: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Load the team."""
        self.acting, self.errors, self.busy = "", {}, False
        await self._read(rt, actor, visit)
        self.loaded = True

    @handler
    async def invite(self, rt: Runtime, actor: Actor, visit: Visit, form: InviteForm) -> Any:
        """Ask somebody in by mail."""
        self.errors, self.busy = {}, True
        yield
        self.busy = False
        mine = await organization(rt, actor)
        event_id = None if form.event == WHOLE else held_id(form.event)
        await organizers.invite(
            rt, actor, organizer_id=mine.id, email=form.email, role=form.role, event_id=event_id
        )
        self.round += 1
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("Sent. The link is good for a week."), visit.locale))

    @handler
    async def send_again(self, rt: Runtime, actor: Actor, visit: Visit, invitation_id: str) -> None:
        """Mail a new link; the one before ends."""
        mine = await organization(rt, actor)
        await organizers.send_invitation_again(
            rt, actor, organizer_id=mine.id, invitation_id=held_id(invitation_id)
        )
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("Sent. The link is good for a week."), visit.locale))

    @handler
    async def take_back(self, rt: Runtime, actor: Actor, visit: Visit, invitation_id: str) -> None:
        """Take an invitation back."""
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.revoke_invitation(
                uow, actor, organizer_id=mine.id, invitation_id=held_id(invitation_id)
            )
        await self._read(rt, actor, visit)

    @handler
    async def begin(self, act: str, user_id: str) -> None:
        """Open what can be done with a member."""
        self.row = next((row for row in self.members if row.id == user_id), NOBODY)
        self.acting, self.errors = act, {}

    @handler
    async def keep(self) -> None:
        """Leave everything as it is."""
        self.acting = ""

    @handler
    async def change_role(self, rt: Runtime, actor: Actor, visit: Visit, form: RoleForm) -> None:
        """Make a member something else in the organization."""
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.set_role(
                uow, actor, organizer_id=mine.id, user_id=held_id(self.row.id),
                role=Role(form.new_role) if form.new_role in set(Role) else None,
            )  # fmt: skip
        await self._done(rt, actor, visit)

    @handler
    async def give_event(
        self, rt: Runtime, actor: Actor, visit: Visit, form: EventRoleForm
    ) -> None:
        """Make a member something for one event."""
        if form.event_id not in {one.value for one in self.events}:
            raise Invalid({"event_id": NO_EVENT})
        await self._set_event(rt, actor, form.event_id, form.event_role)
        await self._read(rt, actor, visit)

    @handler
    async def take_event(self, rt: Runtime, actor: Actor, visit: Visit, event_id: str) -> None:
        """Take an event from a member."""
        await self._set_event(rt, actor, event_id, None)
        await self._read(rt, actor, visit)

    @handler
    async def remove(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Take a member out of the team."""
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.remove_member(
                uow, actor, organizer_id=mine.id, user_id=held_id(self.row.id)
            )
        await self._done(rt, actor, visit)

    @handler
    async def hand_over(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Make a member the owner in one's own place."""
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.transfer(
                uow, actor, organizer_id=mine.id, user_id=held_id(self.row.id)
            )
        self.acting = ""
        return rx.redirect("/organizer")

    @handler
    async def leave(self, rt: Runtime, actor: Actor) -> Any:
        """Leave the team."""
        self.acting = ""
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.leave(uow, actor, organizer_id=mine.id)
        return rx.redirect("/account")

    async def _set_event(self, rt: Runtime, actor: Actor, event_id: str, role: Role | None) -> None:
        mine = await organization(rt, actor)
        async with rt.unit_of_work(actor) as uow:
            await organizers.set_event_role(
                uow, actor, organizer_id=mine.id, user_id=held_id(self.row.id),
                event_id=held_id(event_id), role=role,
            )  # fmt: skip

    async def _done(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        self.acting = ""
        await self._read(rt, actor, visit)
        await notify(self, "good", say(msgid("Saved."), visit.locale))

    async def _read(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        mine = await organization(rt, actor)
        self.may_manage = actor.may(Permission.team_manage, mine.id)
        scope, within = actor.require_somewhere(Permission.events_read, mine.id)
        cards = await event_choices(rt, (scope, within))
        async with rt.read() as session:
            team = await queries.team(session, scope)
            asked = await queries.invitations(session, scope) if self.may_manage else ()
            named: set[UUID] = {event_id for one in team for event_id in one.event_roles}
            named |= {one.event_id for one in asked if one.event_id}
            known = await events.cards(session, named)
        rows = member_rows(team, known, actor.user_id, visit.locale)
        self.members = [row for row in rows if row.is_me or within is None]
        self.invitations = invitation_rows(asked, known, rt.clock.now(), visit.locale)
        self.row = next((row for row in rows if row.id == self.row.id), NOBODY)
        shown = [
            Choice(str(card.id), option.words)
            for card, option in zip(cards, event_options(cards, visit.locale), strict=True)
        ]
        self.events = shown if self.may_manage else []
