"""What the demand page remembers; the room's numbers are pushed while somebody watches."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from bilten_app.domains.events import queries as events
from bilten_app.domains.waiting import service
from bilten_app.domains.waiting.public import RoomPlan
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid, say
from bilten_app.web import live
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, held_id, notify
from bilten_app.web.organizer.demand.view import RoomForm, RoomPage, Row, read_room, read_rows
from bilten_app.web.organizer.desk import EVENTS, elsewhere
from bilten_app.web.parts.listing import Asked, Listing
from bilten_app.web.session import still_may

NO_ROOM = RoomPage()


class DemandState(rx.State):
    """The room and the list of one event."""

    _access: ClassVar[str] = "organizer"

    id: str = ""
    slug: str = ""
    title: str = ""
    zone: str = "UTC"
    room: RoomPage = NO_ROOM
    plan: RoomPage = NO_ROOM
    may_edit: bool = False
    rows: list[Row] = []
    listing: Listing = Listing()
    errors: dict[str, str] = {}
    missing: bool = False
    loaded: bool = False
    failed: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> Any:
        """Load the event that the address names, and watch its room."""
        if away := await elsewhere(rt, actor, Permission.events_read):
            return away
        slug = self.router.url.path.removesuffix("/demand").rpartition("/")[2]
        self.errors, self.missing = {}, False
        try:
            async with rt.read() as session:
                event = await events.organizer_event(session, actor, slug)
        except NotFound:
            self.missing = self.loaded = True
            return None
        self.id, self.slug, self.title, self.zone = (
            str(event.id), event.slug, event.title, event.time_zone,
        )  # fmt: skip
        self.may_edit = actor.may(Permission.events_write, event.organizer_id, event_id=event.id)
        self.room = self.plan = await read_room(rt, actor, event.id, self.zone, visit.locale)
        asked = Asked.of(self, f"{EVENTS}/{slug}/demand")
        self.rows, following = await read_rows(
            rt, actor, event.id, cursor=asked.cursor, zone=self.zone, locale=visit.locale
        )
        self.listing = asked.listing(following=following)
        self.loaded = True
        may_see = still_may(self, Permission.events_read, event.organizer_id, event_id=event.id)
        topic = f"{event.id} {event.time_zone} {visit.locale}"
        ROOM.watch(topic, self.router.session.client_token, may_see)
        return None

    @handler
    async def save(self, rt: Runtime, actor: Actor, visit: Visit, form: RoomForm) -> None:
        """Switch the room on or off, or change its opening and its pace."""
        self.errors = {}
        opens_at = form.opens_at(self.zone)
        plan = RoomPlan(
            form.mode,
            None if self.plan.is_drawn else opens_at,
            form.rate_per_minute,
            form.at_once,
        )
        await service.save_room(rt, actor, event_id=held_id(self.id), plan=plan)
        self.room = self.plan = await read_room(
            rt, actor, held_id(self.id), self.zone, visit.locale
        )
        await notify(self, "good", say(msgid("Saved."), visit.locale))


async def _rooms(rt: Runtime, topics: Collection[str]) -> Mapping[str, Any]:
    """Read the watched rooms; whoever watches was let in by `open`."""
    rooms: dict[str, Any] = {}
    for topic in topics:
        event_id, zone, locale = topic.split(" ")
        rooms[topic] = await read_room(rt, SYSTEM, UUID(event_id), zone, locale)
    return rooms


ROOM = live.feed("organizer.room", state=DemandState, var="room", read=_rooms)
