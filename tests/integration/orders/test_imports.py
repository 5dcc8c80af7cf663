"""Orders from elsewhere come in whole: places, payments and tickets, and nobody is told."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import SoldOut, UnknownTicketType
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderState, OrderView, PastOrder
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import PaymentState
from bilten_app.domains.tickets import queries as tickets
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from tests.factories import Stage, draft, given_event, places


def past(rt: Runtime, stage: Stage, *quantities: int, days_ago: int = 9) -> PastOrder:
    return PastOrder(
        at=rt.clock.now() - timedelta(days=days_ago),
        buyer_name="Noor Aziz",
        buyer_email="noor@guests.example.com",
        lines=dict(zip(stage.types, quantities, strict=False)),
        gateway_ref=f"cs_{new_id().hex}",
    )


async def imported(
    rt: Runtime, stage: Stage, *given: PastOrder, actor: Actor | None = None
) -> list[OrderView]:
    async with rt.unit_of_work(actor or stage.owner) as uow:
        return await orders.import_paid(
            uow, rt.vault, actor or stage.owner, event_id=stage.event_id, gateway="sandbox",
            past=given,
        )  # fmt: skip


async def test_an_imported_order_is_paid_with_its_places_and_tickets(rt: Runtime):
    stage = await given_event(rt, draft(), draft(name="Free", price_minor=0))

    one, other = await imported(rt, stage, past(rt, stage, 2, 1), past(rt, stage, 1, days_ago=2))

    async with rt.read() as session:
        assert [len(await tickets.of_order(session, order.id)) for order in (one, other)] == [3, 1]
        assert not await inventory.drifts(session)
        payment = await payments.latest_of(session, one.id)
    assert one.state is OrderState.paid
    assert one.placed_at == rt.clock.now() - timedelta(days=9)
    assert await places(rt, stage) == [(97, 0, 3), (99, 0, 1)]
    assert payment is not None
    assert (payment.state, payment.amount) == (PaymentState.captured, one.total)
    assert one.total == one.listed + one.fee


async def test_an_imported_free_order_has_no_payment(rt: Runtime):
    stage = await given_event(rt, draft(price_minor=0))

    (order,) = await imported(rt, stage, past(rt, stage, 2))

    assert order.payment_id is None


async def test_nobody_is_told_of_an_import(rt: Runtime):
    stage = await given_event(rt)

    await imported(rt, stage, past(rt, stage, 2))

    async with rt.read() as session:
        told = await session.execute(text("SELECT 1 FROM facts WHERE name = 'orders.paid'"))
    assert not told.all()


async def test_an_import_beyond_the_places_takes_in_nothing(rt: Runtime):
    stage = await given_event(rt, draft(capacity=3))

    with pytest.raises(SoldOut):
        await imported(rt, stage, past(rt, stage, 2), past(rt, stage, 2))

    assert await places(rt, stage) == [(3, 0, 0)]


async def test_a_ticket_type_of_another_event_is_refused(rt: Runtime):
    stage, foreign = await given_event(rt), await given_event(rt)

    with pytest.raises(UnknownTicketType):
        await imported(rt, stage, past(rt, foreign, 1))


async def test_a_stranger_imports_nothing(rt: Runtime):
    stage, stranger = await given_event(rt), await given_event(rt)

    with pytest.raises(NotFound):
        await imported(rt, stage, past(rt, stage, 1), actor=stranger.owner)


async def test_an_imported_order_can_be_cancelled_like_any_other(rt: Runtime):
    stage = await given_event(rt)
    (order,) = await imported(rt, stage, past(rt, stage, 2))

    async with rt.unit_of_work(stage.owner) as uow:
        await orders.cancel(uow, stage.owner, order_id=order.id)

    async with rt.read() as session:
        payment = await payments.latest_of(session, order.id)
        assert not await inventory.drifts(session)
    assert payment is not None
    assert payment.refunded == order.total
    assert await places(rt, stage) == [(100, 0, 0)]
