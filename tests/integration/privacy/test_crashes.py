"""An erasure that dies at any of its commits, again and again, is done in the end."""

from contextlib import suppress
from uuid import UUID

import pytest
from sqlalchemy import text

from bilten_app.domains.privacy import service as privacy
from bilten_app.domains.privacy.queries import STEPS_SHOWN
from bilten_app.domains.privacy.service.steps import STEPS
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.integration.crash.deaths import Killed, dying
from tests.integration.privacy.test_erasures import counted
from tests.privacy import LOOKED_FOR, found, given_life, time_to_think
from tests.work import settle


async def begun(rt: Runtime) -> UUID:
    """Let an erasure begin, and take its job away: we do it ourselves."""
    async with rt.read() as session:
        erasure_id = (await session.execute(text("SELECT id FROM erasures"))).scalar_one()
    await privacy.erase_due(rt)
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("DELETE FROM pgqueuer"))
    return erasure_id


async def goodbyes(rt: Runtime) -> int:
    async with rt.read() as session:
        said = text("SELECT count(*) FROM sandbox.mails WHERE subject = 'Your data is deleted'")
        return (await session.execute(said)).scalar_one()


@pytest.mark.parametrize(("at", "after"), [(1, True), (2, False)], ids=["after", "before"])
async def test_killed_at_every_commit_in_turn_it_leaves_nothing(
    rt: Runtime, clock: FrozenClock, at: int, *, after: bool
) -> None:
    assert len(STEPS) == STEPS_SHOWN
    life = await given_life(rt)
    before = await counted(rt)
    await privacy.ask_erasure(rt, life.actor)
    await settle(rt, without=("messaging.send",))
    time_to_think(rt)
    erasure_id = await begun(rt)

    deaths = 0
    for _ in range(2 * len(STEPS)):
        with suppress(Killed):
            await privacy.erase(dying(rt, at, after=after), erasure_id=str(erasure_id))
            break
        deaths += 1
    await settle(rt, without=("messaging.send",))

    assert deaths >= len(STEPS)
    assert await found(rt, *LOOKED_FOR) == []
    assert await counted(rt) == before
    assert await goodbyes(rt) == 1


async def test_done_again_it_does_nothing(rt: Runtime) -> None:
    life = await given_life(rt)
    await privacy.ask_erasure(rt, life.actor)
    time_to_think(rt)
    erasure_id = await begun(rt)
    await privacy.erase(rt, erasure_id=str(erasure_id))

    await privacy.erase(rt, erasure_id=str(erasure_id))

    assert await goodbyes(rt) == 1
