"""What the browser stories find: one organizer, one evening, three kinds of tickets."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bilten_app.domains.events import queries as event_queries
from bilten_app.domains.events import service as events
from bilten_app.infra.runtime import Runtime
from tests.factories import Stage, draft, given_event

ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Scene:
    """An evening that starts within the hour, so that its proofs are good now."""

    stage: Stage
    slug: str
    title: str

    @property
    def event_id(self) -> UUID:
        """The evening."""
        return self.stage.event_id


async def given_scene(rt: Runtime) -> Scene:
    """Publish the evening. Run it before a worker does, which makes the keys by the dates."""
    stage = await given_event(
        rt,
        draft(name="Standing", price_minor=2500),
        draft(name="Balcony", price_minor=4000, rotating=True),
        draft(name="Students", price_minor=0),
        time_zone=ZONE,
    )
    soon = (rt.clock.now() + timedelta(hours=1)).astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    async with rt.unit_of_work(stage.owner) as uow:
        await events.edit(
            uow, stage.owner, event_id=stage.event_id,
            starts_local=soon, ends_local=soon + timedelta(hours=4),
        )  # fmt: skip
    async with rt.read() as session:
        event = await event_queries.by_id(session, stage.event_id)
    return Scene(stage, event.slug, event.title)
