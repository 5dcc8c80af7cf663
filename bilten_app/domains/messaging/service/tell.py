"""What happened, and who is told of it: one delivery for a topic, a subject and a recipient."""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import DeliveryState, Topic
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.waiting import queries as waiting
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id

AN_HOUR_S = 3600
ASKS_AN_HOUR, MAILS_AN_HOUR = 10, 3


async def verify(rt: Runtime, *, user_id: str, link_id: str, **_: object) -> None:
    """Mail the link that proves an address. Reaction; harmless twice: one delivery per link."""
    async with rt.read() as session:
        person = await identity.profile(session, UUID(user_id))
    async with rt.unit_of_work() as uow:
        await _deliver_once(
            uow,
            Topic.verify,
            subject=link_id,
            recipient=person.email,
            locale=person.locale,
            details={"user_id": user_id},
        )


async def receipt(rt: Runtime, *, order_id: str, **_: object) -> None:
    """Mail the tickets of a paid order. Reaction; harmless twice: one delivery per order."""
    await _tell_buyer(rt, Topic.receipt, order_id, {})


async def late_refunded(
    rt: Runtime,
    *,
    order_id: str,
    refund_minor: int,
    currency: str,
    payment_id: str = "",
    **_: object,
) -> None:
    """Mail that late money goes back. Reaction; harmless twice: one delivery per payment.

    Facts from before they named their payment have one delivery per order.
    """
    details = {"order_id": order_id, "refund_minor": refund_minor, "currency": currency}
    subject = payment_id or order_id
    await _tell_buyer(rt, Topic.late_refunded, order_id, details, subject=subject)


async def cancelled(
    rt: Runtime, *, order_id: str, refund_minor: int, currency: str, reason: str, **_: object
) -> None:
    """Mail that an order is cancelled. Reaction; harmless twice: one delivery per order."""
    details = {"refund_minor": refund_minor, "currency": currency, "reason": reason}
    await _tell_buyer(rt, Topic.cancelled, order_id, details)


async def refunded(
    rt: Runtime, *, refund_id: str, order_id: str, refund_minor: int, currency: str, **_: object
) -> None:
    """Mail that a part of an order goes back. Reaction; harmless twice: one mail per refund."""
    details = {"order_id": order_id, "refund_minor": refund_minor, "currency": currency}
    await _tell_buyer(rt, Topic.refunded, order_id, details, subject=refund_id)


async def refund_asked(rt: Runtime, *, request_id: str, order_id: str, **_: object) -> None:
    """Mail that a request has come in. Reaction; harmless twice: one delivery per request."""
    details = {"order_id": order_id}
    await _tell_buyer(rt, Topic.refund_asked, order_id, details, subject=request_id)


async def refund_denied(
    rt: Runtime, *, request_id: str, order_id: str, note: str, **_: object
) -> None:
    """Mail that a request was refused. Reaction; harmless twice: one delivery per request."""
    details = {"order_id": order_id, "note": note}
    await _tell_buyer(rt, Topic.refund_denied, order_id, details, subject=request_id)


async def listed(rt: Runtime, *, entry_id: str, **_: object) -> None:
    """Mail the link to leave a list. Reaction; harmless twice: one delivery per entry."""
    await _tell_listed(rt, Topic.listed, subject=entry_id, entry_id=entry_id)


async def offered(rt: Runtime, *, entry_id: str, offer_id: str, **_: object) -> None:
    """Mail an offer of places. Reaction; harmless twice: one delivery per offer."""
    await _tell_listed(rt, Topic.offered, subject=offer_id, entry_id=entry_id)


async def ask_for_tickets(
    rt: Runtime, actor: Actor, *, email: str, locale: str, address: str
) -> None:
    """Let the links to somebody's orders be mailed to them. No account is needed.

    Nothing here depends on whether there are orders: not the answer, and not how long it takes.
    `address` is the network address of the browser. Raises TooMany: one address is written to three
    times an hour, and one browser asks ten times.
    """
    asked_for = hashlib.sha256(email.casefold().encode()).hexdigest()
    await rt.gateways.limits.hit("find-tickets", address, limit=ASKS_AN_HOUR, per_s=AN_HOUR_S)
    await rt.gateways.limits.hit("find-tickets-of", asked_for, limit=MAILS_AN_HOUR, per_s=AN_HOUR_S)
    async with rt.unit_of_work(actor) as uow:
        asked = {"email": email, "locale": locale, "request_id": str(new_id())}
        uow.enqueue("messaging.find_tickets", asked)


async def find_tickets(
    rt: Runtime, *, email: str, locale: str, request_id: str, **_: object
) -> None:
    """Mail their links to who has orders. Job; harmless twice: one delivery per request.

    The mail goes to the address in the orders, never to one that only looks like it.
    """
    async with rt.read() as session:
        recipients = await orders.addresses_like(session, email)
    for recipient in recipients:
        async with rt.unit_of_work() as uow:
            await _deliver_once(
                uow,
                Topic.found,
                subject=request_id,
                recipient=recipient,
                locale=locale,
                details={},
            )


async def _tell_buyer(
    rt: Runtime, topic: Topic, order_id: str, details: dict[str, Any], *, subject: str = ""
) -> None:
    """Queue a delivery to the buyer of an order; its subject is the order, or what is named."""
    async with rt.read() as session:
        order = await orders.order(session, UUID(order_id))
    if not order.buyer_email:
        return
    async with rt.unit_of_work() as uow:
        await _deliver_once(
            uow,
            topic,
            subject=subject or order_id,
            recipient=order.buyer_email,
            locale=order.locale,
            details=details,
        )


async def _tell_listed(rt: Runtime, topic: Topic, *, subject: str, entry_id: str) -> None:
    async with rt.read() as session:
        entry = await waiting.entry(session, UUID(entry_id))
    async with rt.unit_of_work() as uow:
        await _deliver_once(
            uow,
            topic,
            subject=subject,
            recipient=entry.email,
            locale=entry.locale,
            details={"entry_id": entry_id},
        )


async def _deliver_once(
    uow: UnitOfWork,
    topic: Topic,
    *,
    subject: str,
    recipient: str,
    locale: str,
    details: dict[str, Any],
) -> None:
    """Queue a delivery, unless this was told to this person before."""
    row = {
        "id": new_id(),
        "topic": topic.value,
        "subject": subject,
        "recipient": recipient,
        "locale": locale,
        "details": details,
        "state": DeliveryState.queued.value,
        "reason": "",
        "queued_at": uow.clock.now(),
    }
    made = await uow.session.execute(
        insert(Delivery).values(row).on_conflict_do_nothing().returning(col(Delivery.id))
    )
    delivery_id = made.scalar_one_or_none()
    if delivery_id is not None:
        uow.enqueue("messaging.send", {"delivery_id": str(delivery_id)})
