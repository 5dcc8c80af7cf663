"""Whose desk this is, and what the person may do there.

It decides what is drawn and nothing else: each service checks the permission itself.
"""

from typing import Any, ClassVar, cast

import reflex as rx

from bilten_app.domains.organizers.public import Permission
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.web.handler import handler
from bilten_app.web.organizer.desk import organization


class DeskState(rx.State):
    """What the desk's frame knows of the person; every page of the desk looks first."""

    _access: ClassVar[str] = "public"

    name: str = ""
    permissions: list[str] = []

    @handler
    async def enter(self, rt: Runtime, actor: Actor) -> None:
        """Look at whose desk it is; who has none is sent away by the page itself."""
        if not actor.grants:
            self.reset()
            return
        mine = await organization(rt, actor)
        self.name = mine.name
        self.permissions = sorted(actor.grants[mine.id])


def may(permission: Permission) -> Any:
    """Whether the person may do this at the desk."""
    return cast("Any", DeskState.permissions).contains(permission.value)


def only(permission: Permission, *children: Any) -> rx.Component:
    """Draw this for who may use it."""
    return rx.fragment(rx.cond(may(permission), rx.fragment(*children)))
