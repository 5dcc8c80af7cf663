"""Names of buyers, what an order keeps of its quote, and what a refund gives back. Pure."""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import TypeAdapter

from bilten_app.domains.events.public import EventView
from bilten_app.domains.inventory.public import Part, TypePrice
from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import Parts
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.public import (
    AskedAlready,
    BundleStaysWhole,
    NoRefunds,
    NothingToGiveBack,
    NotRefundable,
    OrderState,
    RefundsOver,
    RefundWish,
)
from bilten_app.domains.pricing.public import NOTHING_ASKED, Ask, Quote, TicketPrice
from bilten_app.domains.seating.public import KeptSeat
from bilten_app.domains.tickets.public import TicketPlace, TicketSeat
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

MAX_NAME = 120
_QUOTE = TypeAdapter(Quote)
_ASK = TypeAdapter(Ask)


def checked_buyer(name: str, email: str) -> tuple[str, str]:
    """Return the buyer's name and normalised address, or raise Invalid naming the field."""
    problems: dict[str, str] = {}
    name = one_line(name)
    if not name:
        problems["name"] = msgid("Tell us the name that belongs on the tickets.")
    elif len(name) > MAX_NAME:
        problems["name"] = msgid("This name is too long for a ticket. Shorten it a little.")
    try:
        email = validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        problems["email"] = msgid("This is not a complete e-mail address, like anna@example.org.")
    if problems:
        raise Invalid(problems)
    return name, email


def sums_of(quote: Quote) -> dict[str, Any]:
    """Return the columns of an order that its quote fills."""
    return {
        "currency": quote.currency,
        "list_minor": quote.list_minor,
        "discount_minor": quote.discount_minor,
        "fee_minor": quote.fee_minor,
        "platform_fee_minor": quote.platform_fee_minor,
        "tax_minor": quote.tax_minor,
        "tax_added_minor": quote.tax_added_minor,
        "total_minor": quote.total_minor,
        "gift_minor": quote.gift_minor,
        "keeps_offers": quote.keeps_something,
        "quote": _QUOTE.dump_python(quote, mode="json"),
    }


def lines_for(order_id: UUID, quote: Quote, types: Mapping[UUID, TypePrice]) -> list[OrderLine]:
    """Return the lines of an order: one for each price that a ticket type has in it."""
    return [
        OrderLine(
            order_id=order_id,
            ticket_type_id=line.ticket_type_id,
            name=types[line.ticket_type_id].name,
            quantity=line.quantity,
            unit_minor=line.unit_minor,
            list_minor=line.list_minor,
            discount_minor=line.discount_minor,
            fee_minor=line.fee_minor,
            tax_minor=line.tax_minor,
            total_minor=line.total_minor,
            parts=_write_parts(types[line.ticket_type_id].parts),
        )
        for line in quote.lines
    ]


def deal_seats(
    seats: Sequence[KeptSeat], lines: Sequence[OrderLine], pools: Mapping[UUID, UUID]
) -> dict[UUID, list[TicketSeat | None]]:
    """Return line id → the seat of each of its tickets, by position; `pools` are by ticket type."""
    waiting: dict[UUID, deque[TicketSeat]] = {}
    for seat in seats:
        waiting.setdefault(seat.pool_id, deque()).append(TicketSeat(seat.id, seat.name))

    def next_of(type_id: UUID) -> TicketSeat | None:
        left = waiting.get(pools[type_id]) if type_id in pools else None
        return left.popleft() if left else None

    return {line.id: [next_of(type_id) for type_id in ticket_types_of(line)] for line in lines}


class BundleTicket(NamedTuple):
    """A ticket of a bundle, as its order line keeps it; `weight` is its share of the price."""

    ticket_type_id: UUID
    name: str
    weight: int


def parts_of(line: OrderLine) -> list[BundleTicket]:
    """Return the tickets of one bundle; none for a line of anything else."""
    return [BundleTicket(UUID(key), name, weight) for key, name, weight in line.parts or ()]


def ticket_types_of(line: OrderLine) -> list[UUID]:
    """Return the type of each ticket of a line, by position: one bundle after the other."""
    one = [part.ticket_type_id for part in parts_of(line)] or [line.ticket_type_id]
    return one * line.quantity


def tickets_by_type(lines: Iterable[OrderLine]) -> Counter[UUID]:
    """Return how many tickets of each type lines are for."""
    return Counter(type_id for line in lines for type_id in ticket_types_of(line))


def pieces_by_type(lines: Iterable[OrderLine], gone: Sequence[TicketPlace]) -> Counter[UUID]:
    """Return what was bought of each type with the tickets that are gone; a bundle is one."""
    by_id = {line.id: line for line in lines}
    tickets = Counter(ticket.order_line_id for ticket in gone)
    pieces = Counter[UUID]()
    for line_id, count in tickets.items():
        line = by_id[line_id]
        pieces[line.ticket_type_id] += count // (len(line.parts or ()) or 1)
    return pieces


def _write_parts(parts: Sequence[Part]) -> list[Any] | None:
    """Return the tickets of a bundle as a line keeps them: what its parts cost by themselves."""
    return [
        [str(part.ticket_type_id), part.name, part.price_minor]
        for part in parts
        for _ in range(part.quantity)
    ] or None


def write_ask(ask: Ask) -> dict[str, Any]:
    """Return what an order keeps of what its buyer brought."""
    return _ASK.dump_python(ask, mode="json")


def read_ask(stored: dict[str, Any] | None) -> Ask:
    """Return what a buyer brought to an order."""
    return _ASK.validate_python(stored) if stored else NOTHING_ASKED


def read_quote(stored: dict[str, Any]) -> Quote:
    """Return the quote that an order keeps."""
    return _QUOTE.validate_python(stored)


@dataclass(frozen=True, slots=True)
class Sums:
    """What goes back: `fee_minor` of the platform's fee and `tax_minor` are inside the total."""

    total_minor: int
    fee_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Sold:
    """An order with all that a refund looks at."""

    order: Order
    lines: Sequence[OrderLine]
    valid: Sequence[TicketPlace]
    given_fee: int
    given_tax: int
    is_tax_free: bool = False

    @property
    def left_minor(self) -> int:
        """What was paid and not given back yet."""
        return self.order.total_minor - self.order.refunded_minor

    def price_of(self, ticket: TicketPlace) -> TicketPrice:
        """Return the amounts of one ticket: lines stand in the order of the quote's.

        A ticket of a bundle has its share of the bundle's, by the prices of the parts. Once the tax
        went back to a business that owes it elsewhere, a ticket cost that much less.
        """
        place = next(i for i, line in enumerate(self.lines) if line.id == ticket.order_line_id)
        prices = read_quote(self.order.quote or {}).lines[place].tickets
        cost = _ticket_price(prices, parts_of(self.lines[place]), ticket.position)
        if self.is_tax_free:
            added = cost.tax_added_minor - cost.tax_minor
            return replace(cost, tax_minor=0, tax_added_minor=added)
        return cost

    def named(self, ticket_ids: Collection[UUID]) -> Sequence[TicketPlace]:
        """Return the named tickets, or raise NotRefundable when one of them is not valid.

        Raises BundleStaysWhole for a part of a bundle.
        """
        named = [ticket for ticket in self.valid if ticket.id in ticket_ids]
        if len(named) != len(ticket_ids):
            raise NotRefundable
        check_bundles(self.lines, self.valid, ticket_ids)
        return named

    def due(self, wish: RefundWish) -> Sums:
        """Return what a wish gives back. Raises NotRefundable."""
        named = self.named(wish.ticket_ids)
        if named:
            return self._tickets(named, with_fees=wish.with_fees)
        return self._amount(wish.amount_minor)

    def gift_of(self, minor: int) -> int:
        """Return what of a refund goes to cards: first the gateway gets back what it collected."""
        order = self.order
        paid_back = order.refunded_minor - order.refunded_gift_minor
        return minor - min(minor, order.total_minor - order.gift_minor - paid_back)

    def rest(self) -> Sums:
        """Return all that is left, with all of the fee and tax that were not given back."""
        if not self.left_minor:
            return Sums(0, 0, 0)
        order = self.order
        fee, tax = order.platform_fee_minor - self.given_fee, order.tax_minor - self.given_tax
        return Sums(self.left_minor, fee, tax)

    def _tickets(self, named: Sequence[TicketPlace], *, with_fees: bool) -> Sums:
        """Return what tickets cost; without fees, their tax follows what is given back of them."""
        prices = [self.price_of(ticket) for ticket in named]
        total = sum(price.total_minor for price in prices)
        tax = sum(price.tax_minor for price in prices)
        fee = sum(price.platform_fee_minor for price in prices)
        if not with_fees:
            kept = sum(price.fee_minor for price in prices)
            part = ledger.refund_parts(Parts(total, 0, tax), before_minor=0, minor=total - kept)
            total, fee, tax = total - kept, 0, part.tax_minor
        # A goodwill refund may have given a part of the price back before.
        total = min(total, self.left_minor)
        return Sums(total, min(fee, total), min(tax, self.order.tax_minor - self.given_tax, total))

    def _amount(self, minor: int) -> Sums:
        """Return a part of the price; the platform keeps its fee, tax follows pro rata."""
        order = self.order
        if not 0 < minor <= self.left_minor:
            raise NotRefundable
        paid = Parts(order.total_minor, 0, order.tax_minor)
        parts = ledger.refund_parts(paid, before_minor=order.refunded_minor, minor=minor)
        return Sums(minor, 0, min(parts.tax_minor, order.tax_minor - self.given_tax))


def check_bundles(
    lines: Sequence[OrderLine], valid: Sequence[TicketPlace], ticket_ids: Collection[UUID]
) -> None:
    """Raise BundleStaysWhole when some tickets of a bundle are named and others are not."""
    sizes = {line.id: len(line.parts or ()) for line in lines}
    chosen: dict[tuple[UUID, int], set[bool]] = {}
    for ticket in valid:
        if size := sizes[ticket.order_line_id]:
            bundle = ticket.order_line_id, ticket.position // size
            chosen.setdefault(bundle, set()).add(ticket.id in ticket_ids)
    if any(len(both) > 1 for both in chosen.values()):
        raise BundleStaysWhole


def why_not_ask(
    state: OrderState, event: EventView, valid: int, now: datetime, *, is_open: bool
) -> Refused | None:
    """Return why a buyer cannot ask for money back now, or None when they can."""
    if state is not OrderState.paid or not valid:
        return NothingToGiveBack()
    if is_open:
        return AskedAlready()
    if event.refund_until is None:
        return NoRefunds()
    return RefundsOver() if now > event.refund_until else None


def _ticket_price(
    prices: Sequence[TicketPrice], parts: Sequence[BundleTicket], position: int
) -> TicketPrice:
    """Return the price of the ticket at a position of its line, or its share of a bundle's."""
    if not parts:
        return prices[position]
    bundle, part = divmod(position, len(parts))
    return prices[bundle].split([one.weight for one in parts])[part]
