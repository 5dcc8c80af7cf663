"""The price of the moment: set, moved by the clock, kept for everybody to see."""

from datetime import timedelta
from itertools import pairwise

from sqlmodel import col, select

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.models import LivePrice, PriceChange
from bilten_app.domains.pricing.public.drafts import LiveDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from tests.factories import Stage, draft, given_event
from tests.integration.pricing.given import priced, wish

RULE = LiveDraft(base_minor=2500, floor_minor=2000, ceiling_minor=4500, hourly_minor=300)
HOUR = timedelta(hours=1)


async def given_rush(rt: Runtime) -> Stage:
    """Sell nine of ten places on the first day."""
    stage = await given_event(rt, draft(capacity=10))
    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_live_price(uow, stage.owner, ticket_type_id=stage.types[0], draft=RULE)
    hold_id = new_id()
    await inventory.take(
        rt, hold_id=hold_id, lines={stage.types[0]: 9}, until=rt.clock.now() + HOUR
    )
    async with rt.unit_of_work() as uow:
        await inventory.commit(uow, hold_ids=[hold_id], tickets={stage.types[0]: 9})
    return stage


async def test_a_rush_moves_the_price_hour_by_hour_up_to_where_demand_wants_it(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_rush(rt)

    for _ in range(16 * 60 // 20):
        await pricing.follow_demand(rt)
        clock.move(timedelta(minutes=20))

    prices = await _history(rt)
    assert prices[0] == 2500
    assert prices[1] == 2800
    assert max(prices) <= 4500
    assert max(b - a for a, b in pairwise(prices)) <= 300
    assert (await priced(rt, wish(rt, stage))).list_minor == prices[-1]


async def test_asking_again_at_once_moves_nothing(rt: Runtime) -> None:
    await given_rush(rt)
    await pricing.follow_demand(rt)

    await pricing.follow_demand(rt)

    assert await _history(rt) == [2500, 2800]


async def test_a_lower_ceiling_pulls_the_price_down_at_once(rt: Runtime) -> None:
    stage = await given_rush(rt)
    await pricing.follow_demand(rt)
    lower = LiveDraft(base_minor=2400, floor_minor=2000, ceiling_minor=2400, hourly_minor=10)

    async with rt.unit_of_work(stage.owner) as uow:
        await pricing.save_live_price(uow, stage.owner, ticket_type_id=stage.types[0], draft=lower)

    assert await _history(rt) == [2500, 2800, 2400]
    async with rt.read() as session:
        assert (await session.get_one(LivePrice, stage.types[0])).current_minor == 2400


async def test_a_price_is_shown_in_another_currency_with_its_source_and_time(rt: Runtime) -> None:
    shown = await pricing.display_price(rt, Money(1000, "EUR"), currency="USD")

    assert shown is not None
    assert (shown.money, shown.source) == (Money(1170, "USD"), "Bilten")
    assert await pricing.display_price(rt, Money(1000, "EUR"), currency="XTS") is None


async def _history(rt: Runtime) -> list[int]:
    async with rt.read() as session:
        chosen = select(col(PriceChange.price_minor)).order_by(col(PriceChange.id))
        return list((await session.execute(chosen)).scalars())
