"""What is held back of payouts, and when it is owed again."""

import asyncio
from datetime import timedelta

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Deal, DisputeStand, EntryKind
from bilten_app.domains.payouts import service as payouts
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from tests.treasury import (
    CLOSED,
    arrive,
    assert_balanced,
    given_desk,
    made,
    make_now,
    money,
    sell,
)


async def test_a_reserve_is_kept_for_its_days(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt)
    async with rt.unit_of_work() as uow:
        await payouts.change_reserve(
            uow, SYSTEM, organizer_id=desk.organizer_id, currency="EUR", basis_points=1000, days=30
        )
    await sell(rt, desk)
    await make_now(rt, desk)

    kept = await money(rt, desk)
    await asyncio.gather(*(payouts.release_reserves(rt) for _ in range(3)))
    clock.move(timedelta(days=30))
    await asyncio.gather(*(payouts.release_reserves(rt) for _ in range(3)))
    released = await money(rt, desk)

    (one,) = await made(rt, desk)
    assert (one.amount.minor, one.reserved.minor) == (85_50, 9_50)
    assert (kept.reserve.minor, kept.owed.minor) == (9_50, 0)
    assert (released.reserve.minor, released.owed.minor) == (0, 9_50)
    await assert_balanced(rt)


async def test_a_failed_payout_keeps_no_reserve(rt: Runtime, clock: FrozenClock) -> None:
    desk = await given_desk(rt, account=CLOSED)
    async with rt.unit_of_work() as uow:
        await payouts.change_reserve(
            uow, SYSTEM, organizer_id=desk.organizer_id, currency="EUR", basis_points=1000, days=30
        )
    await sell(rt, desk)
    await make_now(rt, desk)

    await arrive(rt, desk, clock)
    left = await money(rt, desk)
    clock.move(timedelta(days=31))
    await payouts.release_reserves(rt)

    assert (left.reserve.minor, left.owed.minor) == (0, 95_00)
    assert (await money(rt, desk)).owed.minor == 95_00
    await assert_balanced(rt)


async def test_what_a_lost_dispute_took_of_a_reserve_is_not_released(
    rt: Runtime, clock: FrozenClock
) -> None:
    desk = await given_desk(rt)
    async with rt.unit_of_work() as uow:
        await payouts.change_reserve(
            uow, SYSTEM, organizer_id=desk.organizer_id, currency="EUR", basis_points=1000, days=30
        )
    await sell(rt, desk)
    await make_now(rt, desk)
    dispute = Deal(new_id(), desk.organizer_id, "EUR", clock.now(), desk.event_id)
    async with rt.unit_of_work() as uow:
        lost = DisputeStand(EntryKind.dispute_lost, "sandbox", 6_00)
        await ledger.book_dispute(uow, dispute, lost)

    clock.move(timedelta(days=30))
    await payouts.release_reserves(rt)

    left = await money(rt, desk)
    assert (left.reserve.minor, left.owed.minor, left.disputed.minor) == (0, 3_50, 0)
    await assert_balanced(rt)
