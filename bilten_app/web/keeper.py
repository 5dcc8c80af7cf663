"""A tab's state belongs to the browser that made it.

Reflex gives the state of a closed tab to whoever knows the tab's token. So the state remembers the
cookies it was made under: a stranger's socket finds it empty, and so does the same browser after
signing out. Signing in keeps it: the basket stays. What passes does not outlive its page.
"""

from typing import Any, override

import reflex as rx
from reflex.event import Event
from reflex.state import BaseState, StateUpdate

from bilten_app.kit.ids import token_hash
from bilten_app.web.door import SESSION_COOKIE, VISITOR_COOKIE, read_cookies
from bilten_app.web.handler import NoticeState
from bilten_app.web.session import SessionState


class Keeper(rx.Middleware):
    """Empties a state before somebody else sees it."""

    @override
    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Compare who asks with whose state it is; the event itself always passes."""
        asking = _keys(state.router.headers.cookie)
        whole: Any = state._get_root_state()  # noqa: SLF001 - all of the tab, not one page's part
        held = await whole.get_state(SessionState)
        if not is_same(held._owner, asking):  # noqa: SLF001
            whole.reset()
        held._owner = asking  # noqa: SLF001
        return None


class Sweeper(rx.Middleware):
    """Takes away what was said on the page before, when a page is loaded anew."""

    @override
    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Empty the notice before the browser is told the state; the event itself passes."""
        if event.name.endswith(".hydrate_and_load"):
            (await state.get_state(NoticeState)).text = ""
        return None


def is_same(owner: str, asking: str) -> bool:
    """Whether the owner's state is theirs: the same visitor, signed in as before or newly."""
    visitor, _, session = owner.partition("/")
    return not owner or (asking.startswith(f"{visitor}/") and (not session or asking == owner))


def _keys(cookie_header: str) -> str:
    cookies = read_cookies(cookie_header)
    kept = (cookies.get(name, "") for name in (VISITOR_COOKIE, SESSION_COOKIE))
    return "/".join(token_hash(token).hex() if token else "" for token in kept)
