"""A code is used as often as it may be, and a tier sells as many tickets as it has."""

import asyncio
from collections import Counter
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import AlreadyUsed, Ask, CodeRefusal, HoldWish, InvalidPrices
from bilten_app.domains.pricing.public.drafts import TierDraft
from bilten_app.domains.pricing.service import uses
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from tests.factories import Stage, draft, given_event
from tests.integration.pricing.given import (
    LATER,
    UNIT,
    counted,
    given_promo,
    given_tiers,
    half,
    priced,
    wish,
)
from tests.locks import waiting


async def race(rt: Runtime, stage: Stage, buyers: int, *codes: str) -> Counter[int]:
    """Let many price a hold at the same moment; count their totals."""
    quotes = await asyncio.gather(*(priced(rt, wish(rt, stage, *codes)) for _ in range(buyers)))
    return Counter(quote.list_minor - quote.discount_minor for quote in quotes)


async def take_at_once(rt: Runtime, promo_id: UUID, buyers: int) -> int:
    """Let many holds take one use at the same moment; return how many got it."""

    async def take() -> int:
        async with rt.unit_of_work() as uow:
            until = rt.clock.now() + LATER
            got = await uses.take(uow, hold_id=new_id(), wanted={promo_id: 1}, until=until)
            return got.get(promo_id, 0)

    return sum(await asyncio.gather(*(take() for _ in range(buyers))))


async def test_a_code_for_five_is_used_by_exactly_five_of_forty(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(max_uses=5))

    told = await race(rt, stage, 40, "HALF")

    assert told == {UNIT // 2: 5, UNIT: 35}
    assert await counted(rt) == [(5, 0)]


async def test_a_limit_is_kept_where_it_is_counted(rt: Runtime) -> None:
    stage = await given_event(rt)
    promo_id = await given_promo(rt, stage, half(max_uses=5))

    assert await take_at_once(rt, promo_id, 20) == 5


async def take_behind(rt: Runtime, promo_id: UUID) -> int:
    """Take one use while somebody else takes all five; return how many were had."""

    async def take_one() -> int:
        async with rt.unit_of_work() as uow:
            got = await uses.take(uow, hold_id=new_id(), wanted={promo_id: 1}, until=until)
            return got.get(promo_id, 0)

    until = rt.clock.now() + LATER
    async with rt.unit_of_work() as first:
        await uses.take(first, hold_id=new_id(), wanted={promo_id: 5}, until=until)
        second = asyncio.create_task(take_one())
        await waiting(rt)
    return await second


async def test_who_waits_for_the_last_use_does_not_get_it_as_well(rt: Runtime) -> None:
    stage = await given_event(rt)
    promo_id = await given_promo(rt, stage, half(max_uses=5))

    assert await take_behind(rt, promo_id) == 0


async def test_without_the_guard_who_waits_gets_a_use_that_is_gone(
    rt: Runtime, database: str
) -> None:
    stage = await given_event(rt)
    promo_id = await given_promo(rt, stage, half(max_uses=5))
    await _switch_the_guard_off(database)

    assert await take_behind(rt, promo_id) == 1


async def test_a_tier_of_ten_sells_exactly_ten_in_a_race_of_carts(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_tiers(rt, stage, TierDraft("Early bird", 1500, places=10))

    quotes = await asyncio.gather(*(priced(rt, wish(rt, stage, quantity=3)) for _ in range(8)))

    early = sum(line.quantity for q in quotes for line in q.lines if line.unit_minor == 1500)
    assert early == 10
    assert sum(line.quantity for q in quotes for line in q.lines) == 24
    assert await counted(rt) == [(10, 0)]


async def test_who_comes_too_late_for_a_code_is_told(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(max_uses=1))
    await priced(rt, wish(rt, stage, "half"))

    late = await priced(rt, wish(rt, stage, "half"))

    assert late.refused == {"HALF": CodeRefusal.used_up}
    assert not late.keeps_something


async def test_the_same_hold_uses_a_code_once_however_often_it_is_priced(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(max_uses=1))
    wanted = wish(rt, stage, "half")

    quotes = [await priced(rt, wanted) for _ in range(3)]

    assert {quote.discount_minor for quote in quotes} == {UNIT // 2}
    assert await counted(rt) == [(1, 0)]


async def test_a_code_that_is_taken_back_is_free_for_others(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(max_uses=1))
    wanted = wish(rt, stage, "half")
    await priced(rt, wanted)

    without = await priced(rt, replace(wanted, ask=Ask()))

    assert without.discount_minor == 0
    assert await counted(rt) == [(0, 0)]
    assert (await priced(rt, wish(rt, stage, "half"))).discount_minor == UNIT // 2


async def test_a_held_use_is_used_up_with_the_payment_and_given_back_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(max_uses=1))
    wanted = wish(rt, stage, "half")
    await priced(rt, wanted)

    async with rt.unit_of_work() as uow:
        assert await pricing.use_up(uow, hold_ids=[wanted.hold_id]) == set()
    assert await counted(rt) == [(0, 1)]

    for _ in range(2):
        async with rt.unit_of_work() as uow:
            await pricing.give_back(uow, hold_id=wanted.hold_id)
        assert await counted(rt) == [(0, 0)]


async def test_uses_of_expired_holds_come_back_exactly_once(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(max_uses=3))
    held = [wish(rt, stage, "half") for _ in range(3)]
    for one in held:
        await priced(rt, one)
    clock.move(LATER)

    await asyncio.gather(*(pricing.release_expired(rt) for _ in range(4)), _release(rt, held[0]))

    assert await counted(rt) == [(0, 0)]


async def test_money_that_comes_late_has_its_code_while_uses_remain(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(max_uses=1))
    first, second = wish(rt, stage, "half"), wish(rt, stage, "half")
    await priced(rt, first)
    clock.move(LATER)
    await pricing.release_expired(rt)
    await priced(rt, second)

    async with rt.unit_of_work() as uow:
        assert await pricing.use_up(uow, hold_ids=[first.hold_id]) == {first.hold_id}
    await _release(rt, second)
    async with rt.unit_of_work() as uow:
        assert await pricing.use_up(uow, hold_ids=[first.hold_id]) == set()

    assert await counted(rt) == [(0, 1)]


async def test_each_person_may_use_a_code_so_often(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(per_identity=2))
    wanted = [wish(rt, stage, "half") for _ in range(4)]
    for one in wanted:
        await priced(rt, one)

    await _claim(rt, wanted[0], "noor@guests.example.com")
    await _claim(rt, wanted[1], "Noor+tickets@Guests.example.com")
    with pytest.raises(AlreadyUsed):
        await _claim(rt, wanted[2], "noor@guests.example.com")
    await _claim(rt, wanted[2], "noor@elsewhere.example.com")

    await _release(rt, wanted[0])
    await _claim(rt, wanted[3], "noor@guests.example.com")


async def test_one_person_in_a_race_uses_a_code_no_more_often_than_each_may(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_promo(rt, stage, half(per_identity=1))
    wanted = [wish(rt, stage, "half") for _ in range(12)]
    for one in wanted:
        await priced(rt, one)

    told = await asyncio.gather(
        *(_claim(rt, one, "noor@guests.example.com") for one in wanted), return_exceptions=True
    )

    assert Counter(type(answer) for answer in told) == {type(None): 1, AlreadyUsed: 11}


async def test_a_limit_cannot_go_below_what_is_used(rt: Runtime) -> None:
    stage = await given_event(rt)
    promo_id = await given_promo(rt, stage, half(max_uses=3))
    for _ in range(2):
        await priced(rt, wish(rt, stage, "half"))

    with pytest.raises(InvalidPrices) as refused:
        async with rt.unit_of_work(stage.owner) as uow:
            await pricing.save_promo(
                uow, stage.owner, event_id=stage.event_id, draft=half(max_uses=1),
                promo_id=promo_id,
            )  # fmt: skip

    assert set(refused.value.problems) == {"max_uses"}


async def test_holds_of_plain_events_are_priced_together(rt: Runtime) -> None:
    plain, offered = await given_event(rt), await given_event(rt, draft(), draft(hidden=True))
    await given_tiers(rt, offered, TierDraft("Early bird", 1500, places=1))

    async with rt.unit_of_work() as uow:
        quotes = await pricing.price_holds(
            uow, [wish(rt, plain), wish(rt, offered), wish(rt, plain), wish(rt, offered)]
        )

    assert [quote.list_minor for quote in quotes] == [UNIT, 1500, UNIT, UNIT]


async def _claim(rt: Runtime, wanted: HoldWish, email: str) -> None:
    async with rt.unit_of_work() as uow:
        await pricing.claim(uow, hold_id=wanted.hold_id, email=email)


async def _release(rt: Runtime, wanted: HoldWish) -> None:
    async with rt.unit_of_work() as uow:
        await pricing.release(uow, hold_id=wanted.hold_id)


async def _switch_the_guard_off(database: str) -> None:
    """Take away the lock and the constraint."""
    connection = await asyncpg.connect(database)
    try:
        source = await connection.fetchval(
            "SELECT pg_get_functiondef('take_uses(uuid, timestamptz, uuid[], int[])'::regprocedure)"
        )
        await connection.execute(
            source.replace("FOR NO KEY UPDATE", "").replace(
                "WITH fit AS", "PERFORM pg_sleep(0.2); WITH fit AS"
            )
        )
        await connection.execute(
            "ALTER TABLE allowances DROP CONSTRAINT ck_allowances_never_exceeded"
        )
    finally:
        await connection.close()
