"""The box office: cash is the organizer's own, a double tap sells once, and the drawer adds up."""

import asyncio

import pytest

from bilten_app.domains.inventory.public import SoldOut
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    Channel,
    FundKind,
    Gift,
    NoShift,
    OrderState,
    OrderView,
    RefundWish,
    ShiftOpen,
    TooLittle,
)
from bilten_app.domains.reporting import queries as reporting
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.roles import ROLE_GRANTS, Permission, Role
from tests.counter import accounts, given_shift, is_sound, request, sell
from tests.factories import draft, given_event, places
from tests.people import given_organizer
from tests.work import settle


async def test_a_cash_sale_is_paid_with_places_and_tickets_and_the_fee_is_owed(
    rt: Runtime,
) -> None:
    stage = await given_event(rt)
    await given_shift(rt, stage)

    order = await sell(rt, stage, 2, email="ali@guests.example.com")
    await settle(rt)

    async with rt.read() as session:
        receipt = await queries.receipt(session, order.id)
    assert (receipt.order.state, receipt.order.channel) == (OrderState.paid, Channel.box_office)
    assert len(receipt.tickets) == 2
    assert await places(rt, stage) == [(98, 0, 2)]
    held = await accounts(rt, stage)
    fee = 2 * (73 + 30)
    assert held == {"cash": order.total.minor, "payable": order.total.minor - fee}
    assert await is_sound(rt)


async def test_a_double_tap_sells_once(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_shift(rt, stage)

    sold = await asyncio.gather(*(sell(rt, stage, key="tap") for _ in range(3)))

    assert len({one.id for one in sold}) == 1
    assert await places(rt, stage) == [(99, 0, 1)]
    assert (await accounts(rt, stage))["cash"] == sold[0].total.minor


async def test_too_little_cash_or_a_missing_reference_sells_nothing(rt: Runtime) -> None:
    stage = await given_event(rt)
    await given_shift(rt, stage)

    with pytest.raises(TooLittle):
        await sell(rt, stage, tendered_minor=2499)
    with pytest.raises(Invalid):
        await sell(rt, stage, tender=FundKind.terminal)
    assert await places(rt, stage) == [(100, 0, 0)]


async def test_nothing_is_sold_without_a_shift_or_beyond_the_places(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=1))

    with pytest.raises(NoShift):
        await sell(rt, stage)
    await given_shift(rt, stage)
    with pytest.raises(SoldOut):
        await sell(rt, stage, 2)
    assert await places(rt, stage) == [(1, 0, 0)]


async def test_a_shift_adds_up_what_went_in_and_out_of_the_drawer(rt: Runtime) -> None:
    stage = await given_event(rt)
    shift_id = await given_shift(rt, stage, minor=5_000)
    cash = await sell(rt, stage, 2)
    card = await sell(rt, stage, tender=FundKind.terminal, reference="TX-77")
    async with rt.read() as session:
        ticket = (await queries.receipt(session, cash.id)).tickets[0]
    async with rt.unit_of_work(stage.owner) as uow:
        wish = RefundWish(frozenset({ticket.id}))
        await orders.refund(uow, stage.owner, order_id=cash.id, wish=wish)

    async with rt.unit_of_work(stage.owner) as uow:
        counted = 5_000 + cash.total.minor // 2 - 100
        await orders.close_shift(uow, stage.owner, shift_id=shift_id, counted_minor=counted)

    scope = stage.owner.require(Permission.box_office, stage.organizer_id)
    async with rt.read() as session:
        (shift,) = (await queries.shifts(session, scope)).rows
    assert shift.cash_sales == cash.total
    assert shift.cash_refunds.minor == cash.total.minor // 2
    assert shift.terminal_sales == card.total
    assert shift.difference is not None
    assert shift.difference.minor == -100
    assert await places(rt, stage) == [(98, 0, 2)]
    assert (await accounts(rt, stage))["cash"] == cash.total.minor // 2 + card.total.minor
    assert await is_sound(rt)


async def test_cash_is_given_back_only_by_somebody_at_a_drawer(rt: Runtime) -> None:
    stage = await given_event(rt)
    shift_id = await given_shift(rt, stage)
    order = await sell(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.close_shift(uow, stage.owner, shift_id=shift_id, counted_minor=0)

    with pytest.raises(NoShift):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.cancel(uow, stage.owner, order_id=order.id)

    await given_shift(rt, stage)
    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=order.id)
    assert await places(rt, stage) == [(100, 0, 0)]
    assert await accounts(rt, stage) == {}
    assert await is_sound(rt)


async def test_a_person_has_one_open_shift_and_closes_only_their_own(rt: Runtime) -> None:
    stage = await given_event(rt)
    shift_id = await given_shift(rt, stage)
    stranger, _ = await given_organizer(rt)

    with pytest.raises(ShiftOpen):
        await given_shift(rt, stage)
    with pytest.raises(NotFound):
        async with rt.unit_of_work(stranger) as uow:
            await orders.close_shift(uow, stranger, shift_id=shift_id, counted_minor=0)
    with pytest.raises(NotFound):
        await given_shift(rt, stage, actor=stranger)


async def test_free_tickets_are_given_once_and_cost_nothing(rt: Runtime) -> None:
    stage = await given_event(rt)
    gifts = [
        Gift("Ali Hassan", "ali@guests.example.com", {stage.types[0]: 2}),
        Gift("Zoe Marsh", "zoe@guests.example.com", {stage.types[0]: 1}),
    ]
    once = request("press")

    async def give() -> list[OrderView]:
        async with rt.unit_of_work(stage.owner) as uow:
            return await orders.give_tickets(
                uow, rt.vault, stage.owner, event_id=stage.event_id, gifts=gifts, request=once
            )

    given, again = await give(), await give()

    assert [one.id for one in given] == [one.id for one in again]
    assert [(one.channel, one.total.minor, one.quantity) for one in given] == [
        (Channel.complimentary, 0, 2), (Channel.complimentary, 0, 1)
    ]  # fmt: skip
    assert await places(rt, stage) == [(97, 0, 3)]
    assert await accounts(rt, stage) == {}
    scope = stage.owner.require(Permission.orders_read, stage.organizer_id)
    async with rt.read() as session:
        (total,) = await reporting.totals(session, scope, today=rt.clock.now())
    assert (total.revenue.minor, total.tickets) == (0, 3)


async def test_free_tickets_beyond_the_places_are_given_to_nobody(rt: Runtime) -> None:
    stage = await given_event(rt, draft(capacity=2))
    gifts = [Gift("Ali", "ali@guests.example.com", {stage.types[0]: 2})] * 2

    with pytest.raises(SoldOut):
        async with rt.unit_of_work(stage.owner) as uow:
            await orders.give_tickets(
                uow, rt.vault, stage.owner, event_id=stage.event_id, gifts=gifts,
                request=request(),
            )  # fmt: skip
    assert await places(rt, stage) == [(2, 0, 0)]


def test_the_box_office_sells_and_gives_nothing_away() -> None:
    grants = ROLE_GRANTS[Role.box_office]

    assert Permission.box_office in grants
    assert Permission.orders_manage not in grants
    assert Permission.box_office not in ROLE_GRANTS[Role.gate_staff]


async def test_a_shift_is_told_in_the_time_zone_of_what_it_sold(rt: Runtime) -> None:
    stage = await given_event(rt)
    scope = stage.owner.require(Permission.box_office, stage.organizer_id)
    await given_shift(rt, stage)

    async with rt.read() as session:
        (before,) = (await queries.shifts(session, scope)).rows
    await sell(rt, stage)
    async with rt.read() as session:
        (after,) = (await queries.shifts(session, scope)).rows

    assert (before.zone, after.zone) == ("", "Europe/Berlin")
