"""What places and tickets need to know of orders."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from bilten_app.domains.inventory.public import Freed
from bilten_app.domains.orders.models import Order, OrderLine
from bilten_app.domains.orders.rules import deal_seats, pieces_by_type, ticket_types_of
from bilten_app.domains.seating.public import read_seats
from bilten_app.domains.tickets import service as tickets
from bilten_app.domains.tickets.public import IssueLine, TicketPlace


def sale_of(order: Order, lines: Sequence[OrderLine], seated: Mapping[UUID, UUID]) -> tickets.Sale:
    """Return what tickets need to know of an order; `seated` is ticket type → pool with seats."""
    seats = deal_seats(read_seats(order.seats), lines, seated) if seated else {}
    return tickets.Sale(
        order_id=order.id,
        event_id=order.event_id,
        holder=tickets.Holder(order.buyer_name, order.buyer_email, order.user_id),
        lines=[IssueLine(line.id, ticket_types_of(line), seats.get(line.id, ())) for line in lines],
        at=order.paid_at or order.placed_at,
    )


def freed_by(order: Order, lines: Sequence[OrderLine], gone: Sequence[TicketPlace]) -> Freed:
    """Return the places that tickets of an order leave free."""
    return Freed(
        hold_id=order.hold_id,
        tickets=Counter(ticket.ticket_type_id for ticket in gone),
        pieces=pieces_by_type(lines, gone),
        seats=tuple(ticket.seat_id for ticket in gone if ticket.seat_id),
    )
