"""Names of buyers, and what an order keeps of its quote. Pure."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import TypeAdapter

from bilten_app.domains.inventory.public import HeldLine, Part, TypePrice
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.pricing.public import (
    NOTHING_ASKED,
    Ask,
    Quote,
    QuoteItem,
)
from bilten_app.domains.seating.public import KeptSeat
from bilten_app.domains.tickets.public import TicketPlace, TicketSeat
from bilten_app.kit.errors import Invalid
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


def item_of(line: HeldLine, tag: TypePrice) -> QuoteItem:
    """Return what is to be priced of a hold: at the price its buyer chose, or on the tag."""
    chosen = line.chosen_minor
    minor = tag.price_minor if chosen is None else chosen
    is_chosen = chosen is not None or tag.open_price is not None
    return QuoteItem(line.ticket_type_id, line.quantity, minor, chosen=is_chosen)


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


def has_papers(order: Order) -> bool:
    """Whether an order is invoiced: tax stands on it, or its business may owe the tax itself."""
    is_taxed = order.tax_minor or order.tax_added_minor
    return bool(order.total_minor and (is_taxed or read_ask(order.asked).buyer.vat_id))


def read_quote(stored: dict[str, Any]) -> Quote:
    """Return the quote that an order keeps."""
    return _QUOTE.validate_python(stored)
