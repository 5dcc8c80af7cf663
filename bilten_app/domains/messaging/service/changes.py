"""Who is told when a paid order changes."""

from typing import Any
from uuid import UUID

from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.messaging.service.tell import deliver, notice, tell_buyer
from bilten_app.domains.orders import queries as orders
from bilten_app.infra.runtime import Runtime


async def holder_changed(
    rt: Runtime, *, ticket_id: str, order_id: str, generation: int, was_email: str, **_: object
) -> None:
    """Mail a ticket to who holds it now, and tell who held it before.

    Reaction; harmless twice: one delivery for a generation of the ticket.
    """
    async with rt.read() as session:
        receipt = await orders.receipt(session, UUID(order_id))
    locale = receipt.order.locale
    ticket = next(one for one in receipt.tickets if str(one.id) == ticket_id)
    details: dict[str, Any] = {
        "order_id": order_id, "ticket_id": ticket_id, "generation": generation,
    }  # fmt: skip
    subject = f"{ticket_id}:{generation}"
    told = [notice(Topic.holder_changed, subject, ticket.holder_email, locale, details)]
    if was_email and was_email.casefold() != ticket.holder_email.casefold():
        told.append(notice(Topic.holder_gone, subject, was_email, locale, details))
    async with rt.unit_of_work() as uow:
        await deliver(uow, told)


async def tickets_sent_again(
    rt: Runtime, *, sending_id: str, order_id: str, was_email: str, **_: object
) -> None:
    """Mail the tickets of an order again, and tell an address that had them wrongly.

    Reaction; harmless twice: one delivery for a sending.
    """
    details = {"order_id": order_id}
    await tell_buyer(rt, Topic.receipt, order_id, details, subject=sending_id)
    if was_email:
        async with rt.read() as session:
            locale = (await orders.order(session, UUID(order_id))).locale
        async with rt.unit_of_work() as uow:
            gone = notice(Topic.address_gone, sending_id, was_email, locale, details)
            await deliver(uow, [gone])


async def change_offered(rt: Runtime, *, order_id: str, **_: object) -> None:
    """Mail that a change waits for its difference. Reaction; harmless twice: one per order."""
    await tell_buyer(rt, Topic.change_offered, order_id, {"order_id": order_id})


async def changed(
    rt: Runtime,
    *,
    order_id: str,
    from_order_id: str,
    kind: str,
    tickets: int,
    refund_minor: int,
    currency: str,
    **_: object,
) -> None:
    """Mail that tickets are no more, because another order took their place.

    Reaction; harmless twice: one delivery for the order that took it. Its own buyer gets a receipt.
    """
    details = {
        "order_id": from_order_id, "kind": kind, "tickets": tickets,
        "refund_minor": refund_minor, "currency": currency,
    }  # fmt: skip
    await tell_buyer(rt, Topic.changed, from_order_id, details, subject=order_id)
