"""What staff see of the platform: what it stands on, and which processes run."""

import pytest

from bilten_app.infra.processes import Part, Presence
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffRole
from bilten_app.web.admin.platform import PlatformState
from tests.integration.web.given import Enter, act
from tests.people import given_signed_in, given_staff


async def opened(enter: Enter, who: Actor) -> PlatformState:
    state = await enter(who).get_state(PlatformState)
    await act(state, "open")
    return state


async def test_support_sees_parts_and_processes(rt: Runtime, enter: Enter) -> None:
    await Presence(rt, Part.web).say()

    state = await opened(enter, await given_staff(rt, StaffRole.support))

    assert [(one.name, one.condition) for one in state.stones][:2] == [
        ("Database", "Good"), ("Cache", "Good"),
    ]  # fmt: skip
    assert [(row.does, row.is_silent) for row in state.rows] == [("Serves pages and API", False)]


@pytest.mark.parametrize("role", [StaffRole.finance, None])
async def test_nobody_else_does(rt: Runtime, enter: Enter, role: StaffRole | None) -> None:
    who = await given_staff(rt, role) if role else (await given_signed_in(rt))[0]

    state = await opened(enter, who)

    assert (state.stones, state.rows) == ([], [])
