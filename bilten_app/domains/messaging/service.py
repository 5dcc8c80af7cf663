"""Fact → delivery → job → mail.

A reaction writes down one delivery for a topic, a subject and a recipient, whatever number of
times the fact comes. `send` tells the world and then marks it; after a crash between the two it
sends the same message id again, by which mail servers know a copy.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity import queries as identity
from bilten_app.domains.identity import service as accounts
from bilten_app.domains.messaging import exports, queries
from bilten_app.domains.messaging.calendar_file import MIME, calendar_file
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import DELIVERY_FLOW, DeliveryState, Overtaken, Topic
from bilten_app.domains.messaging.templates import identity as account_letters
from bilten_app.domains.messaging.templates import orders as order_letters
from bilten_app.domains.messaging.templates import waiting as list_letters
from bilten_app.domains.messaging.templates.letter import Letter, html, plain, subject_line
from bilten_app.domains.messaging.templates.orders import OrderStory, place
from bilten_app.domains.messaging.templates.waiting import ListStory
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderState
from bilten_app.domains.waiting import queries as waiting
from bilten_app.domains.waiting.public import EntryState, OfferState
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.ports.messages import Attachment, Email, Undeliverable

type Mail = tuple[Letter, tuple[Attachment, ...]]


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
    rt: Runtime, *, order_id: str, refund_minor: int, currency: str, **_: object
) -> None:
    """Mail that late money goes back. Reaction; harmless twice: one delivery per order."""
    details = {"refund_minor": refund_minor, "currency": currency}
    await _tell_buyer(rt, Topic.late_refunded, order_id, details)


async def cancelled(
    rt: Runtime, *, order_id: str, refund_minor: int, currency: str, reason: str, **_: object
) -> None:
    """Mail that an order is cancelled. Reaction; harmless twice: one delivery per order."""
    details = {"refund_minor": refund_minor, "currency": currency, "reason": reason}
    await _tell_buyer(rt, Topic.cancelled, order_id, details)


async def listed(rt: Runtime, *, entry_id: str, **_: object) -> None:
    """Mail the link to leave a list. Reaction; harmless twice: one delivery per entry."""
    await _tell_listed(rt, Topic.listed, subject=entry_id, entry_id=entry_id)


async def offered(rt: Runtime, *, entry_id: str, offer_id: str, **_: object) -> None:
    """Mail an offer of places. Reaction; harmless twice: one delivery per offer."""
    await _tell_listed(rt, Topic.offered, subject=offer_id, entry_id=entry_id)


async def send(rt: Runtime, *, delivery_id: str, **_: object) -> None:
    """Send one delivery. Job; harmless twice: what is sent is not sent again."""
    async with rt.read() as session:
        delivery = await session.get(Delivery, UUID(delivery_id))
    if delivery is None:
        raise NotFound
    if delivery.state != DeliveryState.queued:
        return
    try:
        await rt.gateways.email.send(await _email(rt, delivery))
    except Overtaken:
        await _mark(rt, delivery.id, DeliveryState.failed, reason=Overtaken.code)
    except Undeliverable as refusal:
        await _mark(rt, delivery.id, DeliveryState.failed, reason=str(refusal.__cause__))
    else:
        await _mark(rt, delivery.id, DeliveryState.sent)


async def _email(rt: Runtime, delivery: Delivery) -> Email:
    letter, attachments = await _WRITERS[Topic(delivery.topic)](rt, delivery)
    return Email(
        message_id=f"{delivery.id}@{urlsplit(rt.settings.origin).hostname}",
        to=delivery.recipient,
        subject=subject_line(letter),
        html=html(letter),
        text=plain(letter),
        attachments=attachments,
    )


async def _tell_buyer(rt: Runtime, topic: Topic, order_id: str, details: dict[str, Any]) -> None:
    async with rt.read() as session:
        order = await orders.order(session, UUID(order_id))
    if not order.buyer_email:
        return
    async with rt.unit_of_work() as uow:
        await _deliver_once(
            uow,
            topic,
            subject=order_id,
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


async def _mark(rt: Runtime, delivery_id: UUID, to: DeliveryState, *, reason: str = "") -> None:
    async with rt.unit_of_work() as uow:
        delivery = await uow.get(Delivery, delivery_id, lock=True)
        if delivery.state != DeliveryState.queued:
            return
        await uow.move(delivery, DELIVERY_FLOW, to)
        delivery.reason = reason
        if to is DeliveryState.sent:
            delivery.sent_at = uow.clock.now()


async def _write_verify(rt: Runtime, delivery: Delivery) -> Mail:
    async with rt.read() as session:
        person = await identity.profile(session, UUID(delivery.details["user_id"]))
    token = accounts.link_token(rt, UUID(delivery.subject))
    letter = account_letters.verify(
        name=person.name, url=f"{rt.settings.origin}/verify/{token}", locale=delivery.locale
    )
    return letter, ()


async def _write_receipt(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    if story.order.state is not OrderState.paid:
        raise Overtaken
    return order_letters.receipt(story), await _enclosures(rt, story)


async def _write_late_refunded(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    return order_letters.late_refunded(story, refund=_refund(delivery)), ()


async def _write_cancelled(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    reason = str(delivery.details["reason"])
    return order_letters.cancelled(story, reason=reason, refund=_refund(delivery)), ()


async def _write_listed(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _list_story(rt, delivery)
    if story.entry.state not in {EntryState.waiting, EntryState.offered}:
        raise Overtaken
    return list_letters.listed(story), ()


async def _write_offered(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _list_story(rt, delivery)
    offer = story.entry.offer
    if offer is None or str(offer.id) != delivery.subject or offer.state is not OfferState.open:
        raise Overtaken
    return list_letters.offered(story, offer), ()


_WRITERS: Mapping[Topic, Callable[[Runtime, Delivery], Awaitable[Mail]]] = {
    Topic.verify: _write_verify,
    Topic.receipt: _write_receipt,
    Topic.late_refunded: _write_late_refunded,
    Topic.cancelled: _write_cancelled,
    Topic.listed: _write_listed,
    Topic.offered: _write_offered,
}


async def _story(rt: Runtime, delivery: Delivery) -> OrderStory:
    async with rt.read() as session:
        return await queries.story(
            session, rt.vault, origin=rt.settings.origin, order_id=UUID(delivery.subject)
        )


async def _list_story(rt: Runtime, delivery: Delivery) -> ListStory:
    entry_id = UUID(delivery.details["entry_id"])
    async with rt.read() as session:
        return await queries.list_story(
            session, rt.vault, origin=rt.settings.origin, entry_id=entry_id
        )


async def _enclosures(rt: Runtime, story: OrderStory) -> tuple[Attachment, ...]:
    """Return the date, and the tickets as paper when any of them may be printed."""
    date = calendar_file(
        story.event,
        organizer=story.organizer.name,
        place=place(story.event),
        url=story.order_url,
        at=rt.clock.now(),
    )
    calendar = Attachment(f"{story.event.slug}.ics", MIME, date)
    if all(ticket.rotating for ticket in story.tickets):
        return (calendar,)
    paper = await exports.paper_of(rt, story)
    return Attachment(f"tickets-{story.order.code}.pdf", "application/pdf", paper), calendar


def _refund(delivery: Delivery) -> Money:
    return Money(int(delivery.details["refund_minor"]), str(delivery.details["currency"]))
