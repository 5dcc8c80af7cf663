"""What a browser may call: every state says who may, and exposes its handlers and nothing else."""

import pytest
import reflex as rx
from reflex.state import BaseState

from bilten_app.web import site
from bilten_app.web.guard import FRAMEWORK_EVENTS
from bilten_app.web.handler import MARK

ACCESS = {"public", "user", "organizer", "staff"}


def own_states() -> list[type[BaseState]]:
    def below(state: type[BaseState]) -> list[type[BaseState]]:
        return [each for child in state.get_substates() for each in (child, *below(child))]

    assert site.PAGES
    ours = [state for state in below(rx.State) if state.__module__.startswith("bilten_app.")]
    return sorted(ours, key=lambda state: (state.__module__, state.__name__))


@pytest.mark.parametrize("state", own_states(), ids=lambda state: state.__name__)
def test_a_state_says_who_may_call_it(state: type[BaseState]) -> None:
    assert vars(state).get("_access") in ACCESS


@pytest.mark.parametrize("state", own_states(), ids=lambda state: state.__name__)
def test_a_state_exposes_only_its_handlers(state: type[BaseState]) -> None:
    exposed = set(state.event_handlers) - {"setvar"}

    unmarked = {name for name in exposed if not getattr(state.event_handlers[name].fn, MARK, False)}

    assert unmarked == set()


@pytest.mark.parametrize("state", own_states(), ids=lambda state: state.__name__)
def test_what_a_state_starts_with_tells_nothing(state: type[BaseState]) -> None:
    """Default values of every state travel in a script that anyone may read."""
    told = [
        name
        for name, field in state.get_fields().items()
        if name in state.base_vars and isinstance(field.default, str) and len(field.default) > 16
    ]

    assert told == []


def test_the_framework_has_the_events_we_let_through() -> None:
    states = [rx.State, *rx.State.get_substates()]
    known = {name for state in states for name in state.event_handlers}

    assert FRAMEWORK_EVENTS - {"hydrate_and_load"} <= known
