"""Changing tickets, and what it leaves behind."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from bilten_app.adapters.sandbox.mail import MailSink
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import (
    OrderRef,
)
from bilten_app.infra.runtime import Runtime
from tests.factories import Stage, draft, given_checkout, given_event
from tests.gateway import card, gateway_of, hear
from tests.work import settle

CHEAP, SAME, DEAR = 0, 1, 2


async def given_types(rt: Runtime) -> Stage:
    """Publish an event with a type at 25.00, another at 25.00, and one at 40.00."""
    return await given_event(
        rt, draft(), draft(name="Balcony"), draft(name="Front row", price_minor=4000, capacity=5)
    )


async def change(
    rt: Runtime, stage: Stage, ref: OrderRef, ids: Sequence[UUID], to: int, **more: UUID
) -> OrderRef:
    return await orders.change_tickets(
        rt, stage.owner, order_id=ref.id, ticket_ids=ids, type_id=stage.types[to], **more
    )


async def part(rt: Runtime, stage: Stage, ref: OrderRef, ids: Sequence[UUID]) -> OrderRef:
    return await orders.split(
        rt, stage.owner, order_id=ref.id, ticket_ids=ids, name="Ali Hassan",
        email="ali@guests.example.com",
    )  # fmt: skip


async def pay(rt: Runtime, ref: OrderRef) -> None:
    checkout = await given_checkout(rt, ref)
    await gateway_of(rt).choose(checkout, card("Success"))
    await hear(rt, checkout, event_id=f"evt_{ref.code}")
    await settle(rt)


async def sent_back(rt: Runtime) -> int:
    """Return what was promised back of all payments together."""
    async with rt.read() as session:
        total = text("SELECT coalesce(sum(refunded_minor), 0) FROM payments")
        return (await session.execute(total)).scalar_one()


async def subjects(rt: Runtime, to: str) -> list[str]:
    assert isinstance(rt.gateways.email, MailSink)
    newest = await rt.gateways.email.newest(to=to)
    return [mail.email.subject for mail in reversed(newest)]
