"""Tickets with seats that are changed for others with seats."""

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.seating import queries
from bilten_app.domains.seating.public import SeatState
from bilten_app.infra.runtime import Runtime
from tests.aftersale import given_paid, tickets_of
from tests.changes import change, pay
from tests.factories import order_of
from tests.theatre import given_theatre, taken


async def test_an_upgrade_gets_the_best_seats_and_frees_the_others_when_it_is_paid(
    rt: Runtime,
) -> None:
    stage = await given_theatre(rt)
    before = await given_paid(rt, stage)
    circle = await change(rt, stage, before, await tickets_of(rt, before), 1)
    sold = await taken(rt, stage, SeatState.sold)

    upgrade = await change(rt, stage, circle, await tickets_of(rt, circle), 0)
    waiting = await taken(rt, stage, SeatState.held)
    await pay(rt, upgrade)

    seats = (await order_of(rt, upgrade)).seats
    assert len(sold) == len(waiting) == 2
    assert {seat.section for seat in seats} == {"Stalls"}
    assert await taken(rt, stage, SeatState.sold) == waiting
    assert await taken(rt, stage, SeatState.held) == []
    async with rt.read() as session:
        assert await queries.drifts(session) == []
        assert await inventory.drifts(session) == []
