"""The states of an order, its refusals, the facts about it, and how others see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.domains.orders.public.channels import Channel
from bilten_app.domains.seating.public import SeatName
from bilten_app.domains.tickets.public import TicketView
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.money import Money
from bilten_app.kit.states import Flow
from bilten_app.kit.text import msgid

OrderId = NewType("OrderId", UUID)

ORDER_LINK = "orders.link"
"""The purpose under which the vault derives the secret of an order's page."""


class OrderState(StrEnum):
    """Where an order is. `expired → paid`: the money came late and places remained."""

    placed = "placed"
    paid = "paid"
    expired = "expired"
    cancelled = "cancelled"


ORDER_FLOW = Flow[OrderState](
    {
        OrderState.placed: {OrderState.paid, OrderState.expired, OrderState.cancelled},
        OrderState.expired: {OrderState.paid},
        OrderState.paid: {OrderState.cancelled},
    }
)


class CloseReason(StrEnum):
    """Why an order is closed."""

    time_over = "time_over"
    replaced = "replaced"
    buyer = "buyer"
    organizer = "organizer"
    event_cancelled = "event_cancelled"
    sold_out = "sold_out"
    fraud = "fraud"
    refunded_outside = "refunded_outside"
    changed = "changed"
    organizer_stopped = "organizer_stopped"
    places_gone = "places_gone"


class Verb(StrEnum):
    """What the audit says of orders."""

    order_placed = "orders.placed"
    order_priced = "orders.priced"
    order_paid = "orders.paid"
    order_cancelled = "orders.cancelled"
    order_refunded = "orders.refunded"
    refund_asked = "orders.refund_asked"
    refund_refused = "orders.refund_refused"
    refund_withdrawn = "orders.refund_withdrawn"
    order_disputed = "orders.disputed"
    loss_reversed = "orders.loss_reversed"
    order_imported = "orders.imported"
    outside_decided = "orders.outside_decided"
    policy_changed = "orders.policy_changed"
    address_corrected = "orders.address_corrected"
    tickets_sent_again = "orders.tickets_sent_again"
    note_written = "orders.note_written"
    order_changed = "orders.changed"
    order_given = "orders.given"
    order_extended = "orders.extended"
    import_started = "orders.import_started"
    shift_opened = "tills.opened"
    shift_closed = "tills.closed"


class NotForSale(Refused):
    """The event sells nothing now."""

    code = "not_for_sale"
    text = msgid("Tickets for this event are not sold now.")


class OrderExpired(Refused):
    """The hold of the order ran out."""

    code = "order_expired"
    text = msgid("The time to pay ran out, and the places are free again. Please choose once more.")


class OrderClosed(Refused):
    """The order is paid or cancelled already."""

    code = "order_closed"
    text = msgid("This order is {state} and cannot be changed.")


class BuyerUnknown(Invalid):
    """An order is paid only when somebody can be told."""

    code = "buyer_unknown"
    text = msgid("Tell us your name and e-mail first, so that your tickets find you.")


@dataclass(frozen=True, slots=True)
class OrderPaid(Fact):
    """An order is paid and its tickets exist; those of a held one wait for a person."""

    name = "orders.paid"

    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    total_minor: int
    currency: str
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class OrderHeld(Fact):
    """A paid order waits for a person, and its tickets with it."""

    name = "orders.held"

    order_id: UUID
    event_id: UUID
    organizer_id: UUID


@dataclass(frozen=True, slots=True)
class OrderReleased(Fact):
    """A held order has its tickets now."""

    name = "orders.released"

    order_id: UUID
    event_id: UUID
    organizer_id: UUID


@dataclass(frozen=True, slots=True)
class OrderCancelled(Fact):
    """A paid order was cancelled; `refund_minor` is on its way back."""

    name = "orders.cancelled"

    order_id: UUID
    event_id: UUID
    organizer_id: UUID
    refund_minor: int
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class LateMoneyRefunded(Fact):
    """Money came for an order that cannot be honoured; it is on its way back."""

    name = "orders.late_refunded"

    order_id: UUID
    event_id: UUID
    payment_id: UUID
    refund_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who bought, and in which language to write to them."""

    name: str
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class OrderRef:
    """Where an order's page is: `/orders/{code}/{secret}`."""

    id: OrderId
    code: str
    secret: str


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order that was paid elsewhere; `gateway_ref` is the gateway's name for its payment."""

    at: datetime
    buyer_name: str
    buyer_email: str
    lines: Mapping[UUID, int]
    gateway_ref: str
    locale: str = "en"
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """One line of an order; every amount is stored, none computed again.

    `parts` are the names of the tickets in one bundle.
    """

    id: UUID
    ticket_type_id: UUID
    name: str
    quantity: int
    unit: Money
    listed: Money
    discount: Money
    fee: Money
    tax: Money
    total: Money
    parts: tuple[str, ...] = ()

    @property
    def tickets(self) -> int:
        """How many tickets the line is for: a bundle is several."""
        return self.quantity * (len(self.parts) or 1)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as its buyer and its organizer see it.

    total = listed - discount + fee + tax_added. `tax` is what of the total is tax; `gift` what
    cards and credit pay of it, `funded` what was paid before or to the organizer itself. It was
    given more time at `extended_at`, because its gateway was down.
    """

    id: OrderId
    code: str
    event_id: UUID
    organizer_id: UUID
    state: OrderState
    buyer_name: str
    buyer_email: str
    locale: str
    lines: tuple[OrderLineView, ...]
    listed: Money
    discount: Money
    fee: Money
    tax: Money
    tax_added: Money
    total: Money
    gift: Money
    funded: Money
    refunded: Money
    hold_until: datetime
    payment_id: UUID | None
    placed_at: datetime
    paid_at: datetime | None
    closed_at: datetime | None
    close_reason: str
    seats: tuple[SeatName, ...] = ()
    channel: Channel = Channel.web
    from_order_id: UUID | None = None
    extended_at: datetime | None = None
    listing_id: UUID | None = None

    @property
    def to_pay(self) -> Money:
        """What is left for a payment gateway."""
        return self.total - self.gift - self.funded

    @property
    def quantity(self) -> int:
        """How many tickets the order is for."""
        return sum(line.tickets for line in self.lines)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A paid order with its tickets: what a confirmation needs."""

    order: OrderView
    tickets: tuple[TicketView, ...]
