"""From a chosen seat to a ticket that names it, and back."""

from datetime import timedelta
from typing import Any

import pytest

from bilten_app.domains.events import service as events
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory import service as places_service
from bilten_app.domains.inventory.public import PlacesWithoutSeats, TwoSeats
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderState, RefundWish
from bilten_app.domains.seating import queries, service
from bilten_app.domains.seating.public import (
    SeatsHaveHolders,
    SeatState,
    Section,
    Template,
    seat_words,
)
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Invalid
from tests.aftersale import tickets_of
from tests.factories import (
    Stage,
    draft,
    given_checkout,
    given_event,
    given_order,
    new_guest,
    order_of,
    places,
    refunded_of,
)
from tests.gateway import card, gateway_of, hear
from tests.integration.orders.test_imports import imported, past
from tests.theatre import given_theatre, hold_seats, pools_of, seat_ids, taken
from tests.waiting import listed, tick

HELD, SOLD = SeatState.held, SeatState.sold


async def prove(rt: Runtime) -> None:
    async with rt.read() as session:
        assert await queries.drifts(session) == []
        assert await inventory.drifts(session) == []


async def order_seats(rt: Runtime, stage: Stage, *names: str) -> OrderRef:
    ref = await orders.place(
        rt, new_guest(), event_id=stage.event_id, lines={stage.types[0]: len(names)},
        seats=await seat_ids(rt, stage, *names),
    )  # fmt: skip
    async with rt.unit_of_work() as uow:
        await orders.describe_buyer(uow, order_id=ref.id, name="Noor Aziz", email="n@example.com")
    return ref


async def choose_card(rt: Runtime, ref: OrderRef) -> str:
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    return checkout


async def bought(rt: Runtime, stage: Stage, *names: str) -> OrderRef:
    ref = await order_seats(rt, stage, *names)
    await hear(rt, await choose_card(rt, ref), f"evt_{ref.code}")
    return ref


async def edited(rt: Runtime, stage: Stage, section: Section | None = None, **marks: Any) -> int:
    """Change the first section or mark seats of the plan, and publish it."""
    async with rt.unit_of_work(stage.owner) as uow:
        scope = await events.scope_of(uow, stage.owner, event_id=stage.event_id)
        if section:
            await service.save_section(
                uow, scope, event_id=stage.event_id, section=section, index=0
            )
        if marks:
            await service.mark_seats(uow, scope, event_id=stage.event_id, **marks)
        return await service.publish(uow, scope, event_id=stage.event_id)


async def test_tickets_name_the_seats_that_were_chosen(rt: Runtime) -> None:
    stage = await given_theatre(rt)

    ref = await bought(rt, stage, "B7", "B8")

    async with rt.read() as session:
        found = await tickets.of_order(session, ref.id)
    assert [seat_words(one.seat, "en") for one in found if one.seat] == [
        "Stalls, row B, seat 7",
        "Stalls, row B, seat 8",
    ]
    assert [name.number for name in (await order_of(rt, ref)).seats] == [7, 8]
    assert await taken(rt, stage, SOLD) == ["B7", "B8"]
    assert await places(rt, stage) == [(22, 0, 2), (12, 0, 0)]
    await prove(rt)


async def test_the_same_seats_again_find_the_same_order_and_others_replace_it(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    guest, lines = new_guest(), {stage.types[0]: 1}

    async def place(name: str) -> OrderRef:
        return await orders.place(
            rt, guest, event_id=stage.event_id, lines=lines, seats=await seat_ids(rt, stage, name)
        )

    first, again, other = await place("A1"), await place("A1"), await place("A2")

    assert first == again != other
    assert await taken(rt, stage, HELD) == ["A2"]


async def test_late_money_gets_its_own_seats_while_they_are_free(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_theatre(rt)
    ref = await order_seats(rt, stage, "A1")
    checkout = await choose_card(rt, ref)
    clock.move(timedelta(minutes=16))
    await orders.expire_due(rt)

    await hear(rt, checkout)

    assert (await order_of(rt, ref)).state is OrderState.paid
    assert await taken(rt, stage, SOLD) == ["A1"]
    await prove(rt)


async def test_late_money_goes_back_when_somebody_has_the_seat(
    rt: Runtime, clock: FrozenClock
) -> None:
    stage = await given_theatre(rt)
    ref = await order_seats(rt, stage, "A1")
    checkout = await choose_card(rt, ref)
    clock.move(timedelta(minutes=16))
    await orders.expire_due(rt)
    await hold_seats(rt, stage, await seat_ids(rt, stage, "A1"))

    await hear(rt, checkout)

    order = await order_of(rt, ref)
    assert order.state is OrderState.expired
    assert await refunded_of(rt, ref) == order.total.minor
    assert await taken(rt, stage, HELD) == ["A1"]
    await prove(rt)


async def test_a_refund_gives_the_seat_back_and_only_that_one(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    ref = await bought(rt, stage, "A1", "A2")
    first, _ = await tickets_of(rt, ref)

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.refund(
            uow,
            stage.owner,
            order_id=ref.id,
            wish=RefundWish(ticket_ids=frozenset({first}), reason="Ill"),
        )

    assert await taken(rt, stage, SOLD) == ["A2"]
    await bought(rt, stage, "A1")
    assert await taken(rt, stage, SOLD) == ["A1", "A2"]
    await prove(rt)


async def test_imported_orders_get_the_best_seats(rt: Runtime) -> None:
    stage = await given_theatre(rt)

    await imported(rt, stage, past(rt, stage, 2, 1), past(rt, stage, 2))

    assert len(await taken(rt, stage, SOLD)) == 5
    await prove(rt)


async def test_an_offer_of_the_waiting_list_has_seats(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_theatre(rt, Section("Stalls", rows=1, seats=2))
    hold_id = await hold_seats(rt, stage, await seat_ids(rt, stage, "A1", "A2"))
    await listed(rt, stage)
    async with rt.unit_of_work() as uow:
        await places_service.release(uow, hold_id=hold_id)

    await tick(rt, clock)

    assert len(await taken(rt, stage, HELD)) == 1
    await prove(rt)


@pytest.mark.parametrize(
    ("section", "marks"),
    [
        (Section("Stalls", rows=3, seats=7), {}),
        (Section("Parterre", rows=3, seats=8), {}),
        (None, {"places": [7], "is_blocked": True}),
    ],
)
async def test_a_plan_does_not_take_a_seat_from_who_has_it(
    rt: Runtime, section: Section | None, marks: dict[str, Any]
) -> None:
    stage = await given_theatre(rt)
    await bought(rt, stage, "A8")
    pool = (await pools_of(rt, stage))[0]
    section = section and Section(section.name, pool, rows=section.rows, seats=section.seats)

    with pytest.raises(SeatsHaveHolders) as refused:
        await edited(rt, stage, section, **marks)

    assert refused.value.fields["seats"] == "Stalls, row A, seat 8"
    assert await taken(rt, stage, SOLD) == ["A8"]
    await prove(rt)


async def test_a_plan_may_grow_around_sold_seats(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    await bought(rt, stage, "A8")
    pool = (await pools_of(rt, stage))[0]

    count = await edited(rt, stage, Section("Stalls", pool, rows=4, seats=9), places=[0],
                         is_blocked=True)  # fmt: skip

    assert count == 48
    assert await taken(rt, stage, SOLD) == ["A8"]
    assert await places(rt, stage) == [(34, 0, 1), (12, 0, 0)]
    await prove(rt)


async def test_what_was_sold_without_seats_cannot_get_them_afterwards(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_order(rt, stage)

    with pytest.raises(PlacesWithoutSeats):
        await _publish(rt, stage)


async def test_a_ticket_needs_one_seat_at_most(rt: Runtime) -> None:
    stage = await given_theatre(rt)
    async with rt.unit_of_work(stage.owner) as uow:
        scope = await events.scope_of(uow, stage.owner, event_id=stage.event_id)
        shared = await places_service.save_pool(
            uow, scope, event_id=stage.event_id, name="Whole house", capacity=100
        )
        await places_service.save_ticket_type(
            uow, scope, event_id=stage.event_id, draft=draft(name="Stalls", shared=(shared,)),
            ticket_type_id=stage.types[0],
        )  # fmt: skip

    with pytest.raises(TwoSeats):
        await edited(rt, stage, places=[0], pool_id=shared)


async def test_the_size_of_a_seated_category_follows_the_plan_alone(rt: Runtime) -> None:
    stage = await given_theatre(rt)

    async with rt.unit_of_work(stage.owner) as uow:
        scope = await events.scope_of(uow, stage.owner, event_id=stage.event_id)
        await places_service.save_ticket_type(
            uow, scope, event_id=stage.event_id, draft=draft(name="Stalls", capacity=500),
            ticket_type_id=stage.types[0],
        )  # fmt: skip

    assert await places(rt, stage) == [(24, 0, 0), (12, 0, 0)]


async def test_a_section_that_makes_no_sense_is_refused_by_its_field(rt: Runtime) -> None:
    stage = await given_theatre(rt)

    with pytest.raises(Invalid) as refused:
        await edited(rt, stage, Section("Circle", rows=3, seats=8))

    assert list(refused.value.problems) == ["name"]


async def _publish(rt: Runtime, stage: Stage) -> None:
    async with rt.unit_of_work(stage.owner) as uow:
        scope = await events.scope_of(uow, stage.owner, event_id=stage.event_id)
        pools = await pools_of(rt, stage)
        await service.start_plan(
            uow, scope, event_id=stage.event_id, template=Template.rows, pools=pools
        )
        await service.publish(uow, scope, event_id=stage.event_id)
