"""Whose desk this is, and what the person may do there.

It decides what is drawn and nothing else: each service checks the permission itself.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

import reflex as rx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import NONE, Actor
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import say
from bilten_app.kit.twins import live_of
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import ROLE_WORDS, SOME_EVENTS, desk_of, memberships


@dataclass(frozen=True, slots=True)
class Team:
    """An organization the person belongs to, and as what."""

    id: str
    name: str
    role: str
    is_here: bool
    is_test: bool


class DeskState(rx.State):
    """What the desk's frame knows of the person; every page of the desk looks first."""

    _access: ClassVar[str] = "public"

    name: str = ""
    is_test: bool = False
    live_id: str = ""
    permissions: list[str] = []
    everywhere: list[str] = []
    teams: list[Team] = []
    is_held_back: bool = False
    must_come_by: str = ""

    @handler
    async def enter(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Look at whose desk it is; who has none is sent away by the page itself."""
        if not actor.grants:
            self.reset()
            return
        mine = await memberships(rt, actor)
        here = desk_of(mine)
        self.name, self.is_test = here.organizer.name, here.organizer.is_test
        self.live_id = str(live_of(here.organizer.id))
        self.is_held_back = here.organizer.id in actor.held_back
        self.must_come_by = actor.held_back.get(here.organizer.id, "")
        whole = actor.grants.get(here.organizer.id, NONE)
        own = [held for (of, _), held in actor.event_grants.items() if of == here.organizer.id]
        self.everywhere = sorted(whole)
        self.permissions = sorted(whole.union(*own))
        self.teams = [
            Team(
                str(one.organizer.id),
                one.organizer.name,
                say(ROLE_WORDS[one.role] if one.role else SOME_EVENTS, visit.locale),
                one is here,
                one.organizer.is_test,
            )
            for one in mine
        ]


def may(permission: Permission) -> Any:
    """Whether the person may do this at the desk, be it for one event only."""
    return cast("Any", DeskState.permissions).contains(permission.value)


def only(permission: Permission, *children: Any) -> rx.Component:
    """Draw this for who may use it."""
    return rx.fragment(rx.cond(may(permission), rx.fragment(*children)))


def everywhere(permission: Permission, *children: Any) -> rx.Component:
    """Draw this for who may use it for the whole organization."""
    held = cast("Any", DeskState.everywhere).contains(permission.value)
    return rx.fragment(rx.cond(held, rx.fragment(*children)))
