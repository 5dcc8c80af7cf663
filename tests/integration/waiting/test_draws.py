"""Who comes before the opening is drawn, and anybody can check it."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from bilten_app.bootstrap import open_house
from bilten_app.domains.waiting import queries
from bilten_app.domains.waiting.public import (
    Draw,
    DrawOver,
    MustWait,
    TurnState,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.factories import Stage, given_event
from tests.waiting import (
    enter,
    given_room,
    join,
    place_of,
    tick,
)

HOUR = timedelta(hours=1)


async def draw_of(rt: Runtime, stage: Stage) -> Draw:
    async with rt.read() as session:
        return await queries.draw(session, stage.event_id)


async def test_who_comes_before_the_opening_is_drawn_as_anybody_can_check(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, opens_at=clock.now() + HOUR)
    before = await draw_of(rt, stage)
    early = [await join(rt, stage) for _ in range(40)]

    await tick(rt, clock, 3600)

    draw = await draw_of(rt, stage)
    assert draw.seed
    assert before.seed is None
    assert (
        before.seed_hash == draw.seed_hash == hashlib.sha256(bytes.fromhex(draw.seed)).hexdigest()
    )
    assert set(draw.order) == {place.turn_id for _, place in early}
    key = bytes.fromhex(draw.seed)
    assert list(draw.order) == sorted(
        draw.order, key=lambda turn: hmac.digest(key, turn.bytes, "sha256")
    )
    places = [await place_of(rt, stage, guest) for guest, _ in early]
    assert {place.turn_id: place.number for place in places} == {
        turn: number for number, turn in enumerate(draw.order, 1)
    }


async def test_before_the_opening_nobody_has_a_number_and_nobody_buys(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, opens_at=clock.now() + HOUR)

    guest, place = await join(rt, stage)
    await tick(rt, clock, 60)

    assert (place.state, place.number, place.position) == (TurnState.drawing, None, None)
    assert (await place_of(rt, stage, guest, place.signed)).state is TurnState.drawing
    with pytest.raises(MustWait):
        await enter(rt, stage, guest)


async def test_who_comes_later_stands_behind_the_draw_in_the_order_of_coming(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, opens_at=clock.now() + HOUR)
    for _ in range(5):
        await join(rt, stage)

    clock.move(HOUR)
    late = [(await join(rt, stage))[1].number for _ in range(3)]
    await tick(rt, clock)

    assert late == [6, 7, 8]
    assert len((await draw_of(rt, stage)).order) == 5


async def test_everything_survives_a_restart(
    rt: Runtime, database: str, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, opens_at=clock.now() + HOUR)
    early = [await join(rt, stage) for _ in range(3)]
    await tick(rt, clock, 3601)
    known = {guest.visitor: (await place_of(rt, stage, guest)).number for guest, _ in early}

    async with open_house(rt.settings, clock) as house:
        after = {
            guest.visitor: (await place_of(house.rt, stage, guest, place.signed)).number
            for guest, place in early
        }

    assert after == known


async def test_the_opening_cannot_move_after_the_draw(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, opens_at=clock.now() + HOUR)
    await given_room(rt, stage, opens_at=clock.now() + 2 * HOUR)
    await tick(rt, clock, 7200)

    with pytest.raises(DrawOver):
        await given_room(rt, stage, opens_at=clock.now() + HOUR)
