"""A listed ticket is bought: one owner, one proof, and every cent where it belongs."""

import asyncio
from datetime import timedelta

import pytest

from bilten_app.domains.events import service as events
from bilten_app.domains.market import service as market
from bilten_app.domains.market.public import BuyerPays, ListingGone, NoSuchListing
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import NoCodesForResale, OrderState, RefundWish
from bilten_app.domains.pricing.public import Ask
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from tests.banks import books, decide, dispute, is_sound, refunds_sent
from tests.changes import pay, subjects
from tests.counter import accounts
from tests.factories import given_checkout, new_guest, order_of, places
from tests.gateway import card, gateway_of, hear
from tests.resale import (
    given_resold,
    given_sold_out,
    listing_states,
    paid,
    put_up,
    revoked,
    take,
    take_back,
    tickets_of,
)
from tests.work import settle, tell_all_again

SELLER = "noor@guests.example.com"


async def test_a_sold_ticket_has_one_owner_and_one_proof(rt: Runtime) -> None:
    stage, ref = await given_sold_out(rt)
    ticket, other = await tickets_of(rt, ref)
    before, fees = await accounts(rt, stage), (await books(rt))["fees"]
    listing = await put_up(rt, ticket, 2750)

    new = await take(rt, listing)
    await pay(rt, new)

    (moved,) = await tickets_of(rt, new)
    assert [one.id for one in await tickets_of(rt, ref)] == [other.id]
    assert (moved.id, moved.index, moved.state) == (ticket.id, ticket.index, "valid")
    assert (moved.generation, moved.holder_email) == (2, "ali@guests.example.com")
    assert moved.proof != ticket.proof
    assert await revoked(rt, stage) == ([], {ticket.index: 2})
    assert await places(rt, stage) == [(0, 0, 2)]
    after = await accounts(rt, stage)
    # 27.50: a royalty of 2.75, a fee of 1.37, and 23.38 for the seller.
    assert after["payable"] - before["payable"] == 275
    assert after["resellers"] == 2338
    assert (await books(rt))["fees"] == fees + 137
    assert await is_sound(rt)
    assert "Your ticket for Jazz by the Canal is sold" in await subjects(rt, SELLER)
    assert "Your ticket for Jazz by the Canal" in await subjects(rt, "ali@guests.example.com")


async def test_two_buyers_never_both_get_a_listing(rt: Runtime) -> None:
    stage, ref = await given_sold_out(rt)
    listing = await put_up(rt, (await tickets_of(rt, ref))[0])

    tried = await asyncio.gather(
        *(orders.take_listing(rt, new_guest(), listing_id=listing, locale="en") for _ in range(6)),
        return_exceptions=True,
    )

    assert sum(isinstance(one, BuyerPays) for one in tried) == 5
    assert await is_sound(rt)
    assert await places(rt, stage) == [(0, 0, 2)]


async def test_the_same_browser_finds_its_order_again(rt: Runtime) -> None:
    _, ref = await given_sold_out(rt)
    one, two = await tickets_of(rt, ref)
    first, second = await put_up(rt, one), await put_up(rt, two)
    guest = new_guest()

    ref_one = await take(rt, first, guest)
    assert await take(rt, first, guest) == ref_one
    ref_two = await take(rt, second, guest)

    assert (await order_of(rt, ref_one)).state is OrderState.cancelled
    assert (await order_of(rt, ref_two)).state is OrderState.placed
    await take(rt, first)  # it was let go


async def test_late_money_is_honoured_while_the_ticket_is_for_sale(
    rt: Runtime, clock: FrozenClock
) -> None:
    _, ref = await given_sold_out(rt)
    ticket, _ = await tickets_of(rt, ref)
    new = await take(rt, await put_up(rt, ticket))
    checkout = await given_checkout(rt, new)
    await gateway_of(rt).choose(checkout, card("Success"))
    clock.move(timedelta(minutes=16))
    await orders.expire_due(rt)

    await hear(rt, checkout, event_id="evt_late")
    await settle(rt)

    assert (await order_of(rt, new)).state is OrderState.paid
    assert [one.id for one in await tickets_of(rt, new)] == [ticket.id]
    assert await is_sound(rt)


@pytest.mark.parametrize("taken", ["sold", "withdrawn", "held"])
async def test_late_money_for_a_ticket_that_is_gone_goes_back_and_is_told(
    rt: Runtime, clock: FrozenClock, taken: str
) -> None:
    _, ref = await given_sold_out(rt)
    ticket, _ = await tickets_of(rt, ref)
    listing = await put_up(rt, ticket)
    new = await take(rt, listing)
    checkout = await given_checkout(rt, new)
    await gateway_of(rt).choose(checkout, card("Success"))
    clock.move(timedelta(minutes=16))
    await orders.expire_due(rt)
    if taken == "withdrawn":
        await take_back(rt, ticket)
    else:
        faster = await take(rt, listing, email="zoe@guests.example.com")
        if taken == "sold":
            await paid_only(rt, faster)

    await hear(rt, checkout, event_id="evt_late")
    await settle(rt)

    assert (await order_of(rt, new)).state is OrderState.expired
    assert await refunds_sent(rt) == [2500]
    assert await tickets_of(rt, new) == []
    assert any("payment" in one for one in await subjects(rt, "ali@guests.example.com"))
    assert await is_sound(rt)


async def paid_only(rt: Runtime, ref: object) -> None:
    checkout = await given_checkout(rt, ref)  # pyright: ignore[reportArgumentType]
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, event_id="evt_faster")


async def test_a_refund_of_a_resold_ticket_pays_everybody_back(rt: Runtime) -> None:
    stage, ref, new = await given_resold(rt, 2750)
    seller_paid = (await order_of(rt, ref)).total.minor // 2

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=new.id)
    await settle(rt)
    await tell_all_again(rt)

    assert sorted(await refunds_sent(rt)) == sorted([2750, seller_paid])
    assert await listing_states(rt) == ["undone"]
    assert "resellers" not in await accounts(rt, stage)
    assert await places(rt, stage) == [(1, 0, 1)]
    assert (await order_of(rt, ref)).state is OrderState.paid
    assert await is_sound(rt)


async def test_an_event_that_is_called_off_pays_the_holder_what_they_paid(rt: Runtime) -> None:
    stage, ref, new = await given_resold(rt, 2750)

    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Rain.")
    await settle(rt)
    await tell_all_again(rt)

    was = await order_of(rt, ref)
    assert sorted(await refunds_sent(rt)) == sorted([2750, was.total.minor])
    assert await accounts(rt, stage) == {}
    assert {(await order_of(rt, one)).state for one in (ref, new)} == {OrderState.cancelled}
    assert await is_sound(rt)


async def test_a_ticket_that_was_sold_on_twice_is_undone_hop_by_hop(rt: Runtime) -> None:
    stage, ref, new = await given_resold(rt, 2750)
    (ticket,) = await tickets_of(rt, new)
    last = await take(rt, await put_up(rt, ticket, 2600), email="zoe@guests.example.com")
    await pay(rt, last)

    async with rt.unit_of_work(stage.owner) as uow:
        await events.cancel(uow, stage.owner, event_id=stage.event_id, reason="Rain.")
    await settle(rt)

    was = await order_of(rt, ref)
    assert sorted(await refunds_sent(rt)) == sorted([2750, 2600, was.total.minor])
    assert await accounts(rt, stage) == {}
    assert await is_sound(rt)


async def test_a_seller_is_paid_two_days_after_the_event(rt: Runtime, clock: FrozenClock) -> None:
    stage, ref, _ = await given_resold(rt, 2500)

    clock.move(timedelta(days=31))
    await events.end_past(rt)
    await orders.settle_resales(rt)
    assert await listing_states(rt) == ["sold"]
    clock.move(timedelta(days=2))
    await orders.settle_resales(rt)
    await orders.settle_resales(rt)
    await settle(rt)

    held = await accounts(rt, stage)
    assert await listing_states(rt) == ["settled"]
    assert "Your credit for Jazz by the Canal" in await subjects(rt, SELLER)
    assert (held["store_credit"], held["promised"]) == (2125, 2125)
    assert "resellers" not in held
    # Of the seller's own order only the other ticket can go back now.
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await settle(rt)
    assert await refunds_sent(rt) == [(await order_of(rt, ref)).total.minor // 2]
    assert await is_sound(rt)


async def test_a_seller_whose_bank_takes_the_money_back_is_not_paid_twice(rt: Runtime) -> None:
    stage, ref, new = await given_resold(rt)

    await decide(rt, await dispute(rt, ref), won=False)

    assert await listing_states(rt) == ["undone"]
    assert "resellers" not in await accounts(rt, stage)
    assert [one.state for one in await tickets_of(rt, new)] == ["valid"]
    assert await refunds_sent(rt) == []
    assert await is_sound(rt)


async def test_a_buyer_whose_bank_takes_the_money_back_gives_the_seller_theirs(
    rt: Runtime,
) -> None:
    stage, ref, new = await given_resold(rt)

    asked = await dispute(rt, new)
    assert [one.state for one in await tickets_of(rt, new)] == ["frozen"]
    await decide(rt, asked, won=False)

    assert [one.state for one in await tickets_of(rt, new)] == ["void"]
    assert await refunds_sent(rt) == [(await order_of(rt, ref)).total.minor // 2]
    assert "resellers" not in await accounts(rt, stage)
    assert await is_sound(rt)


async def test_codes_change_no_price_that_a_seller_set(rt: Runtime) -> None:
    _, ref = await given_sold_out(rt)
    new = await take(rt, await put_up(rt, (await tickets_of(rt, ref))[0]))

    async with rt.unit_of_work() as uow:
        with pytest.raises(NoCodesForResale):
            await orders.bring(uow, order_id=new.id, ask=Ask(codes=frozenset({"JAZZ"})))


async def test_what_is_not_for_sale_cannot_be_taken(rt: Runtime) -> None:
    stage, ref = await given_sold_out(rt)
    ticket, _ = await tickets_of(rt, ref)
    listing = await put_up(rt, ticket)
    await take_back(rt, ticket)

    with pytest.raises((ListingGone, NoSuchListing)):
        await take(rt, listing)
    with pytest.raises(NoSuchListing):
        await take(rt, stage.event_id)


async def test_a_refund_names_only_part_of_what_a_goodwill_left(rt: Runtime) -> None:
    stage, _, new = await given_resold(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(amount_minor=500)
        await orders.refund(uow, stage.owner, order_id=new.id, wish=wish)
    await settle(rt)
    assert await listing_states(rt) == ["sold"]  # goodwill is the organizer's

    (ticket,) = await tickets_of(rt, new)
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(frozenset({ticket.id}))
        await orders.refund(uow, stage.owner, order_id=new.id, wish=wish)
    await settle(rt)

    assert (await order_of(rt, new)).refunded.minor == 2500
    assert "resellers" not in await accounts(rt, stage)
    assert await is_sound(rt)


async def test_an_outage_gives_a_buyer_more_time(rt: Runtime) -> None:
    _, ref = await given_sold_out(rt)
    new = await take(rt, await put_up(rt, (await tickets_of(rt, ref))[0]))
    until = (await order_of(rt, new)).hold_until + timedelta(minutes=5)

    async with rt.unit_of_work() as uow:
        await market.extend(uow, order_id=new.id, until=until)

    with pytest.raises(BuyerPays):
        await take_back(rt, (await tickets_of(rt, ref))[0])
    await paid(rt, new)
    assert await listing_states(rt) == ["sold"]
