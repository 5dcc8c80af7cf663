"""Tickets whose price the buyer chooses: it is fixed by the hold, and nothing else moves it."""

from dataclasses import replace
from uuid import UUID

import pytest

from bilten_app.domains.inventory.public import (
    HoldExpired,
    OpenPrice,
    PriceFixed,
    PriceOutside,
)
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import BuyersChoice, OrderRef, OrderState, RefundWish
from bilten_app.domains.pricing.public import Ask, StepKind
from bilten_app.domains.pricing.public.drafts import TierDraft
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid
from bilten_app.kit.money import Money
from tests.aftersale import tickets_of
from tests.changes import change, pay, sent_back
from tests.counter import given_shift, is_sound, sell
from tests.factories import Stage, draft, given_event, new_guest, order_of, places
from tests.integration.pricing.given import given_promo, given_tiers, half
from tests.stalls import given_type, take

OPEN = OpenPrice(most_minor=100_00, suggested=(10_00, 20_00))


async def given_choice(rt: Runtime, **changes: object) -> Stage:
    """Publish an event at 25.00, and with a type from 5.00 to 100.00 that its buyers choose."""
    choice = {"name": "Pay what you want", "price_minor": 5_00, "open_price": OPEN, **changes}
    return await given_event(rt, draft(), draft(**choice))


async def place(
    rt: Runtime, stage: Stage, minor: int | None, guest: Actor | None = None, ask: Ask | None = None
) -> OrderRef:
    """Place an order for two tickets at a chosen price."""
    chosen = stage.types[1]
    ref = await orders.place(
        rt, guest or new_guest(), event_id=stage.event_id, lines={chosen: 2}, ask=ask or Ask(),
        prices={} if minor is None else {chosen: minor},
    )  # fmt: skip
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(
            uow, order_id=ref.id, name="Noor Aziz", email="noor@guests.example.com"
        )
    return ref


async def units(rt: Runtime, ref: OrderRef) -> list[int]:
    return [line.unit.minor for line in (await order_of(rt, ref)).lines]


async def test_a_chosen_price_is_paid_with_its_fee_and_explained(rt: Runtime) -> None:
    stage = await given_choice(rt)

    ref = await place(rt, stage, 12_34)

    order = await order_of(rt, ref)
    fee = 2 * (36 + 30)
    assert (order.listed.minor, order.fee.minor) == (24_68, fee)
    assert order.total.minor == 24_68 + fee
    async with rt.read() as session:
        (line,) = (await queries.quote(session, ref.id)).lines
    assert line.steps[0].kind is StepKind.chosen
    await pay(rt, ref)
    assert len(await tickets_of(rt, ref)) == 2
    assert await is_sound(rt)


async def test_nothing_that_the_organizer_changes_moves_the_price_of_a_hold(rt: Runtime) -> None:
    stage = await given_choice(rt)
    ref = await place(rt, stage, 6_00)

    await given_type(
        rt, stage, draft(name="Dearer", price_minor=50_00, open_price=OpenPrice()), stage.types[1]
    )
    async with rt.unit_of_work() as uow:
        await orders.bring(uow, order_id=ref.id, ask=Ask(email="noor@guests.example.com"))

    assert await units(rt, ref) == [6_00]


@pytest.mark.parametrize("minor", [4_99, 100_01, -1])
async def test_a_price_out_of_bounds_is_refused_and_holds_nothing(rt: Runtime, minor: int) -> None:
    stage = await given_choice(rt)

    with pytest.raises(PriceOutside):
        await place(rt, stage, minor)

    assert await places(rt, stage) == [(100, 0, 0), (100, 0, 0)]


async def test_without_a_bound_there_is_still_one_that_sums_can_bear(rt: Runtime) -> None:
    stage = await given_choice(rt, open_price=OpenPrice())

    with pytest.raises(PriceOutside):
        await place(rt, stage, 10**12 + 1)


async def test_nobody_chooses_the_price_of_other_tickets(rt: Runtime) -> None:
    stage = await given_choice(rt)

    with pytest.raises(PriceFixed):
        await orders.place(
            rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 1},
            prices={stage.types[0]: 1},
        )  # fmt: skip


async def test_who_chooses_nothing_pays_the_least(rt: Runtime) -> None:
    stage = await given_choice(rt)

    assert await units(rt, await place(rt, stage, None)) == [5_00]


async def test_codes_and_tiers_leave_a_chosen_price_alone(rt: Runtime) -> None:
    stage = await given_choice(rt)
    await given_promo(rt, stage, half())
    await given_tiers(rt, replace(stage, types=stage.types[1:]), TierDraft("Early", 10_00))

    ref = await place(rt, stage, 20_00, ask=Ask(frozenset({"half"})))

    order = await order_of(rt, ref)
    assert (await units(rt, ref), order.discount.minor) == ([20_00], 0)


async def test_another_price_is_another_cart(rt: Runtime) -> None:
    stage, guest = await given_choice(rt), new_guest()

    first = await place(rt, stage, 10_00, guest)
    again = await place(rt, stage, 10_00, guest)
    other = await place(rt, stage, 11_00, guest)

    assert again == first
    assert (await order_of(rt, first)).state is OrderState.cancelled
    assert await units(rt, other) == [11_00]
    assert (await places(rt, stage))[1] == (98, 2, 0)


async def test_who_chooses_zero_where_they_may_needs_no_gateway(rt: Runtime) -> None:
    stage = await given_choice(rt, price_minor=0)
    ref = await place(rt, stage, 0)

    url = await orders.pay(rt, new_guest(), order_id=ref.id, return_url="http://bilten.test/o")

    order = await order_of(rt, ref)
    assert (url, order.state.value, order.total.minor, order.fee.minor) == (None, "paid", 0, 0)


async def test_a_refund_gives_back_what_was_chosen_and_a_change_carries_it(rt: Runtime) -> None:
    stage = await given_choice(rt)
    ref = await place(rt, stage, 40_00)
    await pay(rt, ref)
    one, other = await tickets_of(rt, ref)
    each = (await order_of(rt, ref)).total.minor // 2
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(frozenset({one}))
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    new = await change(rt, stage, ref, [other], 0)

    assert await sent_back(rt) == each + each - (await order_of(rt, new)).total.minor
    assert await is_sound(rt)


async def test_nothing_is_changed_for_tickets_whose_price_the_buyer_chooses(rt: Runtime) -> None:
    stage = await given_choice(rt)
    ref = await orders.place(rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: 1})
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(uow, order_id=ref.id, name="Noor", email="noor@x.example.com")
    await pay(rt, ref)

    with pytest.raises(BuyersChoice):
        await change(rt, stage, ref, await tickets_of(rt, ref), 1)


async def test_the_box_office_takes_the_price_that_was_said(rt: Runtime) -> None:
    stage = await given_choice(rt)
    await given_shift(rt, stage)
    chosen = stage.types[1]

    order = await sell(rt, stage, lines={chosen: 1}, prices={chosen: 7_50})
    with pytest.raises(PriceOutside):
        await sell(rt, stage, lines={chosen: 1}, prices={chosen: 4_00})

    assert order.listed == Money(7_50, "EUR")
    assert await is_sound(rt)


@pytest.mark.parametrize(
    ("opened", "field"),
    [
        (OpenPrice(most_minor=4_00), "most"),
        (OpenPrice(suggested=(4_00,)), "suggested"),
        (OpenPrice(suggested=(6_00,) * 5), "suggested"),
        (OpenPrice(most_minor=10_00, suggested=(11_00,)), "suggested"),
    ],
)
async def test_bounds_that_contradict_each_other_are_named(
    rt: Runtime, opened: OpenPrice, field: str
) -> None:
    stage = await given_event(rt)

    with pytest.raises(Invalid) as refused:
        await given_type(rt, stage, draft(price_minor=5_00, open_price=opened))

    assert list(refused.value.problems) == [field]


async def test_holds_of_one_moment_get_each_its_own_price(rt: Runtime) -> None:
    stage = await given_choice(rt)
    plain = await take(rt, {stage.types[0]: 1})

    refs = [await place(rt, stage, minor) for minor in (5_00, 9_00)]

    assert [await units(rt, ref) for ref in refs] == [[5_00], [9_00]]
    assert (await orders.place_held(rt, new_guest(), hold_id=plain)).listed.minor == 25_00
    with pytest.raises(HoldExpired):
        await orders.place_held(rt, new_guest(), hold_id=UUID(int=3))
