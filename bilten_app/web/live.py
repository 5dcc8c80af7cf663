"""Live numbers: what every viewer of a page sees change without asking.

One ticker per process asks for the topics somebody watches, twice a second, and pushes only what
changed. A watcher is a Reflex client token; it is dropped when its socket is gone, and when it may
not see any more what it watches: that is asked before each push. The push goes past Reflex's state,
so it must be a var that nobody else's truth depends on.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
import structlog
from reflex.state import StateUpdate

from bilten_app.infra.runtime import Runtime

PERIOD_S = 0.5

type MaySee = Callable[[], Awaitable[bool]]
type Reader = Callable[[Runtime, Collection[str]], Awaitable[Mapping[str, Any]]]

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Feed:
    """One kind of live value: how it is read for many topics at once, and which var shows it."""

    name: str
    state: type[rx.State]
    var: str
    read: Reader
    watchers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    last: dict[str, Any] = field(default_factory=dict)
    checks: dict[str, MaySee] = field(default_factory=dict)

    def watch(self, topic: str, client: str, may_see: MaySee | None = None) -> None:
        """Send the changes of `topic` to this client from now on, and of no other topic.

        What not everybody may see comes with `may_see`, which looks anew before each push.
        """
        self.leave(client)
        self.watchers[topic].add(client)
        if may_see:
            self.checks[client] = may_see

    def leave(self, client: str) -> None:
        """Send this client nothing more."""
        self.checks.pop(client, None)
        for topic in [topic for topic, clients in self.watchers.items() if client in clients]:
            self.watchers[topic].discard(client)
            if not self.watchers[topic]:
                del self.watchers[topic]
                self.last.pop(topic, None)


_feeds: list[Feed] = []


def feed(name: str, *, state: type[rx.State], var: str, read: Reader) -> Feed:
    """Register a live value; call it once, beside the state that shows it."""
    made = Feed(name, state, var, read)
    _feeds.append(made)
    return made


async def tick(rt: Runtime, app: rx.App) -> None:
    """Push what changed, for ever. A failed round is logged and the next one tries again."""
    while True:
        await asyncio.sleep(PERIOD_S)
        for each in _feeds:
            if each.watchers:
                try:
                    await look_round(rt, app, each)
                except Exception as error:  # noqa: BLE001 - the ticker outlives every round
                    log.warning("live round failed", feed=each.name, error=type(error).__name__)


async def look_round(rt: Runtime, app: rx.App, live: Feed) -> None:
    """Read a feed once, and push what changed to who may see it."""
    _forget_the_gone(app, live)
    values = await live.read(rt, list(live.watchers))
    for topic, value in values.items():
        if live.last.get(topic) != value:
            live.last[topic] = value
            await _push(app, live, topic, value)


async def _push(app: rx.App, live: Feed, topic: str, value: Any) -> None:
    delta = {live.state.get_full_name(): {f"{live.var}_rx_state_": value}}
    for client in tuple(live.watchers.get(topic, ())):
        if client in live.checks and not await live.checks[client]():
            live.leave(client)
            continue
        await _sockets(app).emit_update(StateUpdate(delta=delta), token=client)


def _forget_the_gone(app: rx.App, live: Feed) -> None:
    connected = _sockets(app).token_to_sid
    gone = {c for clients in live.watchers.values() for c in clients if c not in connected}
    for client in gone:
        live.leave(client)


def _sockets(app: rx.App) -> Any:
    """Return Reflex's socket namespace; it exists as soon as the app serves."""
    return app.event_namespace
