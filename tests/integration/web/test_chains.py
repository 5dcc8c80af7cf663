"""What staff see of the chains."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bilten_app.infra.chains import Standing
from bilten_app.infra.deployment import Deployment
from bilten_app.infra.mirrors import Mirror
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffRole
from bilten_app.web.admin.chain_rows import shown
from bilten_app.web.admin.chains import ChainsState
from tests.integration.web.given import Enter, act
from tests.people import given_signed_in, given_staff

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
WELL = Mirror(
    chain_id=10, head=7, tip=7, tip_at=NOW, final=6, reorgs=2, deepest=3, stopped_for="",
    trouble="", trouble_since=None, answered_at=NOW, said_at=NOW, events_per_s=0.5,
)  # fmt: skip
LONG_AGO = NOW - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (WELL, "Follows"),
        (replace(WELL, head=99, tip_at=LONG_AGO), "Behind"),
        (replace(WELL, said_at=LONG_AGO), "Nobody mirrors it"),
        (None, "Nobody mirrors it"),
        (replace(WELL, trouble="NodeFailed: HTTP 503"), "Its node is in trouble"),
        (replace(WELL, stopped_for="block 6 was final", trouble="stopped"), "Stopped"),
    ],
)
def test_a_chain_says_how_it_is(found: Mirror | None, state: str) -> None:
    standing = Standing(10, "OP Mainnet", True, found, Deployment(10, {}), "", b"\x11" * 20, 5)  # noqa: FBT003

    row = shown(standing, NOW, "en")

    assert row.state == state
    assert row.reason == ((found and (found.stopped_for or found.trouble)) or "")
    assert [one.since for one in row.places] == ["0 coins"]


async def given_a_stopped_chain(rt: Runtime) -> None:
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            text("""
                INSERT INTO chain_checkpoints (chain_id, final_number, final_hash, final_at, turns,
                    reorgs, deepest, turned_at, stopped_for)
                VALUES (10, 6, '\\x00', now(), 1, 2, 3, now(), 'block 6 was final')
            """)
        )


async def opened(enter: Enter, who: Actor) -> ChainsState:
    state = await enter(who).get_state(ChainsState)
    await act(state, "open")
    return state


async def test_support_sees_each_chain_and_why_one_stopped(rt: Runtime, enter: Enter) -> None:
    await given_a_stopped_chain(rt)

    state = await opened(enter, await given_staff(rt, StaffRole.support))

    (row,) = state.chains
    assert (row.name, row.state, row.reason) == ("OP Mainnet", "Stopped", "block 6 was final")
    assert ("Reorganizations", "2") in [(one.name, one.value) for one in row.figures]


@pytest.mark.parametrize("role", [StaffRole.finance, None])
async def test_nobody_else_does(rt: Runtime, enter: Enter, role: StaffRole | None) -> None:
    await given_a_stopped_chain(rt)
    who = await given_staff(rt, role) if role else (await given_signed_in(rt))[0]

    assert (await opened(enter, who)).chains == []
