"""Ten thousand people in a waiting room: joining, the draw, asking again and again, going in."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from benchmarks.stage import Ground, OnSale, put_on_sale, runtime
from benchmarks.table import Line, rate
from bilten_app.domains.waiting import service
from bilten_app.domains.waiting.public import Place, RoomMode, RoomPlan
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor, ActorKind
from bilten_app.kit.ids import new_code, new_id, new_token

PEOPLE = 10_000
CALLERS = 128
POLLS = 100_000
OPENS_IN = timedelta(minutes=5)


async def measure(ground: Ground) -> Sequence[Line]:
    """Return a line for each part of the way through the room."""
    settings = ground.settings.model_copy(update={"bot_check": "none"})
    async with runtime(settings) as rt:
        sale = await put_on_sale(rt)
        free = await _calls(POLLS, lambda guest: _go_in_one(rt, sale, guest))
        await _plan(rt, sale, opens_in=OPENS_IN)
        joins, places = await _join_all(rt, sale)
        await _plan(rt, sale)
        drawn_s = await _took(service.move_on(rt))
        polls = await _polls(rt, sale, places)
        admitted = await _go_in(rt, sale, places)
    return [
        Line("a checkout where no room stands", rate(free, "checks/s")),
        Line(f"{PEOPLE:,} people join, {CALLERS} at once", rate(joins, "joins/s"), aim="≥ 1,000"),
        Line(f"draw of {PEOPLE:,}", f"{drawn_s * 1000:,.0f} ms", aim="≤ 1,000 ms"),
        Line("asking where one stands", rate(polls, "polls/s"), aim="≥ 1,000"),
        Line(f"going in, {CALLERS} at once", rate(admitted, "passes/s"), aim="≥ 250"),
    ]


async def _plan(rt: Runtime, sale: OnSale, *, opens_in: timedelta = timedelta()) -> None:
    plan = RoomPlan(RoomMode.on, rt.clock.now() + opens_in, rate_per_minute=60_000, at_once=100_000)
    await service.save_room(rt, SYSTEM, event_id=sale.event_id, plan=plan)


async def _join_all(rt: Runtime, sale: OnSale) -> tuple[float, list[tuple[Actor, Place]]]:
    """Let everybody join before the opening; return joins a second, and who has which place."""
    places: list[tuple[Actor, Place]] = []

    async def join(guest: Actor) -> None:
        nonce = new_token().encode()
        places.append((guest, await service.join(rt, guest, event_id=sale.event_id, nonce=nonce)))

    return await _calls(PEOPLE, join), places


async def _polls(rt: Runtime, sale: OnSale, places: Sequence[tuple[Actor, Place]]) -> float:
    """Let everybody ask with the signed place that they got after the draw."""
    held = [
        (guest, await service.place(rt, guest, event_id=sale.event_id)) for guest, _ in places[:500]
    ]
    waiting = [(guest, place.signed) for guest, place in held if place.position]
    began = time.perf_counter()
    for number in range(POLLS):
        guest, signed = waiting[number % len(waiting)]
        await service.place(rt, guest, event_id=sale.event_id, signed=signed)
    return POLLS / (time.perf_counter() - began)


async def _go_in(rt: Runtime, sale: OnSale, places: Sequence[tuple[Actor, Place]]) -> float:
    """Wait until a few thousand are let in, and let them use their passes."""
    await asyncio.sleep(2)
    for _ in range(3):
        await service.move_on(rt)
        await asyncio.sleep(1)
    found = [
        guest
        for guest, _ in places
        if (await service.place(rt, guest, event_id=sale.event_id)).position is None
    ]
    guests = iter(found)

    async def go_in(_: Actor) -> None:
        await _go_in_one(rt, sale, next(guests))

    return await _calls(len(found), go_in)


async def _go_in_one(rt: Runtime, sale: OnSale, guest: Actor) -> None:
    await service.require_pass(rt, guest, event_id=sale.event_id, hold_id=new_id())


async def _calls(count: int, act: Callable[[Actor], Awaitable[object]]) -> float:
    """Return calls a second, each by somebody new, with `CALLERS` under way."""
    left = iter(range(count))
    began = time.perf_counter()

    async def caller() -> None:
        for _ in left:
            await act(Actor(ActorKind.guest, visitor=new_code(16)))

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return count / (time.perf_counter() - began)


async def _took(act: Awaitable[object]) -> float:
    began = time.perf_counter()
    await act
    return time.perf_counter() - began
