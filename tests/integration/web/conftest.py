"""A browser's states, without a browser."""

from collections.abc import Callable

import pytest
import reflex as rx

from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.web import door
from bilten_app.web.door import Visit


@pytest.fixture
def enter(rt: Runtime) -> Callable[[Actor], rx.State]:
    """Let somebody in; return the root of a browser's states."""
    door.move_in(rt)

    def begin(actor: Actor) -> rx.State:
        door.begin(Visit(actor=actor, locale="en", address="203.0.113.9"))
        return rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]

    return begin
