"""What is shown of an order, as ready words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventCard
from bilten_app.domains.identity import queries as identity
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import (
    ChangeView,
    NoteView,
    OrderRefundView,
    OrderState,
    Receipt,
)
from bilten_app.domains.payments.public import RefundState
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.risk.public import ReviewView
from bilten_app.domains.tickets.public import TicketState, ticket_words
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import moment, msgid, price, say, say_many
from bilten_app.web.organizer.desk import ORDER_STATES, reach_of
from bilten_app.web.organizer.order.held import held_of
from bilten_app.web.organizer.order.history import (
    CHANNELS,
    CLOSE_WORDS,
    ChangeRow,
    NoteRow,
    change_rows,
    note_rows,
)
from bilten_app.web.parts.feedback import Tone

MOVING = frozenset({RefundState.requested, RefundState.sent})
REFUND_STATES: Mapping[RefundState, tuple[str, Tone]] = {
    RefundState.requested: (msgid("On its way"), "warn"),
    RefundState.sent: (msgid("On its way"), "warn"),
    RefundState.done: (msgid("Done"), "good"),
    RefundState.failed: (msgid("Failed"), "bad"),
}
OUTSIDE = msgid("made at the payment service")
BY_BILTEN = msgid("made by Bilten")
CAME_BACK = msgid("It did not reach the buyer. Bilten's staff sends it again.")


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the order."""

    name: str
    total: str


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket of the order."""

    id: str
    code: str
    holder: str
    email: str
    kind: str
    price: str
    is_valid: bool
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money that went back, or tries to."""

    id: str
    amount: str
    note: str
    made: str
    state: str
    tone: str
    is_failed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The order, ready to show."""

    id: str = ""
    code: str = ""
    state: str = ""
    tone: str = "info"
    is_paid: bool = False
    event: str = ""
    who: str = ""
    email: str = ""
    placed: str = ""
    fee: str = ""
    total: str = ""
    currency: str = ""
    refunded: str = ""
    rest: str = ""
    is_held: bool = False
    held_until: str = ""
    held_why: tuple[str, ...] = ()
    is_asked: bool = False
    is_moving: bool = False
    failed_vat_id: str = ""
    is_disputed: bool = False
    lines: tuple[LineRow, ...] = ()
    tickets: tuple[TicketRow, ...] = ()
    refunds: tuple[RefundRow, ...] = ()
    notes: tuple[NoteRow, ...] = ()
    channel: str = ""
    changes: tuple[ChangeRow, ...] = ()
    may_refund: bool = False


async def load_order(rt: Runtime, actor: Actor, code: str, locale: str) -> Shown:
    """Return an order of the desk's organization, or raise NotFound."""
    scope, within = await reach_of(rt, actor, Permission.orders_read)
    async with rt.read() as session:
        receipt = await reporting.order(session, scope, code, within=within)
        order = receipt.order
        event = (await events.cards(session, [order.event_id]))[order.event_id]
        made = await orders.refunds_of(session, order.id)
        notes = await orders.notes_of(session, order.id)
        changes = await orders.changes_of(session, order.id)
        writers = {one.made_by for one in made} | {one.written_by for one in notes}
        found = _Found(
            receipt,
            event,
            await orders.ticket_prices(session, order.id) if receipt.tickets else {},
            made,
            notes,
            changes,
            await identity.names(session, writers),
            is_asked=await orders.open_request(session, order.id) is not None,
            review=await risk.review_of(session, order.id),
        )
        failed = await orders.failed_vat_id(session, order.id)
        disputed = await orders.is_disputed(session, order.id)
    may_refund = actor.may(Permission.orders_refund, scope, event_id=order.event_id)
    return replace(
        _shown(found, locale), failed_vat_id=failed, is_disputed=disputed, may_refund=may_refund
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database knows of an order."""

    receipt: Receipt
    event: EventCard
    prices: Mapping[UUID, Money]
    refunds: Sequence[OrderRefundView]
    notes: Sequence[NoteView]
    changes: Sequence[ChangeView]
    names: Mapping[str, str]
    is_asked: bool
    review: ReviewView | None


def _shown(found: _Found, locale: str) -> Shown:
    order, zone = found.receipt.order, found.event.time_zone
    words, tone = ORDER_STATES[order.state]
    rest = order.total - order.refunded
    return Shown(
        id=str(order.id),
        code=shown_code(order.code),
        state=say(words, locale),
        tone=tone,
        is_paid=order.state is OrderState.paid,
        event=found.event.title,
        who=order.buyer_name,
        email=order.buyer_email,
        placed=moment(order.placed_at, zone, locale),
        fee=price(order.fee, locale),
        total=price(order.total, locale),
        currency=order.total.currency,
        refunded=price(order.refunded, locale) if order.refunded.minor else "",
        rest=price(rest, locale),
        **held_of(found.review, found.event.time_zone, locale),
        is_asked=found.is_asked,
        is_moving=any(one.state in MOVING for one in found.refunds),
        lines=tuple(
            LineRow(
                f"{line.quantity} \N{MULTIPLICATION SIGN} {line.name}", price(line.total, locale)
            )
            for line in order.lines
        ),
        tickets=tuple(
            TicketRow(
                str(ticket.id),
                shown_code(ticket.code),
                ticket.holder_name,
                ticket.holder_email,
                ticket_words(ticket, locale),
                price(found.prices[ticket.id], locale) if ticket.id in found.prices else "",
                ticket.state is TicketState.valid,
                ticket.state is TicketState.frozen,
            )
            for ticket in found.receipt.tickets
        ),
        refunds=tuple(_refund(one, found, locale) for one in found.refunds),
        notes=note_rows(found.notes, found.names, zone, locale),
        channel=say(CHANNELS[order.channel], locale) if CHANNELS[order.channel] else "",
        changes=change_rows(found.changes, locale),
    )


def _refund(one: OrderRefundView, found: _Found, locale: str) -> RefundRow:
    words, tone = REFUND_STATES[one.state]
    tickets = say_many(msgid("{n} ticket"), msgid("{n} tickets"), one.tickets, locale)
    who = found.names.get(one.made_by) or say(OUTSIDE if one.is_external else BY_BILTEN, locale)
    reason = say(CLOSE_WORDS.get(one.reason, one.reason), locale)
    failed = one.state is RefundState.failed
    back = say(CAME_BACK, locale) if failed and one.is_external and one.attempt_id else ""
    return RefundRow(
        id=str(one.id),
        amount=price(one.amount, locale),
        note=" · ".join(part for part in (tickets if one.tickets else "", reason, back) if part),
        made=f"{moment(one.made_at, found.event.time_zone, locale)} · {who}",
        state=say(words, locale),
        tone=tone,
        is_failed=failed and not one.is_external,
    )
