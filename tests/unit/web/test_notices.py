"""A passing sentence belongs to the page it was said on."""

from typing import Any, cast

import pytest
import reflex as rx
from reflex.event import Event

from bilten_app.web.handler import NoticeState, arrive, notify
from bilten_app.web.keeper import Sweeper


@pytest.fixture
def root() -> rx.State:
    return rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


async def shown(root: rx.State) -> str:
    return (await root.get_state(NoticeState)).text


async def test_the_next_page_does_not_repeat_it(root: rx.State) -> None:
    await notify(root, "good", "It is on sale now.")

    await arrive(root)

    assert await shown(root) == ""


async def test_it_goes_along_to_the_page_its_handler_leads_to_and_no_further(
    root: rx.State,
) -> None:
    await notify(root, "good", "Saved.", goes_along=True)

    await arrive(root)
    assert await shown(root) == "Saved."

    await arrive(root)
    assert await shown(root) == ""


@pytest.mark.parametrize("goes_along", [False, True])
async def test_a_page_loaded_anew_says_nothing(root: rx.State, *, goes_along: bool) -> None:
    await notify(root, "good", "It is on sale now.", goes_along=goes_along)

    loaded = Event(name="reflex___state____state.hydrate_and_load")
    await Sweeper().preprocess(cast("Any", None), root, loaded)

    assert await shown(root) == ""


async def test_other_events_leave_it_where_it_is(root: rx.State) -> None:
    await notify(root, "good", "Saved.")

    await Sweeper().preprocess(cast("Any", None), root, Event(name="state.save"))

    assert await shown(root) == "Saved."
