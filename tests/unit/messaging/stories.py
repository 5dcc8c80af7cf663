"""An order with everything that belongs to it, made of values alone."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bilten_app.domains.events.public import Category, EventState, EventView, VenueView
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.orders.public import Channel, OrderLineView, OrderState, OrderView
from bilten_app.domains.organizers.public import OrganizerView
from bilten_app.domains.payments.public import DisputeState, DisputeView
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money

STARTS = datetime(2026, 7, 4, 17, tzinfo=UTC)


def make_event(**changes: Any) -> EventView:
    values: dict[str, Any] = dict.fromkeys((field.name for field in fields(EventView)), None)
    values |= {
        "id": UUID(int=7),
        "organizer_id": UUID(int=8),
        "slug": "jazz-by-the-nile",
        "state": EventState.published,
        "title": "Jazz by the Nile",
        "summary": "An open-air night with the Cairo Big Band.",
        "category": Category.music,
        "city": "Cairo",
        "country": "EG",
        "venue_name": "Al-Azhar Park",
        "time_zone": "Africa/Cairo",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=4),
        "doors_at": STARTS - timedelta(hours=1),
        "venue": make_venue(),
        "cancel_reason": "",
        "refund_policy": "",
    }
    return EventView(**values | changes)


def make_venue() -> VenueView:
    return VenueView(
        id=UUID(int=9),
        name="Al-Azhar Park",
        address="Salah Salem St",
        city="Cairo",
        country="EG",
        latitude=30.04,
        longitude=31.26,
        time_zone="Africa/Cairo",
        accessibility="",
    )


def make_order(**changes: Any) -> OrderView:
    values: dict[str, Any] = dict.fromkeys((field.name for field in fields(OrderView)), None)
    listed, fee, none = Money(50000, "EGP"), Money(3500, "EGP"), Money(0, "EGP")
    line = OrderLineView(
        id=new_id(),
        ticket_type_id=new_id(),
        name="Standing",
        quantity=2,
        unit=Money(25000, "EGP"),
        listed=listed,
        discount=none,
        fee=fee,
        tax=none,
        total=listed + fee,
    )
    values |= {
        "id": new_id(),
        "code": "7KQ2M9XD",
        "state": OrderState.paid,
        "channel": Channel.web,
        "funded": none,
        "buyer_name": "Léa <b>Ørsted</b>",
        "buyer_email": "lea@example.com",
        "locale": "en",
        "lines": (line,),
        "listed": listed,
        "discount": none,
        "fee": fee,
        "tax": none,
        "tax_added": none,
        "gift": none,
        "total": listed + fee,
    }
    return OrderView(**values | changes)


def make_ticket(**changes: Any) -> TicketView:
    values: dict[str, Any] = dict.fromkeys((field.name for field in fields(TicketView)), None)
    values |= {
        "id": new_id(),
        "code": "7KQ2M9XDR4T*",
        "type_name": "Standing",
        "holder_name": "Léa Ørsted",
        "state": TicketState.valid,
        "rotating": False,
    }
    return TicketView(**values | changes)


def make_story(
    *, order: OrderView | None = None, event: EventView | None = None, rotating: int = 0
) -> OrderStory:
    tickets = tuple(make_ticket(rotating=place < rotating) for place in range(2))
    origin = "https://tickets.example"
    return OrderStory(
        order=order or make_order(),
        tickets=tickets,
        event=event or make_event(),
        organizer=OrganizerView(
            id=UUID(int=8),  # pyright: ignore[reportArgumentType]
            slug="nile-sound",
            name="Nile Sound",
            about="",
            color="#b3261e",
            logo=None,
        ),
        origin=origin,
        order_url=f"{origin}/orders/7KQ2M9XD/secret",
        ticket_urls={ticket.id: f"{origin}/tickets/{ticket.code}/secret" for ticket in tickets},
    )


def make_dispute(state: DisputeState, **changes: Any) -> DisputeView:
    """Return a dispute about all of the money of an order without a payment."""
    values: dict[str, Any] = dict.fromkeys((field.name for field in fields(DisputeView)), None)
    values |= {"id": new_id(), "state": state, "amount": Money(53500, "EGP")}
    return DisputeView(**values | changes)
