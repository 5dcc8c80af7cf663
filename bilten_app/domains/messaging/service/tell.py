"""What happened, and who is told of it: one delivery for a topic, a subject and a recipient."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.messaging.public import DeliveryState, Topic
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.waiting import queries as waiting
from bilten_app.infra.log import correlation_id
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id

AN_HOUR_S = 3600
ASKS_AN_HOUR, MAILS_AN_HOUR = 10, 3


async def receipt(rt: Runtime, *, order_id: str, is_held: bool = False, **_: object) -> None:
    """Mail the tickets of a paid order. Reaction; harmless twice: one delivery per order.

    Those of a held one go out when it is let go.
    """
    if is_held:
        return
    await tell_buyer(rt, Topic.receipt, order_id, {})


async def held(rt: Runtime, *, order_id: str, **_: object) -> None:
    """Mail that tickets come after a look at the order. Reaction; harmless twice: one mail."""
    await tell_buyer(rt, Topic.held, order_id, {})


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
    await tell_buyer(rt, Topic.late_refunded, order_id, details, subject=subject)


async def cancelled(
    rt: Runtime, *, order_id: str, refund_minor: int, currency: str, reason: str, **_: object
) -> None:
    """Mail that an order is cancelled. Reaction; harmless twice: one delivery per order."""
    details = {"refund_minor": refund_minor, "currency": currency, "reason": reason}
    await tell_buyer(rt, Topic.cancelled, order_id, details)


async def refunded(
    rt: Runtime, *, refund_id: str, order_id: str, refund_minor: int, currency: str, **_: object
) -> None:
    """Mail that a part of an order goes back. Reaction; harmless twice: one mail per refund."""
    details = {"order_id": order_id, "refund_minor": refund_minor, "currency": currency}
    await tell_buyer(rt, Topic.refunded, order_id, details, subject=refund_id)


async def refund_asked(rt: Runtime, *, request_id: str, order_id: str, **_: object) -> None:
    """Mail that a request has come in. Reaction; harmless twice: one delivery per request."""
    details = {"order_id": order_id}
    await tell_buyer(rt, Topic.refund_asked, order_id, details, subject=request_id)


async def refund_denied(
    rt: Runtime, *, request_id: str, order_id: str, note: str, **_: object
) -> None:
    """Mail that a request was refused. Reaction; harmless twice: one delivery per request."""
    details = {"order_id": order_id, "note": note}
    await tell_buyer(rt, Topic.refund_denied, order_id, details, subject=request_id)


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
    async with rt.unit_of_work() as uow:
        await deliver(
            uow, [notice(Topic.found, request_id, each, locale, {}) for each in recipients]
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told: about `subject`, once to this recipient."""

    topic: Topic
    subject: str
    recipient: str
    locale: str
    details: dict[str, Any]
    correlation_id: str


@dataclass(frozen=True, slots=True)
class ToBuyer:
    """Something to be told to whoever bought."""

    topic: Topic
    order_id: UUID
    subject: str
    details: dict[str, Any]
    correlation_id: str


async def tell_buyers(rt: Runtime, told: Sequence[ToBuyer]) -> Sequence[None]:
    """Queue deliveries to the buyers of orders, in one transaction."""
    async with rt.unit_of_work() as uow:
        buyers = await orders.buyers(uow.session, {one.order_id for one in told})
        notices = [
            Notice(
                one.topic, one.subject, buyers[one.order_id].email, buyers[one.order_id].locale,
                one.details, one.correlation_id,
            )
            for one in told
            if buyers[one.order_id].email
        ]  # fmt: skip
        await deliver(uow, notices)
    return [None] * len(told)


async def tell_buyer(
    rt: Runtime, topic: Topic, order_id: str, details: dict[str, Any], *, subject: str = ""
) -> None:
    """Queue a delivery to the buyer of an order; its subject is the order, or what is named."""
    told = ToBuyer(topic, UUID(order_id), subject or order_id, details, correlation_id())
    await rt.together(tell_buyers, told)


async def _tell_listed(rt: Runtime, topic: Topic, *, subject: str, entry_id: str) -> None:
    async with rt.read() as session:
        entry = await waiting.entry(session, UUID(entry_id))
    details = {"entry_id": entry_id}
    async with rt.unit_of_work() as uow:
        await deliver(uow, [notice(topic, subject, entry.email, entry.locale, details)])


def notice(
    topic: Topic, subject: str, recipient: str, locale: str, details: dict[str, Any]
) -> Notice:
    """Return something to be told, under the correlation id of this moment."""
    return Notice(topic, subject, recipient, locale, details, correlation_id())


async def deliver(uow: UnitOfWork, notices: Sequence[Notice]) -> None:
    """Queue deliveries, but none of what was told to the same person before, and none to nobody."""
    notices = [one for one in notices if one.recipient]
    if not notices:
        return
    ids = {new_id(): notice for notice in notices}
    made = await uow.session.execute(
        _QUEUE,
        {
            "ids": list(ids),
            "topics": [one.topic.value for one in notices],
            "subjects": [one.subject for one in notices],
            "recipients": [one.recipient for one in notices],
            "locales": [one.locale for one in notices],
            "details": [json.dumps(one.details) for one in notices],
            "state": DeliveryState.queued.value,
            "now": uow.clock.now(),
        },
    )
    for delivery_id in made.scalars():
        with uow.on_behalf_of(uow.actor, ids[delivery_id].correlation_id):
            uow.enqueue("messaging.send", {"delivery_id": str(delivery_id)})


_QUEUE = text(
    "INSERT INTO deliveries"
    " (id, topic, subject, recipient, locale, details, state, reason, queued_at)"
    " SELECT id, topic, subject, recipient, locale, details, :state, '', :now FROM unnest("
    " CAST(:ids AS uuid[]), CAST(:topics AS text[]), CAST(:subjects AS text[]),"
    " CAST(:recipients AS text[]), CAST(:locales AS text[]), CAST(:details AS jsonb[]))"
    " AS d (id, topic, subject, recipient, locale, details)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
