"""What the privacy page knows: what is in the way of an erasure, and where it is."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bilten_app.domains.privacy import queries
from bilten_app.domains.privacy import service as privacy
from bilten_app.domains.privacy.public import ErasureState, Obstacle
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import both, msgid, price, say
from bilten_app.web.door import Visit
from bilten_app.web.handler import handler, notify

WHERE = {Obstacle.only_owner: "/organizer/team"}
KEPT = msgid("Your account stays as it is.")


@dataclass(frozen=True, slots=True)
class ObstacleRow:
    """Something to settle first, in words, and perhaps where."""

    words: str
    href: str


class PrivacyState(rx.State):
    """My own data."""

    _access: ClassVar[str] = "user"

    obstacles: list[ObstacleRow] = []
    tickets: int = 0
    credit: str = ""
    days: int = 0
    due_at: str = ""
    running: bool = False
    asking: bool = False
    loaded: bool = False

    @handler
    async def open(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Show what can be asked."""
        self.asking = False
        await self._look(rt, actor, visit.locale)
        self.loaded = True

    @handler
    async def ask(self) -> None:
        """Ask whether the account is to go."""
        self.asking = True

    @handler
    async def keep(self) -> None:
        """Leave things as they are."""
        self.asking = False

    @handler
    async def erase(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Let the account be erased, once the time to think has passed."""
        self.asking = False
        await privacy.ask_erasure(rt, actor)
        await self._look(rt, actor, visit.locale)

    @handler
    async def take_back(self, rt: Runtime, actor: Actor, visit: Visit) -> None:
        """Keep the account after all."""
        async with rt.unit_of_work(actor) as uow:
            await privacy.take_back(uow, actor)
        await self._look(rt, actor, visit.locale)
        await notify(self, "good", say(KEPT, visit.locale))

    async def _look(self, rt: Runtime, actor: Actor, locale: str) -> None:
        async with rt.read() as session:
            erasure = await queries.mine(session, actor)
            standing = await queries.obstacles(session, actor)
            lost = await queries.lost(session, actor, rt.clock)
        self.obstacles = [
            ObstacleRow(say(one.obstacle, locale, name=one.name), WHERE.get(one.obstacle, ""))
            for one in standing
        ]
        self.tickets, self.days = lost.tickets, rt.settings.erasure_days
        self.credit = both([price(one, locale) for one in lost.credit], locale)
        self.due_at = erasure.due_at.isoformat() if erasure else ""
        self.running = erasure is not None and erasure.state is ErasureState.running
