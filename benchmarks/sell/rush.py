"""Ten thousand come for two thousand places: the room, the draw, and a ticket or a no.

All people, the clock and the services run in this process; everybody asks as often as told to.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from benchmarks.load import Load
from benchmarks.sell.buyers import Shop
from benchmarks.stage import Ground, OnSale, put_on_sale, runtime
from benchmarks.table import Line, rate
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders import service as orders
from bilten_app.domains.waiting import service as waiting
from bilten_app.domains.waiting.public import Place, RoomMode, RoomPlan, TurnState
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import SYSTEM, Actor, ActorKind
from bilten_app.kit.ids import new_code, new_id, new_token

PEOPLE, PLACES, JOIN_AT_ONCE = 10_000, 2_000, 128
RATE_PER_MINUTE, AT_ONCE = 12_000, 400
CHANGE_THEIR_MIND = 20  # one of so many lets go of the place
OVER_WITHIN_S = 240
CLOCK_S = 1.0


async def measure(ground: Ground) -> Sequence[Line]:
    """Return what became of everybody, and in which order they came in."""
    settings = ground.settings.model_copy(update={"bot_check": "none"})
    async with runtime(settings) as rt:
        sale = await put_on_sale(rt, capacity=PLACES)
        rush = _Rush(rt, Shop(rt, sale), sale)
        joins = await rush.gather()
        sold_out_s = await rush.sell()
        return [
            Line(f"{PEOPLE:,} people join the room", rate(joins, "joins/s")),
            Line(
                f"{PLACES:,} places sold out and paid",
                f"{sold_out_s:.1f} s, {rate(PLACES / sold_out_s, 'orders/s')}",
            ),
            Line("  from going in to the ticket", rush.checkouts.quantiles),
            *await rush.outcome(),
            *rush.fairness(),
        ]


@dataclass(slots=True)
class _Rush:
    """The people of one on-sale; `went_in` are drawn numbers, in the order of going in."""

    rt: Runtime
    shop: Shop
    sale: OnSale
    joined: list[tuple[Actor, Place]] = field(default_factory=list[tuple[Actor, Place]])
    drawn: dict[int, int] = field(default_factory=dict[int, int])
    went_in: list[int] = field(default_factory=list[int])
    overtaken: set[int] = field(default_factory=set[int])
    paid: set[UUID] = field(default_factory=set[UUID])
    furthest: int = 0
    told_no: int = 0
    checkouts: Load = field(default_factory=Load)
    is_over: bool = False

    async def gather(self) -> float:
        """Let everybody join before the opening, then open; return joins a second."""
        await self._plan(opens_in=timedelta(minutes=5))
        left, began = iter(range(PEOPLE)), time.perf_counter()

        async def come() -> None:
            for _ in left:
                guest = Actor(ActorKind.guest, visitor=new_code(16))
                nonce = new_token().encode()
                place = await waiting.join(self.rt, guest, event_id=self.sale.event_id, nonce=nonce)
                self.joined.append((guest, place))

        await asyncio.gather(*(come() for _ in range(JOIN_AT_ONCE)))
        spent = time.perf_counter() - began
        await self._plan(opens_in=timedelta())
        return PEOPLE / spent

    async def sell(self) -> float:
        """Open the doors; return the seconds until the last place was paid for."""
        began = time.perf_counter()
        clock = asyncio.create_task(self._follow_clock(began + OVER_WITHIN_S))
        people = [
            self._be_somebody(nth, guest, place) for nth, (guest, place) in enumerate(self.joined)
        ]
        done, _ = await asyncio.gather(asyncio.gather(*people), clock)
        return max(at for at in done if at) - began

    async def outcome(self) -> list[Line]:
        """Return what the database says when all is over."""
        async with self.rt.read() as session:
            found = await session.execute(text(_OUTCOME), {"event": self.sale.event_id})
        sold, held, capacity, paid, tickets, captured = found.one()
        oversold = max(sold + held, tickets) - capacity
        stranded = abs(captured - paid) + abs(tickets - paid) + held + len(self.paid) - paid
        return [
            Line(
                "  places and money",
                f"{oversold:+d} oversold, {stranded} stranded",
                f"{capacity:,} places, {paid:,} paid, {tickets:,} tickets, {held} held",
                aim="0 and 0",
            ),
            Line(
                "  everybody else",
                f"{self.told_no:,} came in too late, {PEOPLE - len(self.went_in):,} never had to",
            ),
        ]

    def fairness(self) -> list[Line]:
        """Return whether the draw, and nothing else, decided who came in first."""
        numbers = [self.drawn[nth] for nth in sorted(self.drawn)]
        return [
            Line(
                "  drawn place and going in",
                f"rank correlation {rank_correlation(self.went_in):.4f}",
                aim="1",
            ),
            Line(
                "  coming early and drawn place",
                f"rank correlation {rank_correlation(numbers):+.4f}",
                aim="0",
            ),
            Line("  overtaken by a later number", f"{len(self.overtaken)} people", aim="0"),
        ]

    async def _plan(self, *, opens_in: timedelta) -> None:
        opens_at = self.rt.clock.now() + opens_in
        plan = RoomPlan(RoomMode.on, opens_at, rate_per_minute=RATE_PER_MINUTE, at_once=AT_ONCE)
        await waiting.save_room(self.rt, SYSTEM, event_id=self.sale.event_id, plan=plan)

    async def _follow_clock(self, deadline: float) -> None:
        """Do what the worker does every second, until the last place is paid for."""
        while not self.is_over:
            await waiting.move_on(self.rt)
            await orders.expire_due(self.rt)
            async with self.rt.read() as session:
                sold = await session.execute(text("SELECT sum(sold) FROM pools"))
            self.is_over = sold.scalar_one() >= PLACES
            if time.perf_counter() > deadline:
                raise TimeoutError(f"not sold out within {OVER_WITHIN_S} s")
            await asyncio.sleep(CLOCK_S)

    async def _be_somebody(self, nth: int, guest: Actor, place: Place) -> float | None:
        """Wait, go in, buy; return when the ticket was there, or None without one."""
        rt, event_id = self.rt, self.sale.event_id
        while place.state not in {TurnState.admitted, TurnState.inside}:
            if self.is_over:
                return None
            await asyncio.sleep(place.retry_after_s if nth in self.drawn else CLOCK_S)
            place = await waiting.place(rt, guest, event_id=event_id, signed=place.signed)
            if place.number:
                self.drawn[nth] = place.number
                if place.state is TurnState.waiting and place.number < self.furthest:
                    self.overtaken.add(place.number)
        began = time.perf_counter()
        hold_id = new_id()
        await waiting.require_pass(rt, guest, event_id=event_id, hold_id=hold_id)
        self.went_in.append(self.drawn[nth])
        self.furthest = max(self.furthest, self.drawn[nth])
        return await self._buy(nth, guest, hold_id, began)

    async def _buy(self, nth: int, guest: Actor, hold_id: UUID, began: float) -> float | None:
        rt = self.rt
        until = rt.clock.now() + timedelta(minutes=rt.settings.hold_minutes)
        try:
            await inventory.take(rt, hold_id=hold_id, lines={self.sale.type_ids[0]: 1}, until=until)
        except SoldOut:
            self.told_no += 1
            return None
        if nth % CHANGE_THEIR_MIND == 0:
            async with rt.unit_of_work(guest) as uow:
                await inventory.release(uow, hold_id=hold_id)
            return None
        self.paid.add(await self.shop.pay(hold_id, f"rush-{nth}", guest))
        now = time.perf_counter()
        self.checkouts.took_s.append(now - began)
        return now


def rank_correlation(values: Sequence[int]) -> float:
    """Return Spearman's coefficient of values, no two alike, and the places they stand at."""
    count = len(values)
    ranks = {value: rank for rank, value in enumerate(sorted(values))}
    apart = sum((place - ranks[value]) ** 2 for place, value in enumerate(values))
    return 1 - 6 * apart / (count * (count * count - 1))


_OUTCOME = """
    SELECT p.sold, p.held, p.capacity,
        (SELECT count(*) FROM orders o WHERE o.event_id = :event AND o.state = 'paid'),
        (SELECT count(*) FROM tickets t WHERE t.event_id = :event AND t.state = 'valid'),
        (SELECT count(*) FROM payments y JOIN orders o ON o.id = y.reference
         WHERE o.event_id = :event AND y.state = 'captured')
    FROM pools p WHERE p.event_id = :event
"""
