"""What a message says: objects as the API shows them, without the secrets of their links."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bilten_app.domains.events.public import EventCard
from bilten_app.domains.orders.public import OrderLineView, OrderView
from bilten_app.domains.seating.public import SeatName
from bilten_app.domains.tickets.public import TicketView
from bilten_app.domains.webhooks.public import HookKind
from bilten_app.kit import text
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money

type Told = Mapping[str, Any]

SUMS = ("listed", "discount", "fee", "tax", "total")


def body(kind: HookKind, at: datetime, data: Told, *, is_test: bool) -> str:
    """Return a message as it is signed and sent; it says whether what it tells of is real."""
    told = {"type": kind.value, "timestamp": moment(at), "livemode": not is_test, "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def order(one: OrderView) -> Told:
    """Return an order with its lines."""
    return {
        "id": str(one.id),
        "code": shown_code(one.code),
        "state": one.state.value,
        "event_id": str(one.event_id),
        "buyer_name": one.buyer_name,
        "buyer_email": one.buyer_email,
        "lines": [_line(each) for each in one.lines],
        "seats": [_seat(each) for each in one.seats],
        **{name: money(getattr(one, name)) for name in (*SUMS, "gift", "to_pay")},
        "hold_until": moment(one.hold_until),
        "placed_at": moment(one.placed_at),
        "paid_at": _maybe(one.paid_at),
        "closed_at": _maybe(one.closed_at),
        "close_reason": one.close_reason,
    }


def ticket(one: TicketView) -> Told:
    """Return a ticket: neither its proof nor its link."""
    return {
        "id": str(one.id),
        "code": shown_code(one.code),
        "state": one.state.value,
        "event_id": str(one.event_id),
        "order_id": str(one.order_id),
        "type_name": one.type_name,
        "holder_name": one.holder_name,
        "holder_email": one.holder_email,
        "seat": _seat(one.seat) if one.seat else None,
        "issued_at": moment(one.issued_at),
    }


def event(one: EventCard) -> Told:
    """Return an event as its organizer lists it."""
    return {
        "id": str(one.id),
        "slug": one.slug,
        "state": one.state.value,
        "title": one.title,
        "category": one.category.value,
        "city": one.city,
        "starts_at": moment(one.starts_at),
        "ends_at": moment(one.ends_at),
        "time_zone": one.time_zone,
        "currency": one.currency,
    }


def money(one: Money) -> Told:
    """Return an exact amount."""
    return {
        "minor": one.minor, "currency": one.currency, "decimal": f"{text.amount(one):f}",
    }  # fmt: skip


def moment(at: datetime) -> str:
    """Return an instant in UTC."""
    return at.isoformat().replace("+00:00", "Z")


def _line(one: OrderLineView) -> Told:
    return {
        "ticket_type_id": str(one.ticket_type_id),
        "name": one.name,
        "quantity": one.quantity,
        "parts": list(one.parts),
        "unit": money(one.unit),
        **{name: money(getattr(one, name)) for name in SUMS},
    }


def _seat(one: SeatName) -> Told:
    return {
        "section": one.section, "row": one.row, "number": one.number, "at_table": one.at_table,
    }  # fmt: skip


def _maybe(at: datetime | None) -> str | None:
    return moment(at) if at else None
