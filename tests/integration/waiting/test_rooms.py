"""The waiting room: a fair draw, places that cannot move or worsen, and passes used once."""

import asyncio
from datetime import timedelta

import pytest

from bilten_app.bootstrap import open_house
from bilten_app.domains.waiting import queries, service
from bilten_app.domains.waiting.public import (
    MustWait,
    NoRoom,
    NotYourTurn,
    RoomMode,
    RoomPlan,
    TurnState,
    VisitorUnknown,
    WaitingElsewhere,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import GUEST, Actor, ActorKind
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import NotFound, Unauthenticated
from bilten_app.ports.bots import NotPassed
from tests.factories import given_event, given_order, new_guest
from tests.people import given_organizer, given_user
from tests.waiting import (
    enter,
    given_room,
    hold,
    join,
    place_of,
    release,
    solved,
    tick,
    with_work,
    without_work,
)

HOUR = timedelta(hours=1)


async def test_no_two_visitors_share_a_place_however_many_come_at_once(
    rt: Runtime, database: str, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    async with open_house(rt.settings, clock) as second:
        without_work(second.rt)
        await join(second.rt, stage)  # both have their connections now
        guests = [new_guest() for _ in range(399)]
        here, there = guests[:205], guests[195:]  # ten of them ask in both processes

        places = await asyncio.gather(
            *(join(rt, stage, guest) for guest in here),
            *(join(second.rt, stage, guest) for guest in there),
        )

    numbers = {guest.visitor: place.number for guest, place in places}
    assert sorted(number or 0 for number in numbers.values()) == list(range(2, 401))
    assert all(numbers[guest.visitor] == place.number for guest, place in places)


async def test_a_position_never_worsens(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, rate_per_minute=120, at_once=8)
    watched = [await join(rt, stage) for _ in range(20)]
    last = {guest.visitor: place.position for guest, place in watched}

    for _ in range(60):
        await join(rt, stage)
        await tick(rt, clock, 7)
        for guest, place in watched:
            now = await place_of(rt, stage, guest, place.signed)
            assert (now.position or 0) <= (last[guest.visitor] or 0)
            assert now.number == place.number
            last[guest.visitor] = now.position

    assert not any(last.values())


async def test_the_rate_lets_people_in_and_a_pause_is_not_made_good(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, rate_per_minute=60)
    guests = [(await join(rt, stage))[0] for _ in range(100)]

    await tick(rt, clock)
    for _ in range(4):
        await tick(rt, clock, 0.5)
    after_three_seconds = (await place_of(rt, stage, guests[-1])).position
    await tick(rt, clock, 300)

    assert after_three_seconds == 97
    assert (await place_of(rt, stage, guests[-1])).position == 87


async def test_no_more_are_let_in_than_the_checkouts_have_room_for(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, rate_per_minute=6000, at_once=3)
    guests = [(await join(rt, stage))[0] for _ in range(10)]
    await tick(rt, clock)
    await enter(rt, stage, guests[0])
    held = await hold(rt, stage)

    await tick(rt, clock)
    full = [(await place_of(rt, stage, guest)).state for guest in guests]
    await release(rt, held)
    await tick(rt, clock)
    freed = [(await place_of(rt, stage, guest)).state for guest in guests]

    assert (full.count(TurnState.waiting), freed.count(TurnState.waiting)) == (7, 6)


async def test_a_pass_is_used_once_and_only_by_its_browser(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    guest, place = await join(rt, stage)
    await tick(rt, clock)

    await enter(rt, stage, guest)
    await enter(rt, stage, guest)

    assert (await place_of(rt, stage, guest, place.signed)).state is TurnState.inside
    with pytest.raises(MustWait):
        await enter(rt, stage, new_guest())
    with pytest.raises(MustWait):
        await enter(rt, stage, GUEST)
    clock.move(timedelta(minutes=15))
    with pytest.raises(MustWait):
        await enter(rt, stage, guest)
    _, again = await join(rt, stage, guest)
    assert again.number == 2


async def test_a_pass_that_is_not_used_goes_to_the_next(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, rate_per_minute=6000, at_once=1)
    first, _ = await join(rt, stage)
    second, _ = await join(rt, stage)
    await tick(rt, clock)
    assert (await place_of(rt, stage, first)).state is TurnState.admitted

    await tick(rt, clock, 181)

    assert (await place_of(rt, stage, first)).state is TurnState.over
    with pytest.raises(MustWait):
        await enter(rt, stage, first)
    await enter(rt, stage, second)


async def test_a_signed_place_works_in_no_other_browser_and_cannot_be_altered(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    guest, place = await join(rt, stage)
    other_stage = await given_event(rt)
    await given_room(rt, other_stage)
    thief, _ = await join(rt, stage)

    for signed in (place.signed, place.signed[:-4] + "AAAA", "x", "%%%", place.signed * 2):
        with pytest.raises(NotYourTurn):
            await place_of(rt, stage, thief, signed)
    with pytest.raises(NotYourTurn):
        await place_of(rt, other_stage, guest, place.signed)
    with pytest.raises(VisitorUnknown):
        await place_of(rt, stage, GUEST, place.signed)


async def test_an_account_has_one_place(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    user = await given_user(rt)
    phone, laptop = (
        Actor(ActorKind.user, user_id=user, visitor=name) for name in ("phone", "laptop")
    )

    await join(rt, stage, phone)

    with pytest.raises(WaitingElsewhere):
        await join(rt, stage, laptop)


async def test_a_checkout_needs_a_pass_while_the_room_stands_and_none_after(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    guest = new_guest()
    await enter(rt, stage, guest)
    await given_room(rt, stage)
    with pytest.raises(MustWait) as refused:
        await enter(rt, stage, guest)
    assert str(refused.value.fields["room"]).startswith("/waiting/jazz-by-the-canal")

    await given_room(rt, stage, mode=RoomMode.off)

    await enter(rt, stage, guest)
    with pytest.raises(NoRoom):
        await join(rt, stage)


async def test_an_automatic_room_closes_when_too_many_come_and_opens_when_it_is_empty(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, mode=RoomMode.automatic, rate_per_minute=5)
    for _ in range(5):
        await enter(rt, stage, new_guest())

    guest = new_guest()
    with pytest.raises(MustWait):
        await enter(rt, stage, guest)
    _, place = await join(rt, stage, guest)
    for _ in range(2):
        await tick(rt, clock, 10)
        await tick(rt, clock, 5)
    await enter(rt, stage, guest)
    await tick(rt, clock, 61)

    assert place.number == 1
    with pytest.raises(NoRoom):
        await place_of(rt, stage, guest)


async def test_the_work_of_another_visitor_or_of_yesterday_does_not_count(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage)
    bots = with_work(rt, bits=8)
    guest, other = new_guest(), new_guest()
    assert guest.visitor
    puzzle = bots.puzzle(guest.visitor)
    done = {"challenge": puzzle.challenge, "answer": solved(puzzle)}

    place = await service.join(rt, guest, event_id=stage.event_id, nonce=b"mine", **done)

    assert place.number == 1
    for wrong in (done, {"challenge": "", "answer": ""}, {**done, "answer": "x"}):
        with pytest.raises(NotPassed):
            await service.join(rt, other, event_id=stage.event_id, nonce=b"mine", **wrong)
    clock.move(timedelta(minutes=31))
    with pytest.raises(NotPassed):
        await service.join(rt, guest, event_id=stage.event_id, nonce=b"mine", **done)


async def test_a_room_belongs_to_the_organizer_of_its_event(rt: Runtime) -> None:
    stage = await given_event(rt)
    stranger, _ = await given_organizer(rt)

    with pytest.raises(NotFound):
        await service.save_room(rt, stranger, event_id=stage.event_id, plan=RoomPlan(RoomMode.on))
    with pytest.raises(Unauthenticated):
        await service.save_room(rt, GUEST, event_id=stage.event_id, plan=RoomPlan(RoomMode.on))


async def test_two_workers_let_in_no_more_than_one(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, rate_per_minute=600)
    guests = [(await join(rt, stage))[0] for _ in range(60)]

    for _ in range(3):
        clock.move(timedelta(seconds=1))
        await asyncio.gather(*(service.move_on(rt) for _ in range(4)))

    assert (await place_of(rt, stage, guests[-1])).position == 30
    assert await given_order(rt, stage, guests[0])


async def test_the_organizer_reads_who_waits_buys_and_missed_their_turn(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_room(rt, stage, rate_per_minute=6000, at_once=3)
    guests = [(await join(rt, stage))[0] for _ in range(10)]
    await tick(rt, clock)
    await enter(rt, stage, guests[0])

    await tick(rt, clock, 181)

    async with rt.read() as session:
        room = await queries.room(session, stage.owner, stage.event_id, at=rt.clock.now())
    assert room
    assert (room.joined, room.inside, room.missed, room.waiting) == (10, 1, 2, 4)
