"""Who tries a list of stolen passwords is noticed, and staff hear of it once."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import WrongPassword
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST
from bilten_app.kit.clock import FrozenClock
from tests.people import new_email


async def _try(rt: Runtime, count: int, email: str = "") -> None:
    for host in range(count):
        with pytest.raises(WrongPassword):
            await identity.sign_in(
                rt, GUEST, email=email or new_email(), password="x", address=f"203.0.113.{host}"
            )


async def _alerts(rt: Runtime) -> int:
    async with rt.read() as session:
        told = text("SELECT count(*) FROM facts WHERE name = 'identity.stuffing_suspected'")
        return (await session.execute(told)).scalar_one()


async def test_many_accounts_from_one_network_alert_staff_once(rt: Runtime) -> None:
    await _try(rt, 9)
    before = await _alerts(rt)

    await _try(rt, 4)

    assert (before, await _alerts(rt)) == (0, 1)


async def test_one_account_tried_often_is_somebody_who_forgot(rt: Runtime) -> None:
    email = new_email()

    await _try(rt, 5, email)
    await _try(rt, 5)

    assert await _alerts(rt) == 0


async def test_attempts_are_counted_for_an_hour(rt: Runtime) -> None:
    await _try(rt, 9)
    assert isinstance(rt.clock, FrozenClock)
    rt.clock.move(timedelta(hours=1))
    await identity.forget_failures(rt)

    await _try(rt, 9)

    assert await _alerts(rt) == 0
