"""An order's page in words: which phase it is in, and what the buyer should know."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.invoices import queries as invoices
from bilten_app.domains.invoices.public import InvoiceView
from bilten_app.domains.market import queries as market
from bilten_app.domains.market.public import OwnListingView
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import CloseReason, OrderState, OrderView, RefundRequestView
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.payments.public import (
    Method,
    PaymentState,
    PaymentView,
    RefundView,
)
from bilten_app.domains.pricing.public import Quote
from bilten_app.domains.risk import queries as risk
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets import service as ticket_service
from bilten_app.domains.tickets.public import TicketState, TicketView, ticket_words
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Refused
from bilten_app.kit.ids import shown_code
from bilten_app.kit.text import fill, moment, price, say, zone_name
from bilten_app.web.public.order.gateway import gateway_href
from bilten_app.web.public.order.papers import NO_PAPERS, Papers, is_paper_due, papers_of
from bilten_app.web.public.order.phases import (
    CLOSE_REASONS,
    EXPIRED_WHILE_PAYING,
    HEADLINES,
    LATE_AND_STOPPED,
    TEXTS,
    UNSETTLED,
    Phase,
)
from bilten_app.web.public.order.refunds import NO_ASKING, Asking, asking_of, refund_words
from bilten_app.web.public.order.renaming import renaming_of
from bilten_app.web.public.order.resales import resales_of
from bilten_app.web.public.outage import outage_words
from bilten_app.web.public.purchase import Purchase, purchase_of, ways_to_pay


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in a list; the whole line leads to it."""

    id: str
    href: str
    type_name: str
    holder: str
    code: str
    is_void: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The order's page in a language."""

    phase: str = ""
    headline: str = ""
    text: str = ""
    email: str = ""
    refunds: list[str] = field(default_factory=list[str])
    tickets: list[TicketLine] = field(default_factory=list[TicketLine])
    bought: Purchase = field(default_factory=Purchase)
    paid_at: str = ""
    gateway_href: str = ""
    checkout_href: str = ""
    pdf_href: str = ""
    calendar_href: str = ""
    asking: Asking = NO_ASKING
    may_rename: bool = False
    rename_words: str = ""
    papers: Papers = NO_PAPERS
    outage: str = ""
    resales: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Found:
    """What the database knows of an order."""

    order: OrderView
    event: EventView
    payment: PaymentView | None
    refunds: Sequence[RefundView]
    tickets: Sequence[TicketView]
    asked: RefundRequestView | None
    why_not: Refused | None
    quote: Quote | None
    papers: Sequence[InvoiceView]
    is_held: bool = False
    methods: Sequence[Method] = ()
    resales: Sequence[OwnListingView] = ()


async def find(rt: Runtime, code: str, secret: str) -> Found:
    """Return an order with its event, money and tickets, or raise NotFound."""
    async with rt.read() as session:
        order = await orders.by_link(session, rt.vault, code=code, secret=secret)
        payment = await payments.latest_of(session, order.id)
        is_open = order.state is OrderState.placed and order.to_pay.minor > 0
        return Found(
            order=order,
            event=await events.by_id(session, order.event_id),
            payment=payment,
            refunds=await payments.refunds_of(session, payment.id) if payment else (),
            tickets=await tickets.of_order(session, order.id) if order.paid_at else (),
            asked=next(iter(await orders.requests_of(session, order.id)), None),
            why_not=await orders.why_not_refund(session, order.id, rt.clock.now())
            if order.state is OrderState.paid
            else None,
            quote=await orders.kept_quote(session, order.id),
            papers=await invoices.of_order(session, order.id) if order.paid_at else (),
            is_held=bool(order.paid_at and await risk.in_review(session, [order.id])),
            methods=await ways_to_pay(rt, order) if is_open else (),
            resales=await market.of_seller_order(session, order.id, now=rt.clock.now()),
        )


def phase_of(
    order: OrderView, payment: PaymentView | None, now: datetime, *, is_held: bool = False
) -> Phase:
    """Return where the order is. What the money did is asked first: it is what people fear for."""
    if order.state is OrderState.paid:
        return Phase.held if is_held else Phase.paid
    if order.paid_at is not None:
        return Phase.cancelled
    if payment is not None and payment.state is PaymentState.quarantined:
        return Phase.review
    if payment is not None and payment.state is PaymentState.captured:
        return Phase.late if payment.refunded.minor else Phase.preparing
    if order.state is OrderState.cancelled:
        return Phase.given_up
    if order.state is OrderState.expired or order.hold_until <= now:
        return Phase.expired
    return _unpaid(payment)


def page_of(rt: Runtime, found: Found, locale: str, *, secret: str) -> OrderPage:
    """Return the page in a language."""
    order, event = found.order, found.event
    phase = phase_of(order, found.payment, rt.clock.now(), is_held=found.is_held)
    here = f"{order.code}/{secret}"
    may_rename, rename_words = renaming_of(
        event, rt.clock.now(), locale, is_paid=phase is Phase.paid
    )
    is_open = phase in {Phase.waiting, Phase.unpaid}
    return OrderPage(
        phase=phase.value,
        headline=say(HEADLINES[phase], locale),
        text=_text(found, phase, locale),
        email=order.buyer_email,
        refunds=[refund_words(each, event.time_zone, locale) for each in found.refunds],
        tickets=[]
        if found.is_held
        else [ticket_line_of(rt, each, locale) for each in found.tickets],
        bought=purchase_of(order, event, locale, found.quote),
        paid_at=_paid_at(order.paid_at, event.time_zone, locale),
        gateway_href=gateway_href(rt.settings.origin, found.payment, found.methods)
        if is_open
        else "",
        checkout_href=f"/checkout/{here}",
        pdf_href=f"/orders/{here}/tickets.pdf",
        calendar_href=f"/orders/{here}/event.ics",
        papers=papers_of(
            found.papers, here, locale, is_due=is_paper_due(order, found.quote, rt.clock.now())
        ),
        asking=asking_of(found.order, found.event, found.asked, found.why_not, locale),
        may_rename=may_rename,
        rename_words=rename_words,
        outage=_outage(found, phase, locale),
        resales=resales_of(found.resales, locale),
    )


def may_change(found: Found, now: datetime) -> bool:
    """Whether the order may become something else while its buyer looks on."""
    phase = phase_of(found.order, found.payment, now)
    if not found.papers and is_paper_due(found.order, found.quote, now):
        return True
    return phase in UNSETTLED or (phase is Phase.expired and found.payment is not None)


def payment_to_ask(found: Found, now: datetime) -> UUID | None:
    """Return the payment whose fate the gateway may know better than we do."""
    if found.payment is None or found.payment.state is PaymentState.captured:
        return None
    asked = {Phase.waiting, Phase.declined, Phase.expired}
    return found.payment.id if phase_of(found.order, found.payment, now) in asked else None


def ticket_line_of(rt: Runtime, ticket: TicketView, locale: str) -> TicketLine:
    """Return a ticket as a line that leads to it, with its seat."""
    return TicketLine(
        id=str(ticket.id),
        href=f"/tickets/{ticket.code}/{ticket_service.secret_of(rt.vault, ticket)}",
        type_name=ticket_words(ticket, locale),
        holder=ticket.holder_name,
        code=shown_code(ticket.code),
        is_void=ticket.state is TicketState.void,
    )


def _outage(found: Found, phase: Phase, locale: str) -> str:
    """Return what is down, where the buyer waits for it."""
    if phase not in {Phase.unpaid, Phase.waiting, Phase.declined}:
        return ""
    waits_for = found.payment.gateway if found.payment and phase is Phase.waiting else ""
    return outage_words(
        found.order, found.methods, found.event.time_zone, locale, waits_for=waits_for
    )


def _paid_at(at: datetime | None, zone: str, locale: str) -> str:
    return f"{moment(at, zone, locale)} {zone_name(at, zone)}" if at else ""


def _unpaid(payment: PaymentView | None) -> Phase:
    if payment is None:
        return Phase.unpaid
    if payment.state is PaymentState.started:
        return Phase.waiting
    return Phase.declined


def _text(found: Found, phase: Phase, locale: str) -> str:
    sentence = TEXTS[phase]
    if phase is Phase.expired and found.payment is not None:
        sentence = EXPIRED_WHILE_PAYING
    if phase is Phase.late and found.order.close_reason == CloseReason.organizer_stopped:
        sentence = LATE_AND_STOPPED
    reason = CLOSE_REASONS.get(found.order.close_reason, "")
    before = f"{say(reason, locale)} " if phase is Phase.cancelled and reason else ""
    refund = price(found.payment.refunded, locale) if found.payment else ""
    said = fill(say(sentence, locale), {"email": found.order.buyer_email, "refund": refund})
    return before + said
