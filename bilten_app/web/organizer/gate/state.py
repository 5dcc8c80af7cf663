"""What the gate page remembers; its counts are pushed while somebody watches."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, Field

from bilten_app.domains.events import queries as events
from bilten_app.domains.scanning import service as scanning
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.errors import Forbidden, NotFound
from bilten_app.kit.roles import Permission
from bilten_app.web import live
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id
from bilten_app.web.organizer.desk import beside
from bilten_app.web.organizer.gate.view import Door, qr_image, read_door
from bilten_app.web.session import still_may

NOTHING = Door()


class GateForm(BaseModel):
    """A new gate."""

    name: str = Field(max_length=120)


class GateState(rx.State):
    """The door of one event."""

    _access: ClassVar[str] = "organizer"

    id: str = ""
    slug: str = ""
    title: str = ""
    zone: str = "UTC"
    is_draft: bool = False
    door: Door = NOTHING
    qr: str = ""
    link: str = ""
    until_iso: str = ""
    errors: dict[str, str] = {}
    missing: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the door of the event that the address names, and watch it."""
        slug = self.router.url.path.removesuffix("/gate").rpartition("/")[2]
        self.qr, self.link, self.errors, self.missing = "", "", {}, False
        try:
            async with rt.read() as session:
                event = await events.organizer_event(session, actor, slug)
            self.door = await read_door(rt, actor, event.id, event.time_zone, visit.locale)
        except NotFound:
            self.missing = self.loaded = True
            return None
        except Forbidden:
            return await beside(rt, actor, slug)
        self.id, self.slug, self.title = str(event.id), event.slug, event.title
        self.zone, self.is_draft = event.time_zone, event.state == "draft"
        self.loaded = True
        topic = f"{event.id} {event.time_zone} {visit.locale}"
        may_see = still_may(self, Permission.gate_manage, event.organizer_id, event_id=event.id)
        DOOR.watch(topic, self.router.session.client_token, may_see)
        return None

    @handler
    async def add_gate(self, rt: Runtime, actor: Actor, visit: Visit, form: GateForm) -> None:
        """Add a door."""
        self.errors = {}
        async with rt.unit_of_work(actor) as uow:
            await scanning.create_gate(uow, actor, event_id=held_id(self.id), name=form.name)
        await self._look(rt, actor, visit)

    @handler
    async def invite(self, rt: Runtime, actor: Actor, visit: Visit, gate_id: UUID) -> None:
        """Show a one-time code with which one scanner joins this gate."""
        async with rt.unit_of_work(actor) as uow:
            made = await scanning.invite_device(uow, actor, gate_id=gate_id)
        self.link = f"{rt.settings.origin}/scan/#enrol={made.token}"
        self.qr, self.until_iso = qr_image(self.link), made.expires_at.isoformat()
        await self._look(rt, actor, visit)

    @handler
    async def put_away(self) -> None:
        """Close the code."""
        self.qr = self.link = ""

    @handler
    async def revoke(self, rt: Runtime, actor: Actor, visit: Visit, device_id: UUID) -> None:
        """Take a scanner out of service."""
        async with rt.unit_of_work(actor) as uow:
            await scanning.revoke(uow, actor, device_id=device_id)
        await self._look(rt, actor, visit)

    @handler
    async def seen(self, rt: Runtime, actor: Actor, visit: Visit, incident_id: UUID) -> None:
        """Mark an incident as looked at."""
        async with rt.unit_of_work(actor) as uow:
            await scanning.see_incident(uow, actor, incident_id=incident_id)
        await self._look(rt, actor, visit)

    async def _look(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        self.door = await read_door(rt, actor, held_id(self.id), self.zone, visit.locale)


async def _doors(rt: Runtime, topics: Collection[str]) -> Mapping[str, Any]:
    """Read the watched doors; whoever watches was let in by `open`."""
    doors: dict[str, Any] = {}
    for topic in topics:
        event_id, zone, locale = topic.split(" ")
        doors[topic] = await read_door(rt, SYSTEM, UUID(event_id), zone, locale)
    return doors


DOOR = live.feed("organizer.door", state=GateState, var="door", read=_doors)
