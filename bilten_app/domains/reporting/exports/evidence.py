"""What speaks for an organizer when a bank asks money back: gathered, told, and as one PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderView, Receipt
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import DisputeView, RefundState
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk.public import JudgementView, Stage
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import moment, msgid, price, say
from bilten_app.ports.paper import TableColumn, TableSheet
from bilten_app.ports.payments import Evidence

SHORT = 12
# Banks read it, so it is in English whatever the organizer's language.
LOCALE = "en"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened around an order."""

    at: datetime
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """All that is known of a disputed order, and of those to which its tickets moved."""

    dispute: DisputeView
    receipt: Receipt
    event: EventView
    started: JudgementView | None
    country: str
    mails: Sequence[Moment]
    issued: Sequence[Moment]
    scans: Sequence[Moment]
    asked: Sequence[Moment]
    given: Sequence[Moment]


async def evidence(rt: Runtime, *, dispute_id: UUID, statement: str = "") -> Evidence:
    """Return what speaks for the organizer, with the pack. The caller has checked who may see it.

    Raises NotFound.
    """
    async with rt.read() as session:
        case = await _case(session, dispute_id)
    pack = await rt.gateways.tables.print(_sheet(case, statement))
    order = case.receipt.order
    return Evidence(
        customer_name=order.buyer_name,
        customer_email=order.buyer_email,
        product=_sold(order, case.event),
        service_date=moment(case.event.starts_at, case.event.time_zone, LOCALE),
        refund_policy=case.event.refund_policy,
        access_log="\n".join(_line(one, case.event) for one in [*case.mails, *case.scans]),
        statement=statement,
        pack=pack,
    )


async def _case(session: AsyncSession, dispute_id: UUID) -> _Case:
    dispute = await payments.dispute(session, dispute_id)
    receipt = await orders.receipt(session, dispute.reference)
    order = receipt.order
    judged = await risk.judgements_of(session, order.id)
    cards = await payments.cards(session, [dispute.payment_id])
    requests = await orders.requests_of(session, order.id)
    refunds = await payments.refunds_of(session, dispute.payment_id)
    # What was paid may have been carried on: whoever used the tickets used what it paid for.
    ids = {order.id, *(one.id for one in await orders.paid_by(session, dispute.payment_id))}
    of_all = {"ids": list(ids), "names": [str(one) for one in ids]}
    return _Case(
        dispute=dispute,
        receipt=receipt,
        event=await events.by_id(session, order.event_id),
        started=next((one for one in reversed(judged) if one.stage is Stage.start), None),
        country=cards[dispute.payment_id].country if dispute.payment_id in cards else "",
        mails=[
            Moment(row.sent_at, say(_LETTERS.get(row.topic, _LETTER), LOCALE), row.recipient)
            for row in await session.execute(text(_MAILS), of_all)
        ],
        issued=[
            Moment(row.issued_at, say(msgid("Ticket issued"), LOCALE), shown_code(row.code))
            for row in await session.execute(text(_ISSUED), of_all)
        ],
        scans=[
            Moment(row.at, say(msgid("Admitted at the gate"), LOCALE), shown_code(row.code))
            for row in await session.execute(text(_SCANS), of_all)
        ],
        asked=[
            Moment(one.asked_at, say(msgid("Asked for a refund"), LOCALE), one.reason)
            for one in requests
        ],
        given=[
            Moment(
                one.done_at or one.created_at,
                say(msgid("Refunded"), LOCALE),
                price(one.amount, LOCALE),
            )
            for one in refunds
            if one.state is RefundState.done
        ],
    )


def _sheet(case: _Case, statement: str) -> TableSheet:
    order, zone = case.receipt.order, case.event.time_zone
    policy = case.event.refund_policy
    facts = [
        (say(msgid("Order"), LOCALE), shown_code(order.code)),
        (say(msgid("Disputed"), LOCALE), price(case.dispute.amount, LOCALE)),
        (say(msgid("Buyer"), LOCALE), order.buyer_name),
        (say(msgid("E-mail"), LOCALE), order.buyer_email),
        (say(msgid("Sold"), LOCALE), _sold(order, case.event)),
        (say(msgid("Event"), LOCALE), moment(case.event.starts_at, zone, LOCALE)),
        (say(msgid("Card from"), LOCALE), case.country),
        (say(msgid("Connection (hash)"), LOCALE), _network(case.started)),
        (say(msgid("Refund policy shown before paying"), LOCALE), policy),
        (say(msgid("Statement"), LOCALE), statement),
        (say(msgid("Times are those of"), LOCALE), zone),
    ]
    told = [
        *_course(case), *case.issued, *case.mails, *case.scans, *case.asked, *case.given,
        Moment(case.dispute.opened_at, say(msgid("Disputed"), LOCALE)),
    ]  # fmt: skip
    return TableSheet(
        locale=LOCALE,
        title=say(msgid("Evidence for order {code}"), LOCALE, code=shown_code(order.code)),
        facts=[(label, value) for label, value in facts if value],
        columns=[
            TableColumn(say(words, LOCALE))
            for words in (msgid("When"), msgid("What"), msgid("Detail"))
        ],
        rows=[
            (moment(one.at, zone, LOCALE), one.what, one.detail)
            for one in sorted(told, key=lambda one: one.at)
        ],
    )


def _course(case: _Case) -> Sequence[Moment]:
    """Return what happened to the order itself; whoever pays has the refund policy before them."""
    order = case.receipt.order
    told = [Moment(order.placed_at, say(msgid("Order placed"), LOCALE))]
    if case.started:
        seen = say(msgid("Went to pay, with the refund policy shown"), LOCALE)
        told.append(Moment(case.started.at, seen, _network(case.started)))
    if order.paid_at:
        told.append(Moment(order.paid_at, say(msgid("Paid"), LOCALE), price(order.total, LOCALE)))
    return told


def _network(started: JudgementView | None) -> str:
    return started.traits.get("network", "")[:SHORT] if started else ""


def _sold(order: OrderView, event: EventView) -> str:
    lines = ", ".join(
        f"{line.quantity} \N{MULTIPLICATION SIGN} {line.name}" for line in order.lines
    )
    return f"{lines}: {event.title}"


def _line(one: Moment, event: EventView) -> str:
    return f"{moment(one.at, event.time_zone, LOCALE)}: {one.what} {one.detail}"


_LETTER = msgid("Letter about the order sent")
_LETTERS = {
    Topic.receipt: msgid("Receipt with the tickets sent"),
    Topic.held: msgid("Notice that the order is checked first sent"),
    Topic.holder_changed: msgid("Tickets sent to their new holder"),
    Topic.refunded: msgid("Notice of a refund sent"),
    Topic.cancelled: msgid("Notice of the cancellation sent"),
}
# What the organizer's own members were written is no evidence.
_MAILS = """
    SELECT topic, recipient, sent_at FROM deliveries
    WHERE state = 'sent' AND (subject = ANY (:names) OR details ->> 'order_id' = ANY (:names))
        AND lower(recipient) IN (
            SELECT lower(buyer_email) FROM orders WHERE id = ANY (:ids)
            UNION SELECT lower(holder_email) FROM tickets WHERE order_id = ANY (:ids)
        )
    ORDER BY sent_at
"""
_ISSUED = """
    SELECT code, issued_at FROM tickets WHERE order_id = ANY (:ids) ORDER BY issued_at, index
"""
_SCANS = """
    SELECT t.code, a.at FROM tickets t
    JOIN admissions a ON a.event_id = t.event_id AND a.index = t.index
    WHERE t.order_id = ANY (:ids) ORDER BY a.at
"""
