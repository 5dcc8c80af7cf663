"""What stands before every page event. It denies by default.

An event runs only when its handler is marked by `@handler` and its state says who may call it:
`_access: ClassVar[str]` is "public", "user", "organizer" or "staff". Services check the object
itself.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Literal, cast

import reflex as rx
import structlog
from reflex.event import Event
from reflex.state import BaseState, StateUpdate
from reflex_base.registry import RegistrationContext

from bilten_app.kit.actor import Actor
from bilten_app.web import door
from bilten_app.web.auth.ways import SECURITY, STAFF_STEP, address_of
from bilten_app.web.door import Visit
from bilten_app.web.handler import MARK, explain
from bilten_app.web.session import unknown_of_socket, visit_of_socket

type FindVisit = Callable[[BaseState], Awaitable[Visit]]
type Access = Literal["public", "user", "organizer", "staff"]

# Reflex's own events that a browser needs; everything else of the framework stays closed.
FRAMEWORK_EVENTS = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "set_is_hydrated",
        "on_load_internal",
        "handle_frontend_exception",
    }
)
SIGN_IN = "/sign-in"
BECOME_ORGANIZER = "/organizer/new"
HOME = "/"

log = structlog.get_logger(__name__)


class Guard(rx.Middleware):
    """Finds out who is asking, and refuses what was not opened to them."""

    def __init__(self, find: FindVisit = visit_of_socket) -> None:
        self._find = find

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Return None to let the event pass, or what the browser gets instead."""
        registered = RegistrationContext.get().event_handlers.get(event.name)
        if registered is None:
            return _refused(event, "unknown")
        owner, act = registered.states[0], registered.handler.fn
        if owner.__module__.startswith("reflex."):
            name = event.name.rpartition(".")[2]
            return None if name in FRAMEWORK_EVENTS else _refused(event, "framework")
        if not getattr(act, MARK, False):
            return _refused(event, "unmarked")
        try:
            visit = await self._find(state)
        except Exception as error:  # noqa: BLE001 - a click must not end without a word
            return await _excused(state, owner, act, error)
        door.begin(visit)
        if may_call(getattr(owner, "_access", None), visit.actor):
            return None
        return _sent_away(state, visit.actor, getattr(owner, "_access", None))


def may_call(access: object, actor: Actor) -> bool:
    """Whether the actor may call a state of this access class; an unknown class opens nothing."""
    if access == "public":
        return True
    if access == "user":
        return actor.user_id is not None
    if access == "staff":
        return bool(actor.staff)
    return access == "organizer" and bool(actor.grants)


def sign_in_address(path: str) -> str:
    """Return the address that signs in and comes back to `path`, which must be our own."""
    local = path.startswith("/") and not path.startswith(("//", "/\\"))
    return f"{SIGN_IN}?next={path}" if local else SIGN_IN


def _sent_away(state: BaseState, actor: Actor, access: object) -> StateUpdate:
    if actor.user_id is None:
        target: Any = rx.redirect(sign_in_address(state.router.url.path))
        return StateUpdate(events=Event.from_event_type(target))
    target = HOME if access == "staff" else BECOME_ORGANIZER
    if access == "staff" and actor.staff_waits:
        target = address_of(SECURITY, {"form": "passkeys", "error": STAFF_STEP})
    return StateUpdate(events=Event.from_event_type(rx.redirect(target)))


async def _excused(
    state: BaseState, owner: type[BaseState], act: Callable[..., Any], error: Exception
) -> StateUpdate:
    """Say that it could not be found out who asks, as a handler says that it failed."""
    door.begin(unknown_of_socket(state))
    await explain(cast("rx.State", await state.get_state(owner)), act, error)
    whole = state._get_root_state()  # noqa: SLF001 - the notice is another page part's state
    delta = await whole._get_resolved_delta()  # noqa: SLF001 - as Reflex tells what a handler did
    whole._clean()  # noqa: SLF001 - it is told
    return StateUpdate(delta=delta)


def _refused(event: Event, why: str) -> StateUpdate:
    log.warning("page event refused", name=event.name[:120], why=why)
    return StateUpdate()
