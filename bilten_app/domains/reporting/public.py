"""What organizers read about their sales and their guests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from bilten_app.domains.orders.public import Channel, OrderState
from bilten_app.domains.payouts.public import PayoutState
from bilten_app.domains.seating.public import SeatName
from bilten_app.domains.tickets.public import TicketState
from bilten_app.kit.money import Money


@dataclass(frozen=True, slots=True)
class SalesTotals:
    """What was sold in one currency; `revenue` is without the platform's fees."""

    revenue: Money
    tickets: int
    orders: int
    revenue_today: Money
    tickets_today: int


@dataclass(frozen=True, slots=True)
class EventSales:
    """How one event sells."""

    sold: int
    capacity: int
    revenue: Money


@dataclass(frozen=True, slots=True)
class DaySales:
    """How many tickets were sold on a day of the organization's own calendar."""

    day: date
    tickets: int


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """Which orders are wanted; what is empty does not narrow the search."""

    event_id: UUID | None = None
    state: OrderState | None = None
    words: str = ""
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list."""

    id: UUID
    code: str
    state: OrderState
    event_title: str
    event_slug: str
    time_zone: str
    buyer_name: str
    buyer_email: str
    tickets: int
    total: Money
    placed_at: datetime
    in_review: bool = False
    channel: Channel = Channel.web


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """A ticket and who holds it; `admitted_at` when somebody was let in on it.

    Whether the organizer `may_write` about other events is what this address agreed to.
    """

    ticket_id: UUID
    code: str
    name: str
    email: str
    type_name: str
    order_code: str
    order_id: UUID
    state: TicketState
    issued_at: datetime
    admitted_at: datetime | None
    seat: SeatName | None = None
    channel: Channel = Channel.web
    may_write: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many tickets of an event are valid or were used, and how many holders have come."""

    valid: int
    admitted: int


class Grouping(StrEnum):
    """How a revenue report is cut into lines."""

    event = "event"
    day = "day"
    month = "month"


class ReportKind(StrEnum):
    """What a report tells."""

    revenue = "revenue"
    methods = "methods"
    conversion = "conversion"
    payouts = "payouts"


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` until before `until`; days and months are those of `zone`."""

    since: datetime
    until: datetime
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class RevenueLine:
    """What one event, day or month brought, by the ledger.

    `net` is sales less refunds, fees, tax, lost disputes and what the organizer's own cards and
    credit paid (`gifts`), with corrections (`other`) added.
    """

    label: str
    sales: int
    gross: Money
    refunds: Money
    fees: Money
    tax: Money
    losses: Money
    gifts: Money
    other: Money
    net: Money


@dataclass(frozen=True, slots=True)
class MethodLine:
    """What was paid and given back by one method; `gateway` is empty for cash, cards and credit."""

    method: str
    gateway: str
    sales: int
    gross: Money
    refunds: Money


@dataclass(frozen=True, slots=True)
class ConversionLine:
    """How many of an event's carts became paid orders."""

    label: str
    carts: int
    paid: int
    ran_out: int

    @property
    def basis_points(self) -> int:
        """The share of carts that were paid, in hundredths of a percent."""
        return self.paid * 10_000 // self.carts if self.carts else 0


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """A payout in a report."""

    at: datetime
    period: str
    state: PayoutState
    destination: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Cancellation:
    """How far the orders of a cancelled event are: how many, of which so many are where.

    `left` are not closed yet, `moving` have money on its way, `failed` have money that did not
    arrive, `done` have all of it back. Of those that are closed, `taken` got some of it by a bank.
    """

    left: int
    moving: int
    failed: int
    done: int
    taken: int = 0

    @property
    def total(self) -> int:
        """All orders that the cancellation is about."""
        return self.left + self.moving + self.failed + self.done


class Verb(StrEnum):
    """What the audit says about reading."""

    audit_exported = "audit.exported"


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """What audit lines are looked for; `verb` may be its beginning, like `orders.`."""

    actor: str = ""
    subject: str = ""
    verb: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing somebody did; `actor` is a label like `user:<id>`."""

    id: int
    at: datetime
    actor: str
    verb: str
    subject: str
    changes: Mapping[str, Any]
