"""A bundle is bought as one, becomes a ticket of each part, and goes back whole."""

from collections import Counter
from uuid import UUID

import pytest

from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import BundleStaysWhole, OrderClosed, OrderRef, RefundWish
from bilten_app.domains.tickets.public import TicketView
from bilten_app.infra.runtime import Runtime
from tests.aftersale import given_policy
from tests.factories import (
    Stage,
    draft,
    given_checkout,
    given_event,
    given_order,
    order_of,
    places,
)
from tests.gateway import card, gateway_of, hear
from tests.stalls import addon, assert_counted, bundle, given_type, left


async def given_family(rt: Runtime) -> tuple[Stage, UUID]:
    """Two adults and a child for 60.01 instead of 62.50."""
    stage = await given_event(rt, draft(name="Adult"), draft(name="Child", price_minor=1250))
    adult, child = stage.types
    return stage, await given_type(rt, stage, bundle({adult: 2, child: 1}, price_minor=6001))


async def bought(rt: Runtime, stage: Stage, lines: dict[UUID, int]) -> OrderRef:
    ref = await given_order(rt, stage, lines=lines)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, event_id=f"evt_{ref.code}")
    return ref


async def valid(rt: Runtime, ref: OrderRef) -> list[TicketView]:
    async with rt.read() as session:
        receipt = await queries.receipt(session, ref.id)
    return [ticket for ticket in receipt.tickets if ticket.state == "valid"]


async def test_a_paid_bundle_is_a_ticket_of_each_part(rt: Runtime) -> None:
    stage, family = await given_family(rt)

    ref = await bought(rt, stage, {family: 2, stage.types[1]: 1})

    order = await order_of(rt, ref)
    names = Counter(ticket.type_name for ticket in await valid(rt, ref))
    assert names == {"Adult": 4, "Child": 3}
    assert sorted((line.name, line.quantity, line.parts) for line in order.lines) == [
        ("Child", 1, ()),
        ("Family", 2, ("Adult", "Adult", "Child")),
    ]
    assert (order.quantity, order.total.minor) == (7, 2 * 6001 + 1250 + order.fee.minor)
    assert await places(rt, stage) == [(96, 0, 4), (97, 0, 3), (48, 0, 0)]
    await assert_counted(rt)


async def test_the_money_of_a_bundle_is_split_over_its_tickets_to_the_cent(rt: Runtime) -> None:
    stage, family = await given_family(rt)

    ref = await bought(rt, stage, {family: 1})

    order = await order_of(rt, ref)
    async with rt.read() as session:
        prices = await queries.ticket_prices(session, ref.id)
    child, *adults = sorted(price.minor for price in prices.values())
    assert child + sum(adults) == order.total.minor
    assert [abs(2 * child - adult) <= 3 for adult in adults] == [True, True]


async def test_a_part_of_a_bundle_does_not_go_back_alone(rt: Runtime) -> None:
    stage, family = await given_family(rt)
    await given_policy(rt, stage)
    ref = await bought(rt, stage, {family: 2})
    tickets = await valid(rt, ref)

    async with rt.unit_of_work(stage.owner) as uow:
        for some in (tickets[:1], tickets[1:5]):
            wish = RefundWish(frozenset(ticket.id for ticket in some))
            with pytest.raises(BundleStaysWhole):
                await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)
            with pytest.raises(BundleStaysWhole):
                await orders.ask_refund(uow, order_id=ref.id, ticket_ids=wish.ticket_ids)

    assert len(await valid(rt, ref)) == 6
    await assert_counted(rt)


async def test_a_whole_bundle_goes_back_with_its_money_and_all_its_places(rt: Runtime) -> None:
    stage, family = await given_family(rt)
    ref = await bought(rt, stage, {family: 2})
    first = (await valid(rt, ref))[:3]

    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(frozenset(ticket.id for ticket in first))
        await orders.refund(uow, stage.owner, order_id=ref.id, wish=wish)

    order = await order_of(rt, ref)
    assert order.refunded.minor * 2 == order.total.minor
    assert await places(rt, stage) == [(98, 0, 2), (99, 0, 1), (49, 0, 0)]
    await assert_counted(rt)


async def test_cancelling_twice_gives_the_places_of_a_bundle_back_once(rt: Runtime) -> None:
    stage, family = await given_family(rt)
    ref = await bought(rt, stage, {family: 1})

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    async with rt.unit_of_work(stage.owner) as uow:
        with pytest.raises(OrderClosed):
            await orders.cancel(uow, stage.owner, order_id=ref.id)

    assert await places(rt, stage) == [(100, 0, 0), (100, 0, 0), (50, 0, 0)]
    await assert_counted(rt)
    async with rt.read() as session:
        assert not (await ledger.trial_balance(session)).difference


async def test_an_order_keeps_what_was_in_its_bundle_when_the_organizer_changes_it(
    rt: Runtime,
) -> None:
    stage, family = await given_family(rt)
    ref = await bought(rt, stage, {family: 1})

    changed = bundle({stage.types[1]: 2}, price_minor=100)
    await given_type(rt, stage, changed, family)

    (line,) = (await order_of(rt, ref)).lines
    assert line.parts == ("Adult", "Adult", "Child")
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=ref.id)
    await assert_counted(rt)
    assert (await left(rt, stage))[stage.types[0]] == 100


async def test_an_add_on_is_a_ticket_of_its_own(rt: Runtime) -> None:
    stage = await given_event(rt)
    parking = await given_type(rt, stage, addon(stage.types[0]))

    ref = await bought(rt, stage, {stage.types[0]: 2, parking: 1})

    names = Counter(ticket.type_name for ticket in await valid(rt, ref))
    assert names == {"Standing": 2, "Parking": 1}
    await assert_counted(rt)
