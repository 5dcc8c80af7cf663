"""A delivery becomes a letter, and the letter a mail.

What a letter says is looked up when it is sent: what stopped being true by then is not said.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

from bilten_app.domains.messaging import exports, queries
from bilten_app.domains.messaging.models import Delivery
from bilten_app.domains.messaging.public import (
    DeliveryState,
    KeptInside,
    Overtaken,
    Topic,
)
from bilten_app.domains.messaging.service import keeping
from bilten_app.domains.messaging.service.accounts import ACCOUNT_WRITERS
from bilten_app.domains.messaging.service.desk import payout_writer, write_webhook_off
from bilten_app.domains.messaging.service.disputes import (
    write_decided,
    write_disputed,
    write_due,
)
from bilten_app.domains.messaging.service.gifts import gift_card_letter
from bilten_app.domains.messaging.service.lists import Mail, write_listed, write_offered
from bilten_app.domains.messaging.service.practice import for_staff, keep_inside
from bilten_app.domains.messaging.service.privacy import (
    write_erasure_asked,
    write_erasure_link,
    write_export_ready,
)
from bilten_app.domains.messaging.service.resales import resale_writer
from bilten_app.domains.messaging.service.stopping import with_end_of_news, with_stop_of
from bilten_app.domains.messaging.service.team import write_invited
from bilten_app.domains.messaging.templates import changes as change_letters
from bilten_app.domains.messaging.templates import desk as desk_letters
from bilten_app.domains.messaging.templates import found as found_letters
from bilten_app.domains.messaging.templates import members as member_letters
from bilten_app.domains.messaging.templates import orders as order_letters
from bilten_app.domains.messaging.templates import refunds as refund_letters
from bilten_app.domains.messaging.templates import resales as resale_letters
from bilten_app.domains.messaging.templates import risk as risk_letters
from bilten_app.domains.messaging.templates.letter import html, plain, subject_line
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import ChangeKind, OrderState, RequestState
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import Money
from bilten_app.ports.messages import Email, Sms, Undeliverable


async def send(rt: Runtime, *, delivery_id: str, **_: object) -> None:
    """Send one delivery. Job; harmless twice: what is sent is not sent again."""
    delivery = await keeping.find(rt, UUID(delivery_id))
    if delivery is None or delivery.state != DeliveryState.queued:
        return  # who was to be told has been erased, or was told
    try:
        await _hand_over(rt, delivery)
    except (Overtaken, KeptInside) as refusal:
        await keeping.mark(rt, delivery.id, DeliveryState.failed, reason=refusal.code)
    except Undeliverable as refusal:
        await keeping.mark(rt, delivery.id, DeliveryState.failed, reason=str(refusal.__cause__))
    else:
        await keeping.mark(rt, delivery.id, DeliveryState.sent)


async def _hand_over(rt: Runtime, delivery: Delivery) -> None:
    if delivery.topic != Topic.sms_code:
        await rt.gateways.email.send(await _email(rt, delivery))
    elif rt.gateways.sms:
        letter, _ = await _WRITERS[Topic.sms_code](rt, delivery)
        await rt.gateways.sms.send(Sms(str(delivery.id), delivery.recipient, letter.preview))
    else:
        raise Overtaken


async def _email(rt: Runtime, delivery: Delivery) -> Email:
    letter, attachments = await _WRITERS[Topic(delivery.topic)](rt, delivery)
    await keep_inside(rt, letter, delivery.recipient)
    letter, stop = with_stop_of(rt, delivery, letter)
    return Email(
        message_id=f"{delivery.id}@{urlsplit(rt.settings.origin).hostname}",
        to=delivery.recipient,
        subject=subject_line(letter),
        html=html(letter),
        text=plain(letter),
        attachments=attachments,
        stop_url=stop,
    )


async def _write_receipt(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    if story.order.state is not OrderState.paid:
        raise Overtaken
    letter = await with_end_of_news(rt, order_letters.receipt(story), story)
    return letter, await exports.enclosures(rt, story)


async def _write_held(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    if story.order.state is not OrderState.paid:
        raise Overtaken
    async with rt.read() as session:
        if not await risk.in_review(session, [story.order.id]):
            raise Overtaken
    return risk_letters.held(story), ()


async def _write_outside(rt: Runtime, delivery: Delivery) -> Mail:
    story, is_task = await _story(rt, delivery), bool(delivery.details["is_task"])
    return member_letters.outside(story, _refund(delivery), delivery.locale, is_task=is_task), ()


async def _write_late_refunded(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    return order_letters.late_refunded(story, refund=_refund(delivery)), ()


async def _write_cancelled(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    reason = str(delivery.details["reason"])
    return order_letters.cancelled(story, reason=reason, refund=_refund(delivery)), ()


async def _write_refunded(rt: Runtime, delivery: Delivery) -> Mail:
    return refund_letters.refunded(await _story(rt, delivery), refund=_refund(delivery)), ()


async def _write_refund_asked(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    async with rt.read() as session:
        request = await orders.request(session, UUID(delivery.subject))
    if request.state is not RequestState.requested:
        raise Overtaken
    return refund_letters.asked(story, tickets=len(request.ticket_ids)), ()


async def _write_refund_denied(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    return refund_letters.denied(story, note=str(delivery.details["note"])), ()


async def _write_holder_changed(rt: Runtime, delivery: Delivery) -> Mail:
    story, ticket = await _ticket_story(rt, delivery)
    if ticket.generation != delivery.details["generation"]:
        raise Overtaken
    return change_letters.holder_changed(story, ticket), await exports.enclosures(rt, story)


async def _write_holder_gone(rt: Runtime, delivery: Delivery) -> Mail:
    story, ticket = await _ticket_story(rt, delivery)
    return change_letters.holder_gone(story, ticket), ()


async def _write_address_gone(rt: Runtime, delivery: Delivery) -> Mail:
    return change_letters.address_gone(await _story(rt, delivery)), ()


async def _write_refund_failed(rt: Runtime, delivery: Delivery) -> Mail:
    return refund_letters.failed(await _story(rt, delivery), refund=_refund(delivery)), ()


async def _write_desk_refund_failed(rt: Runtime, delivery: Delivery) -> Mail:
    story = for_staff(await _story(rt, delivery))
    letter = desk_letters.refund_failed(story, refund=_refund(delivery), locale=delivery.locale)
    return letter, ()


async def _write_reinstated(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    if not any(ticket.state is TicketState.valid for ticket in story.tickets):
        raise Overtaken
    return change_letters.reinstated(story), await exports.enclosures(rt, story)


async def _write_desk_loss_reversed(rt: Runtime, delivery: Delivery) -> Mail:
    story, tickets = await _story(rt, delivery), int(delivery.details["tickets"])
    letter = desk_letters.loss_reversed(
        story, tickets=tickets, refund=_refund(delivery), locale=delivery.locale
    )
    return letter, ()


async def _write_desk_vat_failed(rt: Runtime, delivery: Delivery) -> Mail:
    story, vat_id = for_staff(await _story(rt, delivery)), str(delivery.details["vat_id"])
    return desk_letters.vat_failed(story, vat_id=vat_id, locale=delivery.locale), ()


async def _write_change_offered(rt: Runtime, delivery: Delivery) -> Mail:
    story = await _story(rt, delivery)
    if story.order.state is not OrderState.placed:
        raise Overtaken
    return change_letters.change_offered(story), ()


async def _write_changed(rt: Runtime, delivery: Delivery) -> Mail:
    story, details = await _story(rt, delivery), delivery.details
    is_split = details["kind"] == ChangeKind.parted
    letter = change_letters.changed(
        story, tickets=details["tickets"], is_split=is_split, refund=_refund(delivery)
    )
    return letter, ()


async def _write_found(rt: Runtime, delivery: Delivery) -> Mail:
    async with rt.read() as session:
        found = await queries.orders_of(
            session,
            rt.vault,
            origin=rt.settings.origin,
            email=delivery.recipient,
            now=rt.clock.now(),
        )
    if not found:
        raise Overtaken
    return found_letters.found(found, locale=delivery.locale), ()


async def _write_gift_card(rt: Runtime, delivery: Delivery) -> Mail:
    return await gift_card_letter(rt, delivery), ()


_WRITERS: Mapping[Topic, Callable[[Runtime, Delivery], Awaitable[Mail]]] = {
    **ACCOUNT_WRITERS,
    Topic.invited: write_invited,
    Topic.gift_card: _write_gift_card,
    Topic.receipt: _write_receipt,
    Topic.held: _write_held,
    Topic.refunded_outside: _write_outside,
    Topic.disputed: write_disputed,
    Topic.dispute_due: write_due,
    Topic.dispute_decided: write_decided,
    Topic.late_refunded: _write_late_refunded,
    Topic.cancelled: _write_cancelled,
    Topic.refunded: _write_refunded,
    Topic.refund_asked: _write_refund_asked,
    Topic.refund_denied: _write_refund_denied,
    Topic.holder_changed: _write_holder_changed,
    Topic.holder_gone: _write_holder_gone,
    Topic.address_gone: _write_address_gone,
    Topic.refund_failed: _write_refund_failed,
    Topic.reinstated: _write_reinstated,
    Topic.desk_loss_reversed: _write_desk_loss_reversed,
    Topic.desk_refund_failed: _write_desk_refund_failed,
    Topic.desk_vat_failed: _write_desk_vat_failed,
    Topic.desk_payout_paid: payout_writer(desk_letters.payout_paid),
    Topic.desk_payout_failed: payout_writer(desk_letters.payout_failed),
    Topic.desk_webhook_off: write_webhook_off,
    Topic.change_offered: _write_change_offered,
    Topic.changed: _write_changed,
    Topic.resold: resale_writer(resale_letters.resold),
    Topic.listing_ended: resale_writer(resale_letters.listing_ended),
    Topic.seller_paid: resale_writer(resale_letters.seller_paid),
    Topic.listed: write_listed,
    Topic.offered: write_offered,
    Topic.found: _write_found,
    Topic.erasure_link: write_erasure_link,
    Topic.erasure_asked: write_erasure_asked,
    Topic.export_ready: write_export_ready,
}


async def _story(rt: Runtime, delivery: Delivery) -> OrderStory:
    order_id = UUID(delivery.details.get("order_id", delivery.subject))
    async with rt.read() as session:
        return await queries.story(session, rt.vault, origin=rt.settings.origin, order_id=order_id)


async def _ticket_story(rt: Runtime, delivery: Delivery) -> tuple[OrderStory, TicketView]:
    """Return the story of a ticket alone, for who may not see the order; Overtaken when void."""
    story = await _story(rt, delivery)
    for ticket in story.tickets:
        if str(ticket.id) == delivery.details["ticket_id"]:
            url = story.ticket_urls[ticket.id]
            return replace(story, tickets=(ticket,), order_url=url), ticket
    raise Overtaken


def _refund(delivery: Delivery) -> Money:
    return Money(int(delivery.details["refund_minor"]), str(delivery.details["currency"]))
