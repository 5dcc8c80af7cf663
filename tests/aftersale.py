"""Paid orders, and what their buyers ask for."""

from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.events import service as events
from bilten_app.domains.orders import queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, OrderRefundView, RefundRequestView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.twins import is_test
from bilten_app.ports import TEST_GATEWAY
from tests.factories import Stage, given_checkout, given_order, order_of
from tests.gateway import card, gateway_of, hear


async def given_paid(rt: Runtime, stage: Stage) -> OrderRef:
    """Buy two tickets; at a test, with play money."""
    ref = await given_order(rt, stage)
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    gateway = TEST_GATEWAY if is_test(stage.organizer_id) else "sandbox"
    await hear(rt, checkout, event_id=f"evt_{ref.code}", gateway=gateway)
    return ref


async def given_policy(rt: Runtime, stage: Stage, hours: int | None = 48) -> None:
    """Let buyers ask for refunds until so many hours before the start."""
    async with rt.unit_of_work(stage.owner) as uow:
        await events.edit(uow, stage.owner, event_id=stage.event_id, refund_until_hours=hours)


async def tickets_of(rt: Runtime, ref: OrderRef) -> list[UUID]:
    """Return the valid tickets of an order."""
    async with rt.read() as session:
        receipt = await queries.receipt(session, ref.id)
    return [ticket.id for ticket in receipt.tickets if ticket.state == "valid"]


async def ask(rt: Runtime, ref: OrderRef, *tickets: UUID, reason: str = "I am ill.") -> UUID:
    """Ask for the money of some tickets, or of all."""
    async with rt.unit_of_work() as uow:
        return await orders.ask_refund(
            uow, order_id=ref.id, ticket_ids=tickets or await tickets_of(rt, ref), reason=reason
        )


async def refunds(rt: Runtime, ref: OrderRef) -> list[OrderRefundView]:
    async with rt.read() as session:
        return list(await queries.refunds_of(session, ref.id))


async def requests(rt: Runtime, ref: OrderRef) -> list[RefundRequestView]:
    async with rt.read() as session:
        return list(await queries.requests_of(session, ref.id))


async def empty_account(rt: Runtime, ref: OrderRef) -> str:
    """Give all of an order back at the gateway, untold, so that ours fail; return the refund."""
    order = await order_of(rt, ref)
    async with rt.read() as session:
        checkouts = await session.execute(
            text("SELECT id FROM sandbox.checkouts WHERE payment_id = :id"),
            {"id": order.payment_id},
        )
    checkout = checkouts.scalar_one()
    return await gateway_of(rt).refund_at_desk(checkout, order.total.minor)


async def fill_account(rt: Runtime) -> None:
    """Bring the money again."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("DELETE FROM sandbox.refunds WHERE refund_id IS NULL"))
