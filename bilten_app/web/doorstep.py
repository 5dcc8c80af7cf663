"""Where the events of browsers arrive: what cannot be one of ours goes no further.

Reflex writes what it cannot read into the log, whole and as an error, as often as it is sent. Here
it is dropped, and told in one line without what it said. So is what comes too fast.
"""

from collections import OrderedDict
from time import monotonic
from typing import Any, override

import reflex as rx
import structlog
from pydantic import BaseModel, Field, StrictStr, ValidationError
from reflex.app import EventNamespace
from reflex_base.registry import RegistrationContext

EVENTS_A_SECOND = 20.0
BURST = 60.0
REMEMBERED = 20_000
LONGEST_ADDRESS = 4000

log = structlog.get_logger(__name__)


class Pace:
    """A token bucket for each client, the oldest forgotten first."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Take one event out of the client's bucket."""
        now = monotonic()
        left, at = self._left.pop(client, (BURST, now))
        left = min(BURST, left + (now - at) * EVENTS_A_SECOND)
        self._left[client] = (max(left - 1, 0.0), now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return left >= 1


class _Route(BaseModel):
    """The page that the browser says it shows."""

    pathname: StrictStr = Field(default="", max_length=LONGEST_ADDRESS)
    asPath: StrictStr = Field(default="", max_length=LONGEST_ADDRESS)  # noqa: N815 - Reflex's word
    query: dict[str, StrictStr | list[StrictStr]] = {}


class _Told(BaseModel):
    """An event as the compiled pages send it."""

    name: StrictStr
    payload: dict[str, Any] = {}
    router_data: _Route = _Route()


class Doorstep(EventNamespace):
    """The socket's namespace, closed to what is no event of this site."""

    def __init__(self, namespace: str, app: rx.App) -> None:
        super().__init__(namespace, app)
        self._pace = Pace()

    @override
    async def on_event(self, sid: str, data: Any) -> None:
        """Pass on an event that is known, well-formed, and not one of a flood."""
        if not self._pace.allows(sid):
            return
        why = _why_not(data)
        if why is None:
            await super().on_event(sid, data)
        else:
            log.warning("page event refused", why=why)


def lay_doorstep(app: rx.App) -> None:
    """Put the doorstep before the app's socket."""
    before = app.event_namespace
    if before is None or app.sio is None:
        raise RuntimeError("the app has no socket")
    app._event_namespace = Doorstep(before.namespace, app)  # noqa: SLF001 - the only way in
    app.sio.register_namespace(app.event_namespace)


def _why_not(data: object) -> str | None:
    try:
        told = _Told.model_validate(data)
    except ValidationError:
        return "unreadable"
    return None if told.name in RegistrationContext.get().event_handlers else "unknown"
